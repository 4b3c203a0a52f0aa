using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Drawing.Charts;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Xunit;
using Sheets = DocumentFormat.OpenXml.Spreadsheet;

namespace Tandem.Tests.Strategize;

/// <summary>Reads packs back from their files, as the programs of their readers do.</summary>
internal static partial class Printed
{
    /// <summary>The slides are what the standard says, and so are the workbooks behind their charts.</summary>
    public static void Check(byte[] slides)
    {
        using var file = PresentationDocument.Open(new MemoryStream(slides), isEditable: false);
        Assert.Equal([], new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2016).Validate(file).Select(e => $"{e.Path?.PartUri} {e.Path?.XPath}: {e.Description}"));
        foreach (var chart in file.PresentationPart!.SlideParts.SelectMany(s => s.ChartParts))
        {
            using var workbook = SpreadsheetDocument.Open(chart.EmbeddedPackagePart!.GetStream(), isEditable: false);
            Assert.Equal([], new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2016).Validate(workbook).Select(e => e.Description));
        }
    }

    /// <summary>What each chart draws, row by row, and what its workbook holds.</summary>
    public static List<(List<double> Drawn, List<double> Workbook)> Charts(byte[] slides)
    {
        using var file = PresentationDocument.Open(new MemoryStream(slides), isEditable: false);
        var order = file.PresentationPart!.Presentation.SlideIdList!.Elements<DocumentFormat.OpenXml.Presentation.SlideId>().Select(id => (SlidePart)file.PresentationPart.GetPartById(id.RelationshipId!));
        var charts = new List<(List<double>, List<double>)>();
        foreach (var part in order.SelectMany(s => s.ChartParts))
        {
            var series = part.ChartSpace.Descendants<BarChartSeries>().Select(s => s.Descendants<NumericPoint>().Where(p => p.Ancestors<Values>().Any()).ToDictionary(p => p.Index!.Value, p => Number(p.NumericValue!.Text))).ToList();
            var rows = series.SelectMany(s => s.Keys).Distinct().Order().SelectMany(i => series.Where(s => s.ContainsKey(i)).Select(s => s[i])).ToList();
            using var workbook = SpreadsheetDocument.Open(part.EmbeddedPackagePart!.GetStream(), isEditable: false);
            var cells = workbook.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Sheets.Cell>().Where(c => c.DataType is null).Select(c => Number(c.CellValue!.Text)).ToList();
            charts.Add((rows, cells));
        }

        return charts;
    }

    /// <summary>The text of a PDF, glyphs turned back into characters by the tables that it carries, one line an entry of text.</summary>
    public static string Text(byte[] pdf)
    {
        var raw = Encoding.Latin1.GetString(pdf);
        Assert.StartsWith("%PDF-1.7", raw, StringComparison.Ordinal);
        var fonts = FontName().Matches(raw).ToDictionary(m => m.Groups["name"].Value, m =>
        {
            var table = Object(raw, ToUnicode().Match(Object(raw, m.Groups["object"].Value)).Groups["object"].Value);
            return Character().Matches(table).ToDictionary(c => c.Groups["glyph"].Value, c => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(c.Groups["text"].Value)));
        });
        var text = new StringBuilder();
        double? line = null;
        foreach (Match shown in Shown().Matches(raw))
        {
            var font = fonts[shown.Groups["font"].Value];
            var at = Number(shown.Groups["y"].Value);
            text.Append(line is null || Math.Abs(at - line.Value) < 0.01 ? "" : "\n");
            line = at;
            text.Append(string.Concat(shown.Groups["glyphs"].Value.Chunk(4).Select(g => font[new string(g)])));
        }

        return text.ToString();
    }

    private static string Object(string raw, string number)
    {
        var start = raw.IndexOf($"\n{number} 0 obj\n", StringComparison.Ordinal);
        return raw[start..raw.IndexOf("endobj", start, StringComparison.Ordinal)];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"/(?<name>F\d+) (?<object>\d+) 0 R", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex FontName();

    [GeneratedRegex(@"/ToUnicode (?<object>\d+) 0 R", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex ToUnicode();

    [GeneratedRegex("<(?<glyph>[0-9A-F]{4})> <(?<text>[0-9A-F]+)>", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Character();

    [GeneratedRegex(@"/(?<font>F\d+) [\d.]+ Tf [\d.]+ (?<y>[\d.]+) Td <(?<glyphs>[0-9A-F]*)> Tj", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Shown();
}
