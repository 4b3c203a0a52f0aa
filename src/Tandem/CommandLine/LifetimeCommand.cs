using System.CommandLine;
using System.Text.Json;
using Tandem.Engine.Lifetime;
using Tandem.Engine.Tabular;

namespace Tandem.CommandLine;

/// <summary><c>tandem lifetime</c>: what customers or partners will still buy.</summary>
internal sealed class LifetimeCommand : ICliCommand
{
    public Command Build()
    {
        var transactions = new Argument<string>("TRANSACTIONS.csv") { Description = "One purchase per row: customer (or partner), date, amount." };
        var until = new Option<string>("--until") { Description = "The last day to learn from, such as 1997-09-30.", Required = true };
        var horizon = new Option<double>("--horizon") { Description = "How many weeks to look ahead.", DefaultValueFactory = _ => 52 };
        until.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }, ..] && Day(text) is null)
                given.AddError($"--until is a day such as 1997-09-30, not '{text}'.");
        });
        horizon.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }, ..] && !(NumberFormat.Point.TryParse(text, out var weeks) && weeks >= 0))
                given.AddError("--horizon is a number of weeks from 0 on.");
        });
        var (id, file) = (CsvCommand.Id(), CsvCommand.Out());
        var command = new Command("lifetime", "Fit BG/NBD and Gamma-Gamma: parameters as JSON on standard output, every customer's outlook in --out.")
        {
            transactions, until, horizon, id, file,
        };
        command.SetAction(parsed => CsvCommand.Run(parsed, null, results => Fit(
            CsvCommand.Read(parsed.GetValue(transactions)!), parsed.GetValue(id), Day(parsed.GetValue(until)!)!.Value,
            parsed.GetValue(horizon), parsed.GetValue(file), results)));
        return command;
    }

    private static void Fit(Table table, string? id, DateOnly until, double horizon, string? file, TextWriter results)
    {
        var histories = PurchaseHistory.Of(Purchases(table, id), until);
        if (histories.Count == 0)
            throw new TableException(table.Source, null, null, $"there is no purchase up to {until:yyyy-MM-dd}.");
        var model = PurchaseModel.Fit(histories);
        var spend = SpendModel.Fit(histories);
        CsvCommand.Tell($"{histories.Count} customers, {histories.Count(h => h.Repeats > 0)} bought again; time in weeks");
        results.WriteLine(JsonSerializer.Serialize(new
        {
            r = model.R,
            alpha = model.Alpha,
            a = model.A,
            b = model.B,
            p = spend?.P,
            q = spend?.Q,
            gamma = spend?.Gamma,
        }));
        if (file is null)
        {
            CsvCommand.Tell("give --out FILE for the outlook of every customer");
            return;
        }

        using var customers = new StreamWriter(file);
        customers.WriteLine("customer,probability_active,expected_purchases,expected_value");
        foreach (var history in histories)
        {
            var purchases = model.ExpectedPurchases(history, horizon);
            customers.WriteLine(DelimitedText.Line(history.Customer, Cells.Show(model.ProbabilityActive(history)),
                Cells.Show(purchases), Cells.Show(purchases * (spend?.ExpectedValue(history) ?? 0))));
        }
    }

    private static IEnumerable<(string Customer, DateOnly Day, double Amount)> Purchases(Table table, string? id)
    {
        var customer = id is not null ? table.Find(id) : Named(table, ["customer", "partner", "client", "account", "buyer", "id"], _ => true) ?? 0;
        var date = Named(table, ["date", "day", "time"], IsDate) ?? First(table, c => c != customer && IsDate(table.Cells(c)))
            ?? throw new TableException(table.Source, null, null, "no column holds the dates of purchases.");
        var amount = Named(table, ["amount", "value", "revenue", "total", "sales", "dollars", "price"], IsNumber)
            ?? Last(table, c => c != customer && c != date && IsNumber(table.Cells(c)))
            ?? throw new TableException(table.Source, null, null, "no column holds the amounts of purchases.");
        CsvCommand.Tell($"customer in {table.Columns[customer]}, date in {table.Columns[date]}, amount in {table.Columns[amount]}");
        var (day, worth) = (Cells.Dates(table, date), Cells.Numbers(table, amount));
        return Enumerable.Range(0, table.RowCount).Select(row => table[row, customer].Length > 0
            ? (table[row, customer], day(row), worth(row))
            : throw table.Error(row, customer, "the customer is missing."));
    }

    private static int? Named(Table table, string[] words, Func<IReadOnlyList<string>, bool> holds) => words
        .Select(word => First(table, c => table.Columns[c].Contains(word, StringComparison.OrdinalIgnoreCase) && holds(table.Cells(c))))
        .FirstOrDefault(c => c is not null);

    private static int? First(Table table, Func<int, bool> holds) =>
        Enumerable.Range(0, table.Columns.Count).Cast<int?>().FirstOrDefault(c => holds(c!.Value));

    private static int? Last(Table table, Func<int, bool> holds) =>
        Enumerable.Range(0, table.Columns.Count).Cast<int?>().LastOrDefault(c => holds(c!.Value));

    private static bool IsDate(IReadOnlyList<string> cells) => DateFormat.Detect(cells, share: 0.8) is not null;

    private static bool IsNumber(IReadOnlyList<string> cells) => NumberFormat.Detect(cells, share: 0.8) is not null;

    private static DateOnly? Day(string text) =>
        DateFormat.TryParse(text, DateOrder.YearMonthDay, out var date) ? DateOnly.FromDateTime(date) : null;
}
