using System.Globalization;
using System.Text;

namespace Tandem.Strategize.Reviews.Packs;

/// <summary>A pack as slides for PowerPoint, with charts and tables that people can edit. The same contents always make the same bytes.</summary>
public static class PackSlides
{
    public static byte[] Write(PackContents pack)
    {
        var deck = new SlideDeck();
        deck.Cover(pack.Title, pack.Partner, pack.Lead, pack.Footer);
        foreach (var section in pack.Sections)
        {
            var slide = deck.Slide(section.Title, pack.Footer);
            var top = slide.Lead(section.Lead);
            if (section.Stats.Count > 0)
                top = slide.Stats(section.Stats, top);
            var (beside, room) = (section.Points.Count > 0 && section.Chart is not null, SlideDeck.Bottom - top);
            if (section.Chart is { } chart)
                slide.Chart(chart, SlideDeck.Margin, top, beside ? SlideDeck.Inner * 6 / 10 : SlideDeck.Inner, room);
            var untold = section.Points;
            if (untold.Count > 0)
                untold = slide.Points(untold, beside ? SlideDeck.Margin + (SlideDeck.Inner * 62 / 100) : SlideDeck.Margin, top, beside ? SlideDeck.Inner * 38 / 100 : SlideDeck.Inner, room);

            // What has no room goes on a slide of its own: points beside a chart, a table that follows one, the rest of a long table.
            while (untold.Count > 0)
            {
                slide = deck.Slide(section.Title, pack.Footer);
                untold = slide.Points(untold, SlideDeck.Margin, slide.Lead(""), SlideDeck.Inner, SlideDeck.Bottom - slide.Lead(""));
            }

            var filled = section.Chart is not null || section.Points.Count > 0 || section.Stats.Count > 0;
            foreach (var table in section.Tables.Where(t => t.Rows.Count > 0))
            {
                for (var rest = table; rest.Rows.Count > 0;)
                {
                    if (filled)
                    {
                        slide = deck.Slide(table.Title.Length > 0 && table.Title != section.Title ? $"{section.Title}: {table.Title}" : section.Title, pack.Footer);
                        top = slide.Lead("");
                    }

                    rest = rest with { Rows = [.. rest.Rows.Skip(slide.Table(rest, top))] };
                    filled = true;
                }
            }

            if (section.Note.Length > 0)
                slide.Note(section.Note);
        }

        return deck.Write($"{pack.Title} · {pack.Partner}");
    }
}

/// <summary>One slide: shapes from the top left, measured in English Metric Units (914,400 to the inch).</summary>
internal sealed class Slide(SlideDeck deck)
{
    /// <summary>Above and below the text of a title or a cell, as PowerPoint leaves it.</summary>
    private const long Inset = 91_440;
    private const long CellInset = 182_880;
    private const long CellHeight = 600_000;
    private const long RowHeight = 340_000;
    private const long Indent = 228_600;
    private const long PointGap = 101_600;

    private readonly StringBuilder shapes = new();
    private readonly List<(string Id, string Kind, string Target)> relations = [("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml")];
    private int id = 1;

    public IReadOnlyList<(string Id, string Kind, string Target)> Relations => relations;

    public string Xml => "<p:sld xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
        + "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\"><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        + $"<p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/><a:chOff x=\"0\" y=\"0\"/><a:chExt cx=\"0\" cy=\"0\"/></a:xfrm></p:grpSpPr>{shapes}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>";

    /// <summary>The slide's title, which outline and screen reader find.</summary>
    public void Title(string text, int size, string colour, long x, long y, long w, long h)
    {
        (text, size) = SlideText.Fit(text, size, true, w, h - Inset);
        shapes.Append($"<p:sp><p:nvSpPr><p:cNvPr id=\"{++id}\" name=\"Title {id}\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"title\"/></p:nvPr></p:nvSpPr><p:spPr>{Place(x, y, w, h)}</p:spPr>"
            + $"<p:txBody><a:bodyPr lIns=\"0\" rIns=\"0\" anchor=\"b\"><a:normAutofit/></a:bodyPr><a:lstStyle/>{Paragraph(text, size, colour, true)}</p:txBody></p:sp>");
    }

    public void Box(long x, long y, long w, long h, string colour) =>
        shapes.Append($"<p:sp><p:nvSpPr><p:cNvPr id=\"{++id}\" name=\"Shape {id}\"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>{Place(x, y, w, h)}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>");

