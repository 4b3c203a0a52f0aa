namespace Tandem.Engine.Tabular;

/// <summary>How a text file separates and quotes its cells.</summary>
/// <param name="Delimiter">The character between cells; <see cref="Spaces"/> means any run of spaces or tabs.</param>
/// <param name="SingleQuotes">Whether cells are also quoted by apostrophes.</param>
/// <param name="Start">Where the records start, after a <c>sep=</c> line.</param>
internal readonly record struct Dialect(char Delimiter, bool SingleQuotes, int Start)
{
    public const char Spaces = ' ';
    private const int SampleRecords = 200;
    private const int SampleLength = 1 << 18;

    // A file that splits evenly at a rarer delimiter is of that delimiter: commas stand inside numbers and names.
    private static readonly char[] Candidates = ['\t', ';', '|', ','];

    public static Dialect Detect(string text)
    {
        if (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 4 && text[4] is not ('\r' or '\n'))
        {
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            return WithQuotes(text, text[4], end < 0 ? text.Length : end + 1);
        }

        var tried = Candidates.Select(c => WithQuotes(text, c, 0)).Select(d => (Dialect: d, Fit: Fit(text, d))).ToList();
        var even = tried.Find(t => t.Fit is { Columns: > 1, Even: >= 0.9 });
        if (even.Fit.Columns > 1)
            return even.Dialect;
        var best = tried.MaxBy(t => t.Fit.Columns > 1 ? t.Fit.Even : -1);
        if (best.Fit.Columns > 1)
            return best.Dialect;

        var spaced = new Dialect(Spaces, SingleQuotes: false, 0);
        return Fit(text, spaced) is { Columns: >= 3, Even: >= 0.99, Numeric: >= 0.5 }
            ? spaced
            : WithQuotes(text, ',', 0);
    }

    /// <summary>Apostrophes quote where nearly every cell that starts with one also ends with one.</summary>
    private static Dialect WithQuotes(string text, char delimiter, int start)
    {
        var quoting = new Dialect(delimiter, SingleQuotes: true, start);
        var records = new RecordReader(Sampled(text), quoting, "", lenient: true);
        for (var i = 0; i < SampleRecords && records.Read(); i++) { }
        return quoting with { SingleQuotes = records.Apostrophes is { Opened: > 0 } seen && seen.Closed >= 0.8 * seen.Opened };
    }

    private static (int Columns, double Even, double Numeric) Fit(string text, Dialect dialect)
    {
        var (columns, records, even, cells, numeric) = (0, 0, 0, 0, 0);
        foreach (var fields in Sample(text, dialect))
        {
            columns = columns == 0 ? fields.Count : columns;
            records++;
            even += fields.Count == columns ? 1 : 0;
            cells += fields.Count;
            numeric += dialect.Delimiter == Spaces ? fields.Count(field => NumberFormat.Any.TryParse(field, out _)) : 0;
        }

        return (columns, records == 0 ? 0 : (double)even / records, cells == 0 ? 0 : (double)numeric / cells);
    }

    private static IEnumerable<IReadOnlyList<string>> Sample(string text, Dialect dialect)
    {
        var records = new RecordReader(Sampled(text), dialect, "", lenient: true);
        for (var i = 0; i < SampleRecords && records.Read(); i++)
            yield return records.Fields;
    }

    /// <summary>The beginning of a text up to a line's end.</summary>
    private static string Sampled(string text)
    {
        var end = text.Length <= SampleLength ? text.Length : text.LastIndexOf('\n', SampleLength) + 1;
        return end is 0 || end == text.Length ? text : text[..end];
    }
}
