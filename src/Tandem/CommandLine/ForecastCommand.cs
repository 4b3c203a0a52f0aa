using System.CommandLine;
using Tandem.Engine.Forecasting;
using Tandem.Engine.Tabular;

namespace Tandem.CommandLine;

/// <summary><c>tandem forecast</c>: revenue of the coming periods as a distribution, from what was known on a day.</summary>
internal sealed class ForecastCommand : ICliCommand
{
    public Command Build()
    {
        var deals = new Argument<string>("DEALS.csv") { Description = "One deal per row: stage or outcome, opened, closed, amount or list price." };
        var asOf = new Option<string>("--as-of") { Description = "Use only what was known before this day.", Required = true };
        var periods = new Option<int>("--periods") { Description = "How many periods, the first one containing the day.", Required = true };
        var (by, period, file) = (By(), Period(), CsvCommand.Out());
        asOf.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }, ..] && !DateFormat.TryParse(text, DateOrder.YearMonthDay, out _))
                given.AddError($"--as-of is a day such as 2017-10-01, not '{text}'.");
        });
        periods.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }, ..] && !(int.TryParse(text, out var n) && n is >= 1 and <= 120))
                given.AddError("--periods is a number from 1 to 120.");
        });
        var command = new Command("forecast", "Forecast revenue by period as a distribution, beside the weighted pipeline.") { deals, asOf, periods, by, period, file };
        command.SetAction(parsed => CsvCommand.Run(parsed, parsed.GetValue(file), results =>
        {
            var read = DealTable.Read(CsvCommand.Read(parsed.GetValue(deals)!), parsed.GetValue(by));
            foreach (var note in read.Notes)
                CsvCommand.Tell(note);
            _ = DateFormat.TryParse(parsed.GetValue(asOf)!, DateOrder.YearMonthDay, out var day);
            var calendar = Calendar(parsed.GetValue(period)!);
            var lines = RevenueForecast.Make(
                read.Deals, DateOnly.FromDateTime(day), parsed.GetValue(periods), calendar, parsed.GetValue(by) is null ? 0 : read.Groups.Count);
            results.WriteLine("period,group,expected,p10,p50,p90,weighted_pipeline");
            foreach (var line in lines)
            {
                results.WriteLine(DelimitedText.Line(
                    calendar.Name(line.Period), line.Group < 0 ? "" : read.Groups[line.Group], Cells.Round(line.Expected),
                    Cells.Round(line.P10), Cells.Round(line.P50), Cells.Round(line.P90), Cells.Round(line.WeightedPipeline)));
            }
        }));
        return command;
    }

    internal static Option<string?> By() => new("--by") { Description = "A column to forecast by; the groups add up to the whole." };

    internal static Option<string> Period()
    {
        var period = new Option<string>("--period") { Description = "month or quarter.", DefaultValueFactory = _ => "month" };
        return period.AcceptOnlyFromAmong("month", "quarter");
    }

    internal static PeriodCalendar Calendar(string period) => new(Enum.Parse<PeriodLength>(period, ignoreCase: true));
}
