using System.CommandLine;
using System.Globalization;
using Tandem.Engine.Matching;
using Tandem.Engine.Tabular;

namespace Tandem.CommandLine;

/// <summary><c>tandem match</c>: which rows of two files, or of one, mean the same thing.</summary>
internal sealed class MatchCommand : ICliCommand
{
    public Command Build()
    {
        var left = new Argument<string>("LEFT.csv") { Description = "The first file." };
        var right = new Argument<string?>("RIGHT.csv") { Description = "The second file; without it, duplicates within the first.", Arity = ArgumentArity.ZeroOrOne };
        var threshold = new Option<double>("--threshold") { Description = "List pairs at or above this probability.", DefaultValueFactory = _ => 0.5 };
        var oneToOne = new Option<bool>("--one-to-one") { Description = "A row has one partner at most." };
        var (id, file) = (CsvCommand.Id(), CsvCommand.Out());
        threshold.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }, ..] && !(double.TryParse(text, CultureInfo.InvariantCulture, out var p) && p is >= 0 and <= 1))
                given.AddError("--threshold is a probability from 0 to 1.");
        });
        var command = new Command("match", "Find the rows of two CSV files, or of one, that mean the same thing. No labels needed.")
        {
            left, right, id, threshold, oneToOne, file,
        };
        command.SetAction(parsed => CsvCommand.Run(parsed, parsed.GetValue(file), results => Match(
            CsvCommand.Read(parsed.GetValue(left)!),
            parsed.GetValue(right) is { } path ? CsvCommand.Read(path) : null,
            new LinkageOptions(parsed.GetValue(threshold), parsed.GetValue(oneToOne), parsed.GetValue(id)),
            results)));
        return command;
    }

    private static void Match(Table left, Table? right, LinkageOptions options, TextWriter results)
    {
        var (leftName, rightName) = (CsvCommand.RowNames(left, options.Id), CsvCommand.RowNames(right ?? left, options.Id));
        CsvCommand.Tell(right is null ? $"{left.RowCount} rows" : $"{left.RowCount} × {right.RowCount} rows");
        var found = RecordLinkage.Link(left, right, options);
        CsvCommand.Tell($"compared by {string.Join(", ", found.Fields)}");
        results.WriteLine("left_id,right_id,probability,reasons");
        foreach (var pair in found.Pairs)
            results.WriteLine(DelimitedText.Line(leftName(pair.Left), rightName(pair.Right),
                pair.Probability.ToString("0.####", CultureInfo.InvariantCulture), pair.Reasons));
        CsvCommand.Tell($"{found.Pairs.Count} pairs at or above {options.Threshold.ToString(CultureInfo.InvariantCulture)}, {found.Compared} compared");
    }
}
