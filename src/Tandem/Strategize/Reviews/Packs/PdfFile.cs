using System.Globalization;
using System.Text;

namespace Tandem.Strategize.Reviews.Packs;

/// <summary>A PDF in the making: pages of text, rectangles and lines, measured in points from the top left.</summary>
/// <remarks>
/// PDF 1.7 (ISO 32000-1) without compression, clock or chance: the same calls always write the same bytes. Text is written by glyph
/// (Identity-H) with a table back to characters, so that it can be searched, copied and read aloud.
/// </remarks>
internal sealed class PdfFile(PackFonts fonts, double width, double height)
{
    private readonly List<StringBuilder> pages = [];
    private readonly List<PackFont> used = [];
    private readonly Dictionary<PackFont, SortedDictionary<ushort, Rune>> glyphs = [];
    private StringBuilder page = new();

    public int Pages => pages.Count;

    public void NewPage() => pages.Add(page = new StringBuilder());

    /// <summary>Draws on a page that exists already: the foot, once the number of pages is known.</summary>
    public void TurnTo(int number) => page = pages[number];

    public double Width(string text, double size, bool bold = false) => fonts.Width(text, size, bold);

    /// <param name="y">Of the line the letters stand on.</param>
    public void Text(double x, double y, string text, double size, string colour, bool bold = false)
    {
        foreach (var (font, letters) in fonts.Runs(text, bold))
        {
            var known = glyphs.TryGetValue(font, out var seen) ? seen : glyphs[font] = [];
            if (!used.Contains(font))
                used.Add(font);
            page.Append("BT ").Append(Colour(colour)).Append(" rg /F").Append(used.IndexOf(font)).Append(' ').Append(N(size)).Append(" Tf ")
                .Append(N(x)).Append(' ').Append(N(height - y)).Append(" Td <");
            foreach (var (glyph, rune) in letters)
            {
                known[glyph] = rune;
                page.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
                x += font.Advance(glyph) * size / 1000;
            }

            page.Append("> Tj ET\n");
        }
    }

    public void TextEnd(double right, double y, string text, double size, string colour, bool bold = false) => Text(right - Width(text, size, bold), y, text, size, colour, bold);

    public void Box(double x, double y, double w, double h, string colour) =>
        page.Append(Colour(colour)).Append(" rg ").Append(N(x)).Append(' ').Append(N(height - y - h)).Append(' ').Append(N(w)).Append(' ').Append(N(h)).Append(" re f\n");

    public void Frame(double x, double y, double w, double h, string colour) =>
        page.Append(Colour(colour)).Append(" RG 0.75 w ").Append(N(x)).Append(' ').Append(N(height - y - h)).Append(' ').Append(N(w)).Append(' ').Append(N(h)).Append(" re S\n");

    public void Line(double x1, double y1, double x2, double y2, string colour, double thick = 0.5) =>
        page.Append(Colour(colour)).Append(" RG ").Append(N(thick)).Append(" w ").Append(N(x1)).Append(' ').Append(N(height - y1)).Append(" m ")
            .Append(N(x2)).Append(' ').Append(N(height - y2)).Append(" l S\n");

    public byte[] Write(string title)
    {
        using var file = new MemoryStream();
        var places = new List<long>();
        Raw("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        var (firstPage, firstFont) = (3, 3 + (2 * pages.Count));
        var info = firstFont + (5 * used.Count);
        Object("<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /DisplayDocTitle true >> >>");
        Object($"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, i) => $"{firstPage + (2 * i)} 0 R"))}] /MediaBox [0 0 {N(width)} {N(height)}] "
            + $"/Resources << /Font << {string.Join(' ', used.Select((_, i) => $"/F{i} {firstFont + (5 * i)} 0 R"))} >> >> >>");
        for (var i = 0; i < pages.Count; i++)
        {
            Object($"<< /Type /Page /Parent 2 0 R /Contents {firstPage + (2 * i) + 1} 0 R >>");
            Stream("", Encoding.Latin1.GetBytes(pages[i].ToString()));
        }

        foreach (var (font, i) in used.Select((f, i) => (f, firstFont + (5 * i))))
            WriteFont(font, i);
        Object($"<< /Title <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}> /Producer (Tandem) >>");
        var start = file.Position;
        Raw($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        places.ForEach(place => Raw(place.ToString("0000000000", CultureInfo.InvariantCulture) + " 00000 n \n"));
        var id = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file.ToArray()).AsSpan(0, 16));
        Raw($"trailer\n<< /Size {places.Count + 1} /Root 1 0 R /Info {info} 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{start}\n%%EOF\n");
        return file.ToArray();

        void WriteFont(PackFont font, int at)
        {
            Object($"<< /Type /Font /Subtype /Type0 /BaseFont /{font.Name} /Encoding /Identity-H /DescendantFonts [{at + 1} 0 R] /ToUnicode {at + 4} 0 R >>");
            var widths = string.Join(' ', glyphs[font].Keys.Select(g => $"{g} [{N(font.Advance(g))}]"));
            Object($"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font.Name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                + $"/FontDescriptor {at + 2} 0 R /CIDToGIDMap /Identity /DW 500 /W [{widths}] >>");
            Object($"<< /Type /FontDescriptor /FontName /{font.Name} /Flags 4 /FontBBox [{string.Join(' ', font.Box.Select(N))}] /ItalicAngle 0 "
                + $"/Ascent {N(font.Ascent)} /Descent {N(font.Descent)} /CapHeight {N(font.Ascent)} /StemV 80 /FontFile2 {at + 3} 0 R >>");
            Stream($"/Length1 {font.File.Length} ", font.File);
            Stream("", Encoding.ASCII.GetBytes(Characters(glyphs[font])));
        }

        void Object(string body)
        {
            places.Add(file.Position);
            Raw($"{places.Count} 0 obj\n{body}\nendobj\n");
        }

        void Stream(string extra, byte[] bytes)
        {
            places.Add(file.Position);
            Raw($"{places.Count} 0 obj\n<< {extra}/Length {bytes.Length} >>\nstream\n");
            file.Write(bytes);
            Raw("\nendstream\nendobj\n");
        }

        void Raw(string text) => file.Write(Encoding.Latin1.GetBytes(text));
    }

    private static string Characters(SortedDictionary<ushort, Rune> known)
    {
        var text = new StringBuilder("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Tandem def /CMapType 2 def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
        foreach (var part in known.Chunk(100))
        {
            text.Append(part.Length).Append(" beginbfchar\n");
            foreach (var (glyph, rune) in part)
                text.Append('<').Append(glyph.ToString("X4", CultureInfo.InvariantCulture)).Append("> <").Append(Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(rune.ToString()))).Append(">\n");
            text.Append("endbfchar\n");
        }

        return text.Append("endcmap CMapName currentdict /CMap defineresource pop end end\n").ToString();
    }

    /// <summary><c>0F6B7D</c> as three shares.</summary>
    private static string Colour(string hex) => string.Join(' ', Convert.FromHexString(hex).Select(part => N(part / 255.0)));

    private static string N(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
