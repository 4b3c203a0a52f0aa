using System.Text;

namespace Tandem.Strategize.Reviews.Packs;

/// <summary>How much room text takes on a slide, so that long names neither run out of their boxes nor over each other.</summary>
/// <remarks>An estimate from above: whoever opens the slides may have other letters. Sizes are hundredths of a point, lengths English Metric Units.</remarks>
internal static class SlideText
{
    private const double PerPoint = 12_700;
    private const double Leading = 1.22;
    private const double Bold = 1.06;
    private const double Smallest = 0.6;
    private const int LeastSize = 800;

    public static long Height(string text, int size, bool bold, long width) => (long)(Lines(text, size, bold, width) * size / 100.0 * Leading * PerPoint);

    /// <summary>Words stand on as many lines as they need; one that is wider than a line is broken.</summary>
    public static int Lines(string text, int size, bool bold, long width)
    {
        var em = size / 100.0 * PerPoint * (bold ? Bold : 1);
        var (lines, at) = (1, 0.0);
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var needs = word.EnumerateRunes().Sum(Width) * em;
            var space = at > 0 ? Width(new Rune(' ')) * em : 0;
            if (at + space + needs <= width)
            {
                at += space + needs;
                continue;
            }

            if (at > 0)
                lines++;
            var broken = (int)(needs / width);
            (lines, at) = (lines + broken, needs - (broken * width));
        }

        return lines;
    }

    /// <summary>The text as it fits into a box: smaller first, down to three fifths, then cut.</summary>
    public static (string Text, int Size) Fit(string text, int size, bool bold, long width, long height)
    {
        var least = Math.Max((int)(size * Smallest), Math.Min(size, LeastSize));
        for (var smaller = size; smaller >= least; smaller -= 100)
        {
            if (Height(text, smaller, bold, width) <= height)
                return (text, smaller);
        }

        return (Cut(text, least, bold, width, height), least);
    }

    /// <summary>As much of the text as fits.</summary>
    public static string Cut(string text, int size, bool bold, long width, long height)
    {
        if (Height(text, size, bold, width) <= height)
            return text;
        var kept = text.EnumerateRunes().Select(r => r.ToString()).ToList();
        while (kept.Count > 1 && Height(string.Concat(kept) + "…", size, bold, width) > height)
            kept.RemoveAt(kept.Count - 1);
        return string.Concat(kept).TrimEnd() + "…";
    }

    /// <summary>In parts of the size; a little more than letters of the usual fonts take.</summary>
    private static double Width(Rune rune) => rune.Value switch
    {
        ' ' => 0.28,
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or '!' or '|' or '(' or ')' or '[' or ']' or 't' or 'f' or 'r' or '-' or '·' => 0.38,
        'm' or 'w' or 'M' or 'W' or '%' or '@' or '&' or '…' => 0.92,
        >= 0x2E80 => 1.02,
        _ when Rune.IsUpper(rune) => 0.7,
        _ => 0.57,
    };
}
