using System.CommandLine;
using Tandem.Engine.Forecasting;
using Tandem.Engine.Tabular;

namespace Tandem.CommandLine;

/// <summary><c>tandem backtest</c>: how far off the forecast would have been, beside what is customary.</summary>
internal sealed class BacktestCommand : ICliCommand
{
    public Command Build()
    {
        var deals = new Argument<string>("DEALS.csv") { Description = "One deal per row: stage or outcome, opened, closed, amount or list price." };
        var (by, period, file) = (ForecastCommand.By(), ForecastCommand.Period(), CsvCommand.Out());
        var command = new Command("backtest", "Forecast every past period from what was known at its beginning, and compare.") { deals, by, period, file };
        command.SetAction(parsed => CsvCommand.Run(parsed, parsed.GetValue(file), results =>
        {
            var table = CsvCommand.Read(parsed.GetValue(deals)!);
            var read = DealTable.Read(table, parsed.GetValue(by));
            foreach (var note in read.Notes)
                CsvCommand.Tell(note);
            var closings = read.Deals.Where(deal => deal.Closed is not null).Select(deal => deal.Closed!.Value).ToArray();
            if (closings.Length == 0)
                throw new TableException(table.Source, null, null, "no deal has ended, so nothing can be compared.");

            // The last period counts when its last working days have deals in them.
            var calendar = ForecastCommand.Calendar(parsed.GetValue(period)!);
            var until = calendar.Start(calendar.IndexOf(closings.Max().AddDays(3)));
            results.WriteLine("method,periods,wape,bias,coverage");
            foreach (var line in ForecastBacktest.Run(read.Deals, calendar, until, parsed.GetValue(by) is null ? 0 : read.Groups.Count))
            {
                results.WriteLine(DelimitedText.Line(line.Method, $"{line.Periods}", Cells.Round(line.Wape), Cells.Round(line.Bias),
                    line.Coverage is { } coverage ? Cells.Round(coverage) : ""));
            }
        }));
        return command;
    }
}
