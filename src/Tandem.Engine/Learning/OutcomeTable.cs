using Tandem.Engine.Tabular;

namespace Tandem.Engine.Learning;

/// <summary>An export of deals, some with an outcome, read for learning.</summary>
public sealed class OutcomeTable
{
    private static readonly string[] OpenedWords = ["open", "creat", "engage", "start", "regist", "entry", "enter", "added", "begin"];

    private OutcomeTable(
        Frame frame, int[] known, bool[] success, int[] open, IReadOnlyList<(string, string)> dropped, string? time, bool ordered, bool follow, double[] ahead) =>
        (Frame, Known, Success, Open, Dropped, Time, Ordered, Follow, Ahead) = (frame, known, success, open, dropped, time, ordered, follow, ahead);

    public Frame Frame { get; }

    /// <summary>Rows with an outcome, in order of time where it is known.</summary>
    public int[] Known { get; }

    public bool[] Success { get; }

    /// <summary>Rows to predict, in the order of the file.</summary>
    public int[] Open { get; }

    /// <summary>Columns not learned from, each with the reason.</summary>
    public IReadOnlyList<(string Column, string Reason)> Dropped { get; }

    /// <summary>What orders the rows in time; null where nothing does.</summary>
    public string? Time { get; }

    public bool Ordered { get; }

    /// <summary>Whether the open rows come after the known ones, so that the success rate may have moved on.</summary>
    public bool Follow { get; }

    /// <summary>How many rows after the last known one each open row comes.</summary>
    public double[] Ahead { get; }

    /// <param name="table">The export.</param>
    /// <param name="outcome">The outcome's column; null recognises it.</param>
    /// <param name="time">The column that orders rows in time; null looks for the date on which rows were opened.</param>
    /// <param name="inOrder">Whether the rows stand in order of time.</param>
    /// <param name="ignore">Columns not to learn from, such as the id.</param>
    /// <exception cref="TableException">The outcome or the time cannot be found or read.</exception>
    public static OutcomeTable Read(Table table, string? outcome, string? time, bool inOrder, params IReadOnlyList<string> ignore)
    {
        var target = outcome is null ? OutcomeColumn.Find(table) : table.Find(outcome);
        var results = table.Cells(target).Select(OutcomeColumn.Read).ToArray();
        var rows = Enumerable.Range(0, table.RowCount).ToArray();
        var (known, open) = (Array.FindAll(rows, row => results[row] is not null), Array.FindAll(rows, row => results[row] is null));

        var success = Array.ConvertAll(known, row => results[row]!.Value);
        var candidates = Enumerable.Range(0, table.Columns.Count)
            .Where(c => c != target && !ignore.Contains(table.Columns[c], StringComparer.OrdinalIgnoreCase)).ToArray();
        var coded = new CodedColumn[candidates.Length];
        var reasons = new string?[candidates.Length];
        Parallel.For(0, candidates.Length, i =>
        {
            coded[i] = CodedColumn.Of(table, candidates[i]);
            reasons[i] = known.Length == 0 ? null : new ColumnGuard(coded[i], known, success, open).Refuse();
        });
        var dropped = coded.Zip(reasons).Where(c => c.Second is not null).Select(c => (c.First.Name, c.Second!)).ToArray();
        var (kept, columns) = (coded.Where((_, i) => reasons[i] is null).ToArray(), candidates.Where((_, i) => reasons[i] is null).ToArray());

        var by = inOrder ? null : time is not null ? table.Find(time) : Opened(table, columns, known, open);
        var moments = by is { } t ? Moments(table, t, mustBeTime: time is not null) : null;
        if (moments is not null)
        {
            Array.Sort(Array.ConvertAll(known, row => (moments[row], row)), known);
            success = Array.ConvertAll(known, row => results[row]!.Value);
        }

        var ahead = Beyond(known, open, row => moments?[row] ?? row, out var follow);
        var ordered = inOrder || moments is not null;
        return new OutcomeTable(
            FrameReader.Read(kept, table.RowCount), known, success, open, dropped,
            inOrder ? "the order of the rows" : by is null ? null : table.Columns[by.Value], ordered, ordered && follow, ahead);
    }

    /// <summary>The column with the dates on which rows were opened, if there is one for nearly all of them.</summary>
    private static int? Opened(Table table, int[] columns, int[] known, int[] open)
    {
        var dates = columns.Where(c => DateFormat.Detect(table.Cells(c)) is not null
            && Filled(c, known) >= 0.95 && (open.Length == 0 || Filled(c, open) >= 0.5)).ToArray();
        var named = Array.FindIndex(dates, c => OpenedWords.Any(word => table.Columns[c].Contains(word, StringComparison.OrdinalIgnoreCase)));
        return named >= 0 ? dates[named] : dates.Length > 0 ? dates[0] : null;

        double Filled(int c, int[] rows) => rows.Count(row => !NumberFormat.IsMissing(table[row, c])) / (double)Math.Max(1, rows.Length);
    }

    private static double[] Moments(Table table, int column, bool mustBeTime)
    {
        var cells = table.Cells(column);
        if (DateFormat.Detect(cells, share: 0.5) is { } order)
            return Enumerable.Range(0, cells.Count).Select(row => Moment(row, DateFormat.TryParse(cells[row], order, out var d), d.Ticks)).ToArray();
        if (NumberFormat.Detect(cells, share: 0.5) is { } format)
            return Enumerable.Range(0, cells.Count).Select(row => Moment(row, format.TryParse(cells[row], out var n), n)).ToArray();
        throw new TableException(table.Source, null, table.Columns[column], "the time holds neither dates nor numbers.");

        // A row without time is taken for old: it teaches, and nothing is tested on it.
        double Moment(int row, bool read, double value) => read ? value
            : !mustBeTime || NumberFormat.IsMissing(cells[row]) ? double.NegativeInfinity
            : throw table.Error(row, column, $"'{cells[row]}' is not a time.");
    }

    private static double[] Beyond(int[] known, int[] open, Func<int, double> moment, out bool follow)
    {
        follow = false;
        var ahead = new double[open.Length];
        if (known.Length == 0 || open.Length == 0)
            return ahead;
        var times = known.Select(moment).Order().ToArray();
        var (late, last) = (times[(int)(0.95 * (times.Length - 1))], times[^1]);
        follow = open.Count(row => moment(row) >= late) >= 0.8 * open.Length && times[0] < late;
        var after = 0;
        foreach (var i in Enumerable.Range(0, open.Length).OrderBy(i => moment(open[i])))
            ahead[i] = moment(open[i]) > last ? after++ : 0;
        return ahead;
    }
}
