namespace Tandem.Strategize.Reviews.Packs;

/// <summary>A pack as a PDF to print, to send, to keep: the same contents always make the same bytes.</summary>
public static class PackPdf
{
    public static byte[] Write(PackContents pack, PackFonts fonts) => new PdfPack(pack, new PdfFile(fonts, PdfPack.Wide, PdfPack.High)).Write();
}

/// <summary>Lays the sections on pages of A4, one under the other.</summary>
internal sealed partial class PdfPack(PackContents pack, PdfFile pdf)
{
    public const double Wide = 595.28;
    public const double High = 841.89;

    private const double Margin = 48;
    private const double Bottom = High - 56;
    private const double Inner = Wide - (2 * Margin);
    private const string Ink = "1B2429";
    private const string Soft = "5B666D";
    private const string Faint = "E3E7E8";
    private const string Ground = "F4F6F6";
    private const string Accent = "00687A";
    private const string Second = "EB9B45";

    private double y;

    public byte[] Write()
    {
        Cover();
        foreach (var section in pack.Sections)
            Section(section);
        for (var i = 0; i < pdf.Pages; i++)
        {
            pdf.TurnTo(i);
            pdf.Line(Margin, High - 42, Wide - Margin, High - 42, Faint);
            pdf.Text(Margin, High - 28, pack.Footer, 8, Soft);
            pdf.TextEnd(Wide - Margin, High - 28, $"{i + 1} / {pdf.Pages}", 8, Soft);
        }

        return pdf.Write($"{pack.Title} · {pack.Partner}");
    }

    private void Cover()
    {
        pdf.NewPage();
        pdf.Box(0, 0, Wide, 128, Accent);
        pdf.Box(0, 128, Wide, 4, Second);
        pdf.Text(Margin, 52, pack.Title, 11, "CFE6EA");
        y = 82;
        foreach (var line in Lines(pack.Partner, 24, Inner, true).Take(1))
            pdf.Text(Margin, y, line, 24, "FFFFFF", true);
        pdf.Text(Margin, 108, pack.Lead, 11, "CFE6EA");
        y = 168;
    }

    private void Section(PackSection section)
    {
        // A heading never stands alone at the foot of a page.
        Room(64 + (section.Chart is not null ? ChartHigh(section.Chart) : section.Tables.Count > 0 ? 90 : 0));
        pdf.Text(Margin, y, section.Title, 15, Ink, true);
        y += 8;
        pdf.Box(Margin, y, 28, 2, Accent);
        y += 18;
        if (section.Lead.Length > 0)
            Paragraph(section.Lead, 10, Ink);
        if (section.Stats.Count > 0)
            Stats(section.Stats);
        if (section.Chart is { } chart)
            Chart(chart);
        foreach (var point in section.Points)
            Point(point);
        foreach (var table in section.Tables)
            Table(table);
        if (section.Note.Length > 0)
            Paragraph(section.Note, 8.5, Soft);
        y += 20;
    }

    private void Paragraph(string text, double size, string colour)
    {
        foreach (var line in Lines(text, size, Inner))
        {
            Room(size * 1.5);
            pdf.Text(Margin, y, line, size, colour);
            y += size * 1.45;
        }

        y += 4;
    }

    private void Stats(IReadOnlyList<PackStat> stats)
    {
        Room(70);
        var (gap, each) = (8.0, (Inner - (8.0 * (stats.Count - 1))) / stats.Count);
        foreach (var (stat, i) in stats.Select((s, i) => (s, i)))
        {
            var x = Margin + (i * (each + gap));
            pdf.Box(x, y, each, 56, Ground);
            pdf.Box(x, y, 2.5, 56, ColourOf(stat.Tone));
            pdf.Text(x + 10, y + 15, Lines(stat.Label, 7.5, each - 14).First(), 7.5, Soft);
            pdf.Text(x + 10, y + 34, stat.Value, 15, Ink, true);
            pdf.Text(x + 10, y + 47, Cut(stat.Note, 6.5, each - 14), 6.5, Soft);
        }

        y += 74;
    }

    private void Point(PackPoint point)
    {
        var text = Lines(point.Text, 10, Inner - 18, true).ToList();
        var reason = point.Reason.Length == 0 ? [] : Lines(point.Reason, 8.5, Inner - 18).ToList();
        Room((text.Count * 14) + (reason.Count * 12) + 6);
        pdf.Box(Margin, y - 7, 7, 7, ColourOf(point.Tone));
        foreach (var line in text)
        {
            pdf.Text(Margin + 18, y, line, 10, Ink, true);
            y += 14;
        }

        y -= 1;
        foreach (var line in reason)
        {
            pdf.Text(Margin + 18, y, line, 8.5, Soft);
            y += 12;
        }

        y += 6;
    }

    /// <summary>Goes to a new page when so much room is not left.</summary>
    private bool Room(double needed)
    {
        if (y + needed <= Bottom)
            return false;
        pdf.NewPage();
        y = Margin + 12;
        return true;
    }

    /// <summary>Breaks between words; a word that is too long is broken inside.</summary>
    private IEnumerable<string> Lines(string text, double size, double room, bool bold = false)
    {
        foreach (var paragraph in text.Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = line.Length == 0 ? word : line + " " + word;
                if (pdf.Width(longer, size, bold) <= room)
                {
                    line = longer;
                    continue;
                }

                if (line.Length > 0)
                    yield return line;
                line = word;
                while (line.Length > 1 && pdf.Width(line, size, bold) > room)
                {
                    var fits = line.Length - 1;
                    while (fits > 1 && pdf.Width(line[..fits], size, bold) > room)
                        fits--;
                    yield return line[..fits];
                    line = line[fits..];
                }
            }

            yield return line;
        }
    }

    private string Cut(string text, double size, double room)
    {
        if (pdf.Width(text, size) <= room)
            return text;
        var length = text.Length;
        while (length > 1 && pdf.Width(text[..length] + "…", size) > room)
            length--;
        return text[..length].TrimEnd() + "…";
    }

    private static string ColourOf(PackTone tone) => tone switch
    {
        PackTone.Good => "1E8A5B",
        PackTone.Warn => "D9902F",
        PackTone.Bad => "C8402F",
        _ => "9AA5AA",
    };
}
