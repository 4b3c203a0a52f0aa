namespace Tandem.Engine.Learning;

/// <summary>Which rows teach and which test: by time where time is known, else in parts.</summary>
/// <param name="Splits">Positions among the known rows, to learn from and to test on.</param>
/// <param name="Ordered">Whether every test lies after what was learned from.</param>
internal sealed record ValidationPlan(IReadOnlyList<(int[] Learn, int[] Test)> Splits, bool Ordered)
{
    private const int ManyRows = 60_000;
    private const int FewRows = 300;

    /// <summary>Tests on successive parts of the second half, each after learning from all before it.</summary>
    public static ValidationPlan Rolling(int rows)
    {
        var blocks = rows < FewRows ? 3 : 4;
        var cuts = Enumerable.Range(0, blocks + 1).Select(i => (rows / 2) + (int)((long)(rows - (rows / 2)) * i / blocks)).ToArray();
        return new([.. cuts.Zip(cuts.Skip(1), (from, to) => (Span(0, from), Span(from, to)))], Ordered: true);
    }

    /// <summary>Every row is tested once; rows with the same part number stay together.</summary>
    public static ValidationPlan Folds(uint[] part)
    {
        var folds = part.Length > ManyRows ? 3 : part.Length < FewRows ? 10 : 4;
        return new([.. Enumerable.Range(0, folds).Select(fold => (
            Span(0, part.Length).Where(i => part[i] / 7919 % folds != fold).ToArray(),
            Span(0, part.Length).Where(i => part[i] / 7919 % folds == fold).ToArray()))], Ordered: false);
    }

    /// <summary>A number per row from its contents alone, so that neither order nor copies of a row matter.</summary>
    public static uint[] Parts(Frame frame)
    {
        var parts = new uint[frame.RowCount];
        Array.Fill(parts, 2166136261u);
        foreach (var column in frame.Columns)
        {
            var levels = Array.ConvertAll(column.Levels, level => level.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u));
            for (var i = 0; i < parts.Length; i++)
            {
                var bits = column.Numbers is { } numbers ? (ulong)BitConverter.DoubleToInt64Bits(numbers[i]) : levels[column.Codes![i]];
                parts[i] = Mix(parts[i] ^ (uint)(bits ^ (bits >> 32)));
            }
        }

        return parts;
    }

    private static uint Mix(uint x)
    {
        x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
        x = (x ^ (x >> 13)) * 0xC2B2AE35u;
        return x ^ (x >> 16);
    }

    private static int[] Span(int from, int to) => [.. Enumerable.Range(from, to - from)];
}
