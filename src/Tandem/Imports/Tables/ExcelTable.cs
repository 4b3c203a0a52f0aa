using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Tandem.Imports.Tables;

/// <summary>An Excel workbook of one sheet, written straight to the stream.</summary>
/// <remarks>
/// The five parts are written by hand because the Open XML library keeps a new package in memory until it is closed.
/// Text is typed as text, so that no cell of it can be a formula. It writes synchronously: give it a file.
/// </remarks>
internal sealed class ExcelTable : TableWriter
{
    private const int LongestCell = 32_767;
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Packages = "http://schemas.openxmlformats.org/package/2006";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    private readonly ZipArchive zip;
    private readonly XmlWriter sheet;
    private int row;

    public ExcelTable(Stream stream)
    {
        zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        Part("[Content_Types].xml",
            $"""
             <Types xmlns="{Packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
             <Default Extension="xml" ContentType="application/xml"/>
             <Override PartName="/xl/workbook.xml" ContentType="{Types}.sheet.main+xml"/>
             <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Types}.worksheet+xml"/>
             <Override PartName="/xl/styles.xml" ContentType="{Types}.styles+xml"/></Types>
             """);
        Part("_rels/.rels", Relation("officeDocument", "xl/workbook.xml", "rId1"));
        Part("xl/_rels/workbook.xml.rels",
            Relation("worksheet", "worksheets/sheet1.xml", "rId1").Replace("</Relationships>", "", StringComparison.Ordinal)
            + $"""<Relationship Id="rId2" Type="{Relations}/styles" Target="styles.xml"/></Relationships>""");
        Part("xl/workbook.xml",
            $"""
             <workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="Tandem" sheetId="1" r:id="rId1"/></sheets></workbook>
             """);
        Part("xl/styles.xml",
            $"""
             <styleSheet xmlns="{Main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts>
             <fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
             <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
             <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
             <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
             <cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
             <xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>
             """);
        sheet = XmlWriter.Create(
            zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open(),
            new XmlWriterSettings { CloseOutput = true, Encoding = new UTF8Encoding(false), CheckCharacters = false });
        sheet.WriteStartElement("worksheet", Main);
        sheet.WriteRaw("""<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>""");
        sheet.WriteStartElement("sheetData");
    }

    private static string Relation(string type, string target, string id) =>
        $"""<Relationships xmlns="{Packages}/relationships"><Relationship Id="{id}" Type="{Relations}/{type}" Target="{target}"/></Relationships>""";

    private void Part(string name, string xml)
    {
        using var text = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
        text.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>");
        text.Write(xml);
    }

    public override Task Row(params IReadOnlyList<object?> cells)
    {
        row++;
        sheet.WriteStartElement("row");
        sheet.WriteAttributeString("r", row.ToString(CultureInfo.InvariantCulture));
        foreach (var cell in cells)
            Cell(cell);
        sheet.WriteEndElement();
        return Task.CompletedTask;
    }

    private void Cell(object? cell)
    {
        sheet.WriteStartElement("c");
        switch (cell)
        {
            case null:
                break;
            case DateOnly date:
                Value((date.ToDateTime(TimeOnly.MinValue) - Epoch).TotalDays, style: 1);
                break;
            case DateTimeOffset moment:
                Value((moment.UtcDateTime - Epoch).TotalDays, style: 2);
                break;
            case bool truth:
                sheet.WriteAttributeString("t", "b");
                sheet.WriteElementString("v", truth ? "1" : "0");
                break;
            case decimal or double or long or int:
                Value((IFormattable)cell, style: null);
                break;
            default:
                Text(cell.ToString() ?? "");
                break;
        }

        sheet.WriteEndElement();
    }

    private void Value(IFormattable number, int? style)
    {
        if (style is { } s)
            sheet.WriteAttributeString("s", s.ToString(CultureInfo.InvariantCulture));
        sheet.WriteElementString("v", number.ToString(null, CultureInfo.InvariantCulture));
    }

    private void Text(string text)
    {
        if (row == 1)
            sheet.WriteAttributeString("s", "3");
        sheet.WriteAttributeString("t", "inlineStr");
        sheet.WriteStartElement("is");
        sheet.WriteStartElement("t");
        sheet.WriteAttributeString("xml", "space", null, "preserve");
        sheet.WriteString(new string([.. text.Take(LongestCell).Where(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c))]));
        sheet.WriteEndElement();
        sheet.WriteEndElement();
    }

    public override ValueTask DisposeAsync()
    {
        sheet.WriteEndElement();
        sheet.WriteEndElement();
        sheet.Dispose();
        zip.Dispose();
        return ValueTask.CompletedTask;
    }

    private static readonly DateTime Epoch = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Utc);
}
