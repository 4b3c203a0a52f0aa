namespace Tandem.Engine.Tabular;

/// <summary>Tells a line of column names from a line of data.</summary>
internal static class Header
{
    private const int Sample = 500;

    /// <remarks>
    /// Data when its cells are of the kind of the cells below (numbers over numbers, dates over dates), or when a text
    /// of it comes again further down its column; names when a text stands over numbers or dates.
    /// </remarks>
    public static bool IsLikely(string[] first, List<string>[] columns)
    {
        if (columns[0].Count == 0)
            return true;

        var (names, data) = (0, 0);
        for (var i = 0; i < first.Length; i++)
        {
            if (first[i].Length == 0)
                continue;
            var below = columns[i].Take(Sample).Where(cell => cell.Length > 0).ToArray();
            if (below.Length == 0)
                continue;
            if (Share(below, IsNumber) > 0.9 || Share(below, IsDate) > 0.9)
            {
                if (IsNumber(first[i]) || IsDate(first[i]))
                    data++;
                else
                    names++;
            }
        }

        if (names > 0 || data > 0)
            return names >= data;
        var repeated = Enumerable.Range(0, Math.Min(Sample, columns[0].Count))
            .Any(row => Enumerable.Range(0, first.Length).All(i => columns[i][row] == first[i]));
        return repeated || !Enumerable.Range(0, first.Length).Any(i => first[i].Length > 0 && columns[i].Contains(first[i]));
    }

    /// <summary>Distinct names: an empty one becomes <c>column3</c>, a second <c>name</c> becomes <c>name 2</c>.</summary>
    public static string[] Names(string?[] first)
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return first.Select((name, i) =>
        {
            var wanted = string.IsNullOrWhiteSpace(name) ? $"column{i + 1}" : name.Trim();
            var distinct = wanted;
            for (var n = 2; !used.Add(distinct); n++)
                distinct = $"{wanted} {n}";
            return distinct;
        }).ToArray();
    }

    private static double Share(string[] cells, Func<string, bool> holds) => (double)cells.Count(holds) / cells.Length;

    private static bool IsNumber(string cell) => NumberFormat.Any.TryParse(cell, out _);

    private static bool IsDate(string cell) => Enum.GetValues<DateOrder>().Any(order => DateFormat.TryParse(cell, order, out _));
}
