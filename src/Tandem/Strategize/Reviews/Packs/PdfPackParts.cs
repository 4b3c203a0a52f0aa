namespace Tandem.Strategize.Reviews.Packs;

/// <summary>Tables and charts on paper.</summary>
internal sealed partial class PdfPack
{
    private const double Size = 8.5;

    private void Table(PackTable table)
    {
        if (table.Rows.Count == 0)
            return;
        var widths = Widths(table);
        Room(46);
        if (table.Title.Length > 0)
        {
            pdf.Text(Margin, y, table.Title, 10, Ink, true);
            y += 8;
        }

        y += 6;
        Heads(table, widths);
        foreach (var row in table.Rows)
        {
            var cells = row.Cells.Select((cell, i) => Lines(cell, Size, widths[i] - 10, i == 0).ToList()).ToList();
            var high = (cells.Max(c => c.Count) * 11.5) + 6;
            if (Room(high))
                Heads(table, widths);
            var x = Margin;
            for (var i = 0; i < cells.Count; i++)
            {
                for (var n = 0; n < cells[i].Count; n++)
                {
                    var (at, colour) = (y + 4 + (n * 11.5), i == 0 ? Ink : "36424A");
                    if (table.Columns[i].End)
                        pdf.TextEnd(x + widths[i] - 5, at, cells[i][n], Size, colour, i == 0);
                    else
                        pdf.Text(x + 5, at, cells[i][n], Size, colour, i == 0);
                }

                x += widths[i];
            }

            if (row.Tone != PackTone.Plain)
                pdf.Box(Margin - 4, y - 5, 2, high - 3, ColourOf(row.Tone));
            y += high;
            pdf.Line(Margin, y - 7, Margin + Inner, y - 7, Faint);
        }

        y += 8;
    }

    private void Heads(PackTable table, double[] widths)
    {
        var heads = table.Columns.Select((c, i) => Lines(c.Title, 7.5, widths[i] - 10, true).ToList()).ToList();
        var high = (heads.Max(h => h.Count) * 9.5) + 8;
        pdf.Box(Margin, y - 8, Inner, high, Ground);
        var x = Margin;
        for (var i = 0; i < heads.Count; i++)
        {
            for (var n = 0; n < heads[i].Count; n++)
            {
                if (table.Columns[i].End)
                    pdf.TextEnd(x + widths[i] - 5, y + 3 + (n * 9.5), heads[i][n], 7.5, Soft, true);
                else
                    pdf.Text(x + 5, y + 3 + (n * 9.5), heads[i][n], 7.5, Soft, true);
            }

            x += widths[i];
        }

        y += high + 4;
    }

    /// <summary>What a column would like, shrunk or stretched to the page: the widest give first.</summary>
    private double[] Widths(PackTable table)
    {
        var wish = table.Columns.Select((c, i) => Math.Min(240, table.Rows.Select(r => pdf.Width(r.Cells[i], Size, i == 0)).Append(c.Title.Split(' ').Max(word => pdf.Width(word, 7.5, true))).Max() + 12)).ToArray();
        while (wish.Sum() > Inner)
        {
            var widest = Array.IndexOf(wish, wish.Max());
            wish[widest] -= Math.Min(4, wish.Sum() - Inner + 0.01);
        }

        wish[0] += Inner - wish.Sum();
        return wish;
    }

    private static double ChartHigh(PackChart chart) => chart.Sideways ? 34 + (chart.Bars.Count * 20) : 172;

    private void Chart(PackChart chart)
    {
        Room(ChartHigh(chart) + 8);
        pdf.Text(Margin, y + 2, chart.Title, 8.5, Soft, true);
        var x = Wide - Margin;
        for (var s = chart.Series.Count - 1; s >= 0 && chart.Series.Count > 1; s--)
        {
            x -= pdf.Width(chart.Series[s], 8) + 6;
            pdf.Text(x, y + 2, chart.Series[s], 8, Soft);
            x -= 12;
            pdf.Box(x, y - 5, 8, 8, SeriesColour(s, chart.Series.Count));
            x -= 12;
        }

        y += 14;
        if (chart.Sideways)
            Rows(chart);
        else
            Columns(chart);
    }

    private void Rows(PackChart chart)
    {
        var label = Math.Min(190, chart.Bars.Max(b => pdf.Width(b.Category, Size)) + 12);
        var most = Math.Max(chart.Unit == "%" ? 100 : 0, chart.Bars.Max(b => b.Values[0] ?? 0));
        var room = Inner - label - 48;
        foreach (var bar in chart.Bars)
        {
            var value = bar.Values[0];
            pdf.Text(Margin, y + 10, Cut(bar.Category, Size, label - 8), Size, Ink);
            pdf.Box(Margin + label, y + 2, room, 10, Ground);
            if (value is { } v && most > 0)
                pdf.Box(Margin + label, y + 2, Math.Max(0, v) / most * room, 10, Accent);
            pdf.Text(Margin + label + room + 6, y + 10, value is { } said ? chart.Say(said) : "–", Size, Ink, true);
            y += 20;
        }

        y += 8;
    }

    private void Columns(PackChart chart)
    {
        const double Tall = 104;
        var most = chart.Bars.SelectMany(b => b.Values).Max(v => v ?? 0);
        var (top, each) = (y + 14, Inner / chart.Bars.Count);
        var thick = Math.Min(34, each * 0.72 / chart.Series.Count);
        for (var part = 0; part <= 2; part++)
            pdf.Line(Margin, top + Tall - (Tall * part / 2), Margin + Inner, top + Tall - (Tall * part / 2), Faint);
        foreach (var (bar, i) in chart.Bars.Select((b, i) => (b, i)))
        {
            var start = Margin + (i * each) + ((each - (thick * chart.Series.Count)) / 2);
            for (var s = 0; s < bar.Values.Count; s++)
            {
                if (bar.Values[s] is not { } value)
                    continue;
                var high = most > 0 ? Math.Max(0, value) / most * Tall : 0;
                pdf.Box(start + (s * thick), top + Tall - high, thick - 2, high, SeriesColour(s, chart.Series.Count));
                var said = chart.Say(value);
                var size = pdf.Width(said, 7) <= thick + 6 ? 7 : 5.5;
                if (chart.Bars.Count <= 8)
                    pdf.Text(start + (s * thick) + ((thick - 2 - pdf.Width(said, size)) / 2), top + Tall - high - 3, said, size, Ink);
            }

            var name = Cut(bar.Category, 8, each - 2);
            pdf.Text(Margin + (i * each) + ((each - pdf.Width(name, 8)) / 2), top + Tall + 12, name, 8, Soft);
        }

        y = top + Tall + 32;
    }

    /// <summary>Of two series the first is what was promised and stands back.</summary>
    private static string SeriesColour(int series, int of) => of > 1 && series == 0 ? "B9C6C9" : series <= 1 ? Accent : Second;
}
