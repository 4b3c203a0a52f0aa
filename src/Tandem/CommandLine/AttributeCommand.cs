using System.CommandLine;
using Tandem.Engine.Attribution;
using Tandem.Engine.Tabular;

namespace Tandem.CommandLine;

/// <summary><c>tandem attribute</c>: which channel, partner or campaign brought the conversions.</summary>
internal sealed class AttributeCommand : ICliCommand
{
    public Command Build()
    {
        var paths = new Argument<string>("PATHS.csv") { Description = "Columns path (a > b > c), total_conversions, total_conversion_value, total_null." };
        var model = new Option<string>("--model") { Description = "How conversions are credited.", Required = true };
        model.AcceptOnlyFromAmong("first", "last", "linear", "position", "decay", "markov", "shapley");
        var order = new Option<int>("--order") { Description = "Markov: how many touches back the next step depends on.", DefaultValueFactory = _ => 1 };
        order.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }, ..] && !(int.TryParse(text, out var k) && k is >= 1 and <= 16))
                given.AddError("--order is a number from 1 to 16.");
        });
        var file = CsvCommand.Out();
        var command = new Command("attribute", "Credit channels with the conversions that paths through them brought.") { paths, model, order, file };
        command.SetAction(parsed => CsvCommand.Run(parsed, parsed.GetValue(file), results => Credit(
            CsvCommand.Read(parsed.GetValue(paths)!), parsed.GetValue(model)!, parsed.GetValue(order), results)));
        return command;
    }

    private static void Credit(Table table, string model, int order, TextWriter results)
    {
        var paths = Read(table);
        CsvCommand.Tell($"{paths.Count} paths over {paths.Channels.Count} channels, {Cells.Round(paths.Conversions)} conversions");
        var credits = model switch
        {
            "markov" => MarkovAttribution.Credit(paths, order),
            "shapley" => ShapleyAttribution.Credit(paths),
            _ => RuleAttribution.Credit(paths, Enum.Parse<AttributionRule>(model, ignoreCase: true)),
        };
        results.WriteLine("channel,conversions,value,removal_effect");
        foreach (var credit in credits)
        {
            results.WriteLine(DelimitedText.Line(
                credit.Channel, Cells.Show(credit.Conversions), Cells.Show(credit.Value), credit.RemovalEffect is { } effect ? Cells.Show(effect) : ""));
        }
    }

    private static TouchPaths Read(Table table)
    {
        var path = table.Find("path");
        var conversions = Cells.Numbers(table, "total_conversions", required: true);
        var value = Cells.Numbers(table, "total_conversion_value", required: false);
        var nulls = Cells.Numbers(table, "total_null", required: false);
        var paths = new TouchPaths();
        for (var row = 0; row < table.RowCount; row++)
        {
            var (converted, lost) = (conversions(row), nulls(row));
            if (converted < 0 || lost < 0)
                throw table.Error(row, table.Find(converted < 0 ? "total_conversions" : "total_null"), "a count cannot be below zero.");
            if (!paths.Add(table[row, path], converted, value(row), lost) && converted > 0)
                throw table.Error(row, path, "the path names no channel.");
        }

        return paths;
    }
}