    /// <summary>One paragraph in a box of its own, as large as it fits.</summary>
    public void Words(string text, int size, string colour, long x, long y, long w, long h)
    {
        (text, size) = SlideText.Fit(text, size, false, w, h);
        Text(Paragraph(text, size, colour), x, y, w, h);
    }

    public void Text(string paragraphs, long x, long y, long w, long h, string anchor = "t") =>
        shapes.Append($"<p:sp><p:nvSpPr><p:cNvPr id=\"{++id}\" name=\"Text {id}\"/><p:cNvSpPr txBox=\"1\"/><p:nvPr/></p:nvSpPr><p:spPr>{Place(x, y, w, h)}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>"
            + $"<p:txBody><a:bodyPr wrap=\"square\" lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\" anchor=\"{anchor}\"><a:normAutofit/></a:bodyPr><a:lstStyle/>{paragraphs}</p:txBody></p:sp>");

    /// <returns>Where the rest of the slide begins.</returns>
    public long Lead(string text)
    {
        if (text.Length == 0)
            return 1_300_000;
        Words(text, 1600, "36424A", SlideDeck.Margin, 1_250_000, SlideDeck.Inner, 560_000);
        return 1_900_000;
    }

    public long Stats(IReadOnlyList<PackStat> stats, long top)
    {
        var each = (SlideDeck.Inner - (150_000L * (stats.Count - 1))) / stats.Count;
        for (var i = 0; i < stats.Count; i++)
        {
            var x = SlideDeck.Margin + (i * (each + 150_000));
            Box(x, top, each, 1_350_000, "F4F6F6");
            Box(x, top, 50_000, 1_350_000, Colour(stats[i].Tone));
            var room = each - 220_000;
            Text(Fitted(stats[i].Label, 1100, "5B666D", false, room, 345_000) + Fitted(stats[i].Value, 2600, "1B2429", true, room, 430_000) + Fitted(stats[i].Note, 1000, "5B666D", false, room, 320_000), x + 170_000, top + 120_000, room, 1_150_000);
        }

        return top + 1_600_000;
    }

    /// <returns>The points that found no room; one always finds it.</returns>
    public IReadOnlyList<PackPoint> Points(IReadOnlyList<PackPoint> points, long x, long y, long w, long h)
    {
        var (text, told, used) = (new StringBuilder(), 0, 0L);
        foreach (var point in points)
        {
            used += PointGap + SlideText.Height(point.Text, 1400, true, w - Indent) + (point.Reason.Length > 0 ? SlideText.Height(point.Reason, 1200, false, w - Indent) : 0);
            if (used > h && told > 0)
                break;
            told++;
            text.Append($"<a:p><a:pPr marL=\"228600\" indent=\"-228600\"><a:spcBef><a:spcPts val=\"800\"/></a:spcBef><a:buClr><a:srgbClr val=\"{Colour(point.Tone)}\"/></a:buClr><a:buFont typeface=\"Arial\"/><a:buChar char=\"■\"/></a:pPr>{Run(point.Text, 1400, "1B2429", true)}</a:p>");
            if (point.Reason.Length > 0)
                text.Append($"<a:p><a:pPr marL=\"228600\" indent=\"0\"><a:buNone/></a:pPr>{Run(point.Reason, 1200, "5B666D", false)}</a:p>");
        }

        Text(text.ToString(), x, y, w, h);
        return [.. points.Skip(told)];
    }

    public void Note(string text) => Words(text, 1000, "5B666D", SlideDeck.Margin, SlideDeck.Bottom + 20_000, SlideDeck.Inner, 260_000);

    public void Chart(PackChart chart, long x, long y, long w, long h)
    {
        var number = deck.Chart(chart);
        relations.Add(($"rId{relations.Count + 1}", "chart", $"../charts/chart{number}.xml"));
        Frame($"Chart {number}", x, y, w, h,
            $"<a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" r:id=\"rId{relations.Count}\"/></a:graphicData>", chart.Title);
    }

