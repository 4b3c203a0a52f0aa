using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Tandem.Tests.Imports;

/// <summary>Workbooks as Excel itself writes them, made with the Open XML library.</summary>
internal static class Workbooks
{
    public static void WithSharedTexts(string path)
    {
        using var document = SpreadsheetDocument.Create(path, SpreadsheetDocumentType.Workbook);
        var book = document.AddWorkbookPart();
        book.Workbook = new Workbook(new WorkbookProperties { Date1904 = true });
        book.AddNewPart<WorkbookStylesPart>().Stylesheet = new Stylesheet(
            new NumberingFormats(new NumberingFormat { NumberFormatId = 170, FormatCode = "[$-409]d\\-mmm\\-yy" }),
            new CellFormats(new CellFormat { NumberFormatId = 0 }, new CellFormat { NumberFormatId = 170 }));
        var texts = book.AddNewPart<SharedStringTablePart>();
        texts.SharedStringTable = new SharedStringTable(
            new SharedStringItem(new Text("Name")), new SharedStringItem(new Text("Day")),
            new SharedStringItem(new Run(new Text("Zo")), new Run(new Text("ë"))), new SharedStringItem(new Text("Åsa")));
        var part = book.AddNewPart<WorksheetPart>();
        part.Worksheet = new Worksheet(new SheetData(
            new Row(Shared("A1", 0), Shared("C1", 1)) { RowIndex = 1 },
            new Row(Shared("A3", 2), new Cell { CellReference = "C3", StyleIndex = 1, CellValue = new CellValue("41333") }) { RowIndex = 3 },
            new Row(Shared("A7", 3), new Cell { CellReference = "B7", DataType = CellValues.InlineString, InlineString = new InlineString(new Text("x")) }) { RowIndex = 7 }));
        book.Workbook.AppendChild(new Sheets(new Sheet { Name = "Data", SheetId = 1, Id = book.GetIdOfPart(part) }));
    }

    private static Cell Shared(string place, int text) =>
        new() { CellReference = place, DataType = CellValues.SharedString, CellValue = new CellValue(text.ToString(System.Globalization.CultureInfo.InvariantCulture)) };
}
