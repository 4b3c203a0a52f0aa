using System.CommandLine;
using System.Globalization;
using Tandem.Engine.Learning;
using Tandem.Engine.Tabular;

namespace Tandem.CommandLine;

/// <summary><c>tandem win-odds</c>: the probability that each open deal is won, learned from those that ended.</summary>
internal sealed class WinOddsCommand : ICliCommand
{
    private const int MostReasons = 6;

    public Command Build()
    {
        var deals = new Argument<string>("DEALS.csv") { Description = "One deal per row; an empty outcome means open." };
        var outcome = new Option<string?>("--outcome") { Description = "The column with won/lost, yes/no, true/false or 1/0; default: recognised." };
        var time = new Option<string?>("--time") { Description = "The column that orders the rows in time." };
        var inOrder = new Option<bool>("--in-order") { Description = "The rows stand in order of time." };
        var (id, file) = (CsvCommand.Id(), CsvCommand.Out());
        var command = new Command("win-odds", "Learn from deals that ended what the open ones will do.") { deals, outcome, time, inOrder, id, file };
        command.SetAction(parsed => CsvCommand.Run(parsed, parsed.GetValue(file), results => Tell(
            CsvCommand.Read(parsed.GetValue(deals)!), parsed.GetValue(outcome), parsed.GetValue(time), parsed.GetValue(inOrder), parsed.GetValue(id), results)));
        return command;
    }

    private static void Tell(Table table, string? outcome, string? time, bool inOrder, string? id, TextWriter results)
    {
        var name = CsvCommand.RowNames(table, id);
        var read = OutcomeTable.Read(table, outcome, time, inOrder, id ?? "id");
        var model = OddsModel.Train(read.Frame, read.Known, read.Success, read.Ordered, read.Follow);
        Report(read, model.Report);
        results.WriteLine("id,probability,reasons");
        foreach (var (row, odds) in read.Open.Zip(model.Explain(read.Frame, read.Open, read.Ahead)))
            results.WriteLine(DelimitedText.Line(name(row), Cells.Round(odds.Probability), Reasons(odds)));
    }

    /// <summary>Parts in log-odds, the largest by name; together they are the probability's.</summary>
    private static string Reasons(Odds odds)
    {
        var named = odds.Parts.Take(MostReasons).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Column} = {part.Value} {part.LogOdds:+0.000;-0.000}"));
        var rest = odds.Parts.Skip(MostReasons).Sum(part => part.LogOdds);
        var start = string.Create(CultureInfo.InvariantCulture, $"start {odds.Start:+0.000;-0.000}");
        return string.Join("; ", [start, .. named, .. rest == 0 ? [] : new[] { string.Create(CultureInfo.InvariantCulture, $"the rest {rest:+0.000;-0.000}") }]);
    }

    private static void Report(OutcomeTable read, OddsReport report)
    {
        CsvCommand.Tell(string.Create(CultureInfo.InvariantCulture,
            $"rows used: {report.Rows} with an outcome, {report.Rate:P1} of them successes; {read.Open.Length} open"));
        CsvCommand.Tell($"time: {read.Time ?? "unknown"}");
        foreach (var (column, reason) in read.Dropped)
            CsvCommand.Tell($"dropped: {column}, {reason}");
        CsvCommand.Tell($"method: {report.Method}");
        CsvCommand.Tell($"tested: {report.Tested}");
        if (report is not { Model: { } model, BaseRate: { } plain })
            return;
        CsvCommand.Tell(string.Create(CultureInfo.InvariantCulture, $"learned model: log loss {model.LogLoss:0.0000}, AUC {model.Auc:0.000}, Brier {model.Brier:0.0000}"));
        CsvCommand.Tell(string.Create(CultureInfo.InvariantCulture, $"base rate: log loss {plain.LogLoss:0.0000}, Brier {plain.Brier:0.0000}"));
        foreach (var (promised, actual, rows) in report.Calibration)
            CsvCommand.Tell(string.Create(CultureInfo.InvariantCulture, $"promised {promised:P1}, came true {actual:P1} ({rows} rows)"));
    }
}
