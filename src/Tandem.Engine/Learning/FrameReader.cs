using System.Globalization;

namespace Tandem.Engine.Learning;

/// <summary>Turns columns of text into numbers, texts, and what dates can tell of a row that is still to come.</summary>
/// <remarks>
/// A date itself cannot teach the future: no later row has it. It gives its weekday, its month where the rows span two
/// years (else the month is only another name for how long ago), and the days between it and other dates.
/// </remarks>
internal static class FrameReader
{
    private const double TwoYears = 730;
    private const double Share = 0.95;

    public static Frame Read(IReadOnlyList<CodedColumn> columns, int rowCount)
    {
        var read = new List<FrameColumn>[columns.Count];
        var dates = new DateTime?[columns.Count][];
        Parallel.For(0, columns.Count, i =>
        {
            var column = columns[i];
            if (column.Dates(Share) is { } days)
                (dates[i], read[i]) = (column.Spread(days), FromDates(column, days));
            else if (column.Numbers(Share) is { } numbers)
                read[i] = [FrameColumn.Number(column.Name, column.Spread(numbers))];
            else
                read[i] = [FrameColumn.Text(column.Name, column.Spread(column.Values))];
        });

        var between = from i in Enumerable.Range(0, columns.Count)
                      from j in Enumerable.Range(i + 1, columns.Count - i - 1)
                      where dates[i] is not null && dates[j] is not null
                      select FrameColumn.Number($"days from {columns[i].Name} to {columns[j].Name}", [.. dates[i].Zip(dates[j], Days)]);
        return new Frame([.. read.SelectMany(list => list), .. between], rowCount);
    }

    private static double Days(DateTime? first, DateTime? second) =>
        first is { } a && second is { } b ? (b.Date - a.Date).TotalDays : double.NaN;

    private static List<FrameColumn> FromDates(CodedColumn column, DateTime?[] days)
    {
        List<FrameColumn> columns = [Part("weekday", "dddd")];
        if (days.Max() - days.Min() >= TimeSpan.FromDays(TwoYears))
            columns.Add(Part("month", "MMMM"));
        return columns;

        FrameColumn Part(string name, string format) => FrameColumn.Text($"{name} of {column.Name}", column.Spread(
            Array.ConvertAll(days, day => day?.ToString(format, CultureInfo.InvariantCulture) ?? "")));
    }
}