    /// <returns>How many rows found room; one always finds it.</returns>
    public int Table(PackTable table, long y)
    {
        var weights = table.Columns.Select((c, i) => Math.Clamp(Math.Max(table.Rows.Max(r => r.Cells[i].Length), c.Title.Split(' ').Max(word => word.Length) + 2), 6, 44) + (i == 0 ? 6 : 0)).ToList();
        var widths = weights.ConvertAll(w => SlideDeck.Inner * w / weights.Sum());
        var xml = new StringBuilder("<a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/table\"><a:tbl><a:tblPr firstRow=\"1\"/><a:tblGrid>");
        widths.ForEach(w => xml.Append(CultureInfo.InvariantCulture, $"<a:gridCol w=\"{w}\"/>"));
        var head = Math.Max(RowHeight, table.Columns.Select((c, i) => SlideText.Height(c.Title, 1100, true, widths[i] - CellInset)).Max() + Inset);
        xml.Append(CultureInfo.InvariantCulture, $"</a:tblGrid><a:tr h=\"{head}\">");
        foreach (var column in table.Columns)
            xml.Append(Cell(column.Title, column.End, 1100, "5B666D", true, "F4F6F6"));
        xml.Append("</a:tr>");
        var (rows, used) = (0, head);
        foreach (var row in table.Rows)
        {
            List<string> cells = [.. row.Cells.Select((cell, i) => SlideText.Cut(cell, 1200, i == 0, widths[i] - CellInset, CellHeight))];
            var height = Math.Max(RowHeight, cells.Select((cell, i) => SlideText.Height(cell, 1200, i == 0, widths[i] - CellInset)).Max() + Inset);
            if (used + height > SlideDeck.Bottom - y && rows > 0)
                break;
            (rows, used) = (rows + 1, used + height);
            xml.Append(CultureInfo.InvariantCulture, $"<a:tr h=\"{height}\">");
            for (var i = 0; i < table.Columns.Count; i++)
                xml.Append(Cell(cells[i], table.Columns[i].End, 1200, i == 0 && row.Tone != PackTone.Plain ? Colour(row.Tone) : "1B2429", i == 0, null));
            xml.Append("</a:tr>");
        }

        Frame("Table", SlideDeck.Margin, y, SlideDeck.Inner, used, xml.Append("</a:tbl></a:graphicData>").ToString(), table.Title);
        return rows;
    }

    private void Frame(string name, long x, long y, long w, long h, string data, string description) =>
        shapes.Append($"<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"{++id}\" name=\"{name} {id}\" descr=\"{OfficeZip.Text(description)}\"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>"
            + $"<p:xfrm><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"{w}\" cy=\"{h}\"/></p:xfrm><a:graphic>{data}</a:graphic></p:graphicFrame>");

    private static string Cell(string text, bool end, int size, string colour, bool bold, string? ground)
    {
        const string Line = "<a:lnL w=\"0\"><a:noFill/></a:lnL><a:lnR w=\"0\"><a:noFill/></a:lnR><a:lnT w=\"0\"><a:noFill/></a:lnT><a:lnB w=\"6350\"><a:solidFill><a:srgbClr val=\"E3E7E8\"/></a:solidFill></a:lnB>";
        var fill = ground is null ? "<a:noFill/>" : $"<a:solidFill><a:srgbClr val=\"{ground}\"/></a:solidFill>";
        return $"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn=\"{(end ? "r" : "l")}\"/>{Run(text, size, colour, bold)}</a:p></a:txBody><a:tcPr anchor=\"ctr\">{Line}{fill}</a:tcPr></a:tc>";
    }

    private static string Fitted(string text, int size, string colour, bool bold, long w, long h) =>
        SlideText.Fit(text, size, bold, w, h) is var (fit, smaller) ? Paragraph(fit, smaller, colour, bold) : "";

    internal static string Paragraph(string text, int size, string colour, bool bold = false) => $"<a:p>{Run(text, size, colour, bold)}</a:p>";

    private static string Run(string text, int size, string colour, bool bold) =>
        $"<a:r><a:rPr lang=\"{CultureInfo.CurrentUICulture.Name switch { "en" or "" => "en-US", var name => name }}\" sz=\"{size}\" b=\"{(bold ? 1 : 0)}\" dirty=\"0\"><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill></a:rPr><a:t>{OfficeZip.Text(text)}</a:t></a:r>";

    private static string Place(long x, long y, long w, long h) => $"<a:xfrm><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"{w}\" cy=\"{h}\"/></a:xfrm>";

    private static string Colour(PackTone tone) => tone switch
    {
        PackTone.Good => "1E8A5B",
        PackTone.Warn => "B36B12",
        PackTone.Bad => "C8402F",
        _ => "9AA5AA",
    };
}
