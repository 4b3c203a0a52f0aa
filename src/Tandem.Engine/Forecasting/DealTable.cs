using Tandem.Engine.Learning;
using Tandem.Engine.Tabular;

namespace Tandem.Engine.Forecasting;

/// <summary>Reads the deals of an export for forecasting, finding the columns by name and content.</summary>
public sealed class DealTable
{
    private DealTable(ForecastDeal[] deals, string[] groups, IReadOnlyList<string> notes) => (Deals, Groups, Notes) = (deals, groups, notes);

    public IReadOnlyList<ForecastDeal> Deals { get; }

    /// <summary>The names of the groups, by the numbers the deals carry.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>What was found and what was left out, for the report.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <param name="table">The export.</param>
    /// <param name="by">The column to group by; null: none.</param>
    /// <exception cref="TableException">A column is missing, or a cell cannot be read.</exception>
    public static DealTable Read(Table table, string? by = null)
    {
        var stage = OutcomeColumn.Find(table);
        var opened = Column(table, "opened", ["open", "engage", "creat", "start", "regist"], IsDate);
        var closed = Column(table, "closed", ["close", "won", "end", "decid", "decision"], IsDate, opened);
        var amount = Column(table, "amount", ["close_value", "amount", "value", "revenue", "acv", "total"], IsNumber, stage);
        var list = Try(table, ["list", "price", "estimat", "expected"], IsNumber, stage, amount);
        var group = by is null ? -1 : table.Find(by);

        var (openedOrder, closedOrder) = Orders(table, opened, closed);
        var (amounts, lists) = (Format(table, amount), list < 0 ? null : Format(table, list));
        var outcomes = table.Cells(stage).Select(OutcomeColumn.Read).ToArray();
        var open = Enumerable.Range(0, table.RowCount).Where(row => outcomes[row] is null).ToArray();
        var known = open.Length > 0 && open.Count(row => !NumberFormat.IsMissing(table[row, amount])) > open.Length / 2;

        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var deals = new List<ForecastDeal>(table.RowCount);
        var undated = 0;
        for (var row = 0; row < table.RowCount; row++)
        {
            var (from, to) = (Day(table, row, opened, openedOrder), Day(table, row, closed, closedOrder));
            var outcome = outcomes[row];
            if (outcome is not null && to is null)
                throw table.Error(row, closed, "a deal with an outcome needs the day it was closed.");
            if (from is null && outcome is null)
            {
                // Nobody can say since when it has been known.
                undated++;
                continue;
            }

            var value = Number(table, row, amount, amounts);

            // Many exports set the amount of a lost deal to zero: its size is then not known, rather than nothing.
            var size = (list < 0 ? null : Number(table, row, list, lists!)) ?? (known && !(outcome == false && value == 0) ? value : null);
            var key = group < 0 ? "" : table[row, group].Trim();
            if (!groups.TryGetValue(key, out var number))
                groups[key] = number = groups.Count;
            var day = from ?? to!.Value;
            deals.Add(new ForecastDeal(
                outcome is not null && to < day ? to!.Value : day, outcome is null ? null : to, outcome == true, outcome == true ? value ?? 0 : 0, size, number));
        }

        string[] notes =
        [
            $"{deals.Count} deals: outcome in {table.Columns[stage]}, opened in {table.Columns[opened]}, closed in {table.Columns[closed]}, amount in {table.Columns[amount]}"
                + (list < 0 ? "" : $", list price in {table.Columns[list]}"),
            .. undated > 0 ? [$"{undated} open deals have no day of opening and are left out"] : Array.Empty<string>(),
        ];
        return new DealTable([.. deals], [.. groups.Keys], notes);
    }

    private static int Column(Table table, string what, string[] words, Func<IReadOnlyList<string>, bool> holds, params int[] taken) =>
        Try(table, words, holds, taken) is var c and >= 0 ? c : throw new TableException(
            table.Source, null, null, $"no column can be told to be '{what}'; call it {what}. The columns are {string.Join(", ", table.Columns)}.");

    private static int Try(Table table, string[] words, Func<IReadOnlyList<string>, bool> holds, params int[] taken)
    {
        foreach (var word in words)
        {
            for (var c = 0; c < table.Columns.Count; c++)
            {
                if (!taken.Contains(c) && table.Columns[c].Replace(' ', '_').Contains(word, StringComparison.OrdinalIgnoreCase) && holds(table.Cells(c)))
                    return c;
            }
        }

        return -1;
    }

    private static bool IsDate(IReadOnlyList<string> cells) => DateFormat.Detect(cells, share: 0.8) is not null;

    private static bool IsNumber(IReadOnlyList<string> cells) => NumberFormat.Detect(cells, share: 0.8) is not null;

    private static NumberFormat Format(Table table, int column) => NumberFormat.Detect(table.Cells(column), share: 0) ?? NumberFormat.Point;

    /// <summary>The order of both dates; where one does not tell day from month, the other may.</summary>
    private static (DateOrder Opened, DateOrder Closed) Orders(Table table, int opened, int closed)
    {
        var both = DateFormat.Detect(table.Cells(opened).Concat(table.Cells(closed)), share: 0);
        return (DateFormat.Detect(table.Cells(opened), 0, both)!.Value, DateFormat.Detect(table.Cells(closed), 0, both)!.Value);
    }

    private static DateOnly? Day(Table table, int row, int column, DateOrder order) => NumberFormat.IsMissing(table[row, column]) ? null
        : DateFormat.TryParse(table[row, column], order, out var date) ? DateOnly.FromDateTime(date)
        : throw table.Error(row, column, $"'{table[row, column]}' is not a date.");

    private static double? Number(Table table, int row, int column, NumberFormat format) => NumberFormat.IsMissing(table[row, column]) ? null
        : format.TryParse(table[row, column], out var number) ? number
        : throw table.Error(row, column, $"'{table[row, column]}' is not a number.");
}
