using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Tandem.Imports.Tables;

/// <summary>The rows of the first visible sheet of an Excel workbook, read forward only.</summary>
/// <remarks>Numbers come as invariant text and dates as ISO text, because Excel stores neither the way it shows them.</remarks>
internal sealed class ExcelRows
{
    private const int MostColumns = 2_000;
    private static readonly XmlReaderSettings Safe = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreWhitespace = false,
        IgnoreComments = true,
    };

    private readonly SharedStrings texts = new();
    private readonly HashSet<int> dateStyles = [];
    private readonly bool counts1904;

    private ExcelRows(WorkbookPart book)
    {
        counts1904 = book.Workbook.WorkbookProperties?.Date1904?.Value ?? false;
        FindDateStyles(book.WorkbookStylesPart?.Stylesheet);
        if (book.SharedStringTablePart is { } part)
            ReadTexts(part);
    }

    public static IEnumerable<TableRow> Read(string path)
    {
        using var document = Open(path);
        var book = document.WorkbookPart ?? throw new UnreadableTableException("This is not an Excel workbook.");
        var sheet = book.Workbook.Descendants<Sheet>().FirstOrDefault(s => s.State is null || s.State.Value == SheetStateValues.Visible)
            ?? throw new UnreadableTableException("The workbook has no visible sheet.");
        var rows = new ExcelRows(book);
        using var reader = XmlReader.Create(book.GetPartById(sheet.Id!.Value!).GetStream(FileMode.Open, FileAccess.Read), Safe);
        var number = 0;
        while (Next(reader, "row"))
        {
            number = int.TryParse(reader.GetAttribute("r"), CultureInfo.InvariantCulture, out var r) ? r : number + 1;
            yield return new TableRow(number, rows.Cells(reader));
        }
    }

    private static SpreadsheetDocument Open(string path)
    {
        try
        {
            return SpreadsheetDocument.Open(path, isEditable: false);
        }
        catch (Exception e) when (e is OpenXmlPackageException or FileFormatException or InvalidDataException)
        {
            throw new UnreadableTableException("This is not an Excel file (.xlsx), or it is damaged.", e);
        }
    }

    private static bool Next(XmlReader reader, string element)
    {
        try
        {
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == element)
                    return true;
            }

            return false;
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            throw new UnreadableTableException("The Excel file is damaged.", e);
        }
    }

    private string[] Cells(XmlReader row)
    {
        var cells = new List<string>();
        if (row.IsEmptyElement)
            return [];
        var depth = row.Depth;
        while (row.Read() && row.Depth > depth)
        {
            if (row.NodeType != XmlNodeType.Element || row.LocalName != "c")
                continue;
            var column = Column(row.GetAttribute("r")) ?? cells.Count;
            if (column >= MostColumns)
                continue;
            while (cells.Count < column)
                cells.Add("");
            cells.Add(Cell(row));
        }

        return [.. cells];
    }

    private string Cell(XmlReader cell)
    {
        var (type, style) = (cell.GetAttribute("t"), cell.GetAttribute("s"));
        if (cell.IsEmptyElement)
            return "";
        string? value = null;
        var inline = new StringBuilder();
        var depth = cell.Depth;
        while (cell.Read() && cell.Depth > depth)
        {
            if (cell.NodeType != XmlNodeType.Element || cell.IsEmptyElement)
                continue;
            if (cell.LocalName == "v")
                value = Text(cell);
            else if (cell.LocalName == "t")
                inline.Append(Text(cell));
        }

        return type switch
        {
            "s" => int.TryParse(value, CultureInfo.InvariantCulture, out var index) ? texts[index] : "",
            "inlineStr" => inline.ToString(),
            "b" => value == "1" ? "true" : "false",
            "e" => "",
            "str" or "d" => value ?? "",
            _ => Number(value, style),
        };
    }

    private string Number(string? value, string? style)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return value ?? "";
        if (int.TryParse(style, CultureInfo.InvariantCulture, out var s) && dateStyles.Contains(s) && number is > 0 and < 2_958_466)
            return Date(number);
        // 0.1 is stored as 0.10000000000000001: decimal cuts it back to what was typed.
        return Math.Abs(number) < 1e15 ? ((decimal)number).ToString("0.############", CultureInfo.InvariantCulture) : value!;
    }

    private string Date(double days)
    {
        var moment = new DateTime(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified)
            .AddSeconds(Math.Round((days + (counts1904 ? 1462 : 0)) * 86_400));
        return moment.TimeOfDay == TimeSpan.Zero
            ? moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>The text of an element, leaving the reader on its end.</summary>
    private static string Text(XmlReader reader)
    {
        var text = "";
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
                text += reader.Value;
        }

        return text;
    }

    private void ReadTexts(SharedStringTablePart part)
    {
        using var reader = XmlReader.Create(part.GetStream(FileMode.Open, FileAccess.Read), Safe);
        var text = new StringBuilder();
        while (Next(reader, "si"))
        {
            text.Clear();
            var depth = reader.Depth;
            while (!reader.IsEmptyElement && reader.Read() && reader.Depth > depth)
            {
                // Phonetic guides stand beside the text and are not part of it.
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "rPh")
                    reader.Skip();
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "t" && !reader.IsEmptyElement)
                    text.Append(Text(reader));
            }

            texts.Add(text.ToString());
        }
    }

    private void FindDateStyles(Stylesheet? styles)
    {
        if (styles?.CellFormats is null)
            return;
        var own = (styles.NumberingFormats?.Elements<NumberingFormat>() ?? [])
            .Where(format => IsDate(format.FormatCode?.Value))
            .Select(format => format.NumberFormatId!.Value).ToHashSet();
        var index = 0;
        foreach (var format in styles.CellFormats.Elements<CellFormat>())
        {
            var id = format.NumberFormatId?.Value ?? 0;
            if (id is >= 14 and <= 22 or >= 27 and <= 36 or >= 45 and <= 47 or >= 50 and <= 58 || own.Contains(id))
                dateStyles.Add(index);
            index++;
        }
    }

    /// <summary>Whether a format shows a date: a day or a year outside quotes, brackets and escapes.</summary>
    private static bool IsDate(string? format)
    {
        if (format is null)
            return false;
        var bare = System.Text.RegularExpressions.Regex.Replace(
            format, """("[^"]*"|\[[^\]]*\]|\\.|_.|\*.)""", "", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return bare.AsSpan().IndexOfAny("dDyY") >= 0;
    }

    private static int? Column(string? reference)
    {
        if (reference is null)
            return null;
        var column = 0;
        foreach (var letter in reference.TakeWhile(char.IsAsciiLetterUpper))
            column = Math.Min((column * 26) + letter - 'A' + 1, MostColumns + 1);
        return column > 0 ? column - 1 : null;
    }
}
