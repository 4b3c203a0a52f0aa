using System.Diagnostics;
using System.Globalization;
using Tandem.Engine.Matching;
using Tandem.Engine.Tabular;
using Xunit;

namespace Tandem.Engine.Tests.Matching;

/// <summary>Matching without labels on published sets, at the default threshold, nothing tuned to them.</summary>
public sealed class RecordLinkageTests(ITestOutputHelper output)
{
    [Fact]
    public void Restaurants_of_two_guides_are_found()
    {
        var (left, right) = (Read("fodors.csv"), Read("zagats.csv"));
        var truth = File.ReadLines(SharedData.Path("matching/matches_fodors_zagats.csv")).Skip(1).Select(l => l.Split(','))
            .Select(p => (p[0], p[1])).ToHashSet();
        var f1 = Score(left, right, new LinkageOptions(OneToOne: true), truth, "id", "id");
        Assert.True(f1 >= 0.98, $"F1 {f1:0.0000}");
    }

    [Fact]
    public void People_written_twice_with_errors_are_found()
    {
        var (left, right) = (Read("dataset4a.csv"), Read("dataset4b.csv"));
        var truth = Enumerable.Range(0, 5000).Select(i => ($"rec-{i}-org", $"rec-{i}-dup-0")).ToHashSet();
        var f1 = Score(left, right, new LinkageOptions(OneToOne: true, Id: "rec_id"), truth, "rec_id", "rec_id");
        Assert.True(f1 >= 0.99, $"F1 {f1:0.0000}");
    }

    private double Score(Table left, Table right, LinkageOptions options, HashSet<(string, string)> truth, string leftId, string rightId)
    {
        var start = Stopwatch.GetTimestamp();
        var result = RecordLinkage.Link(left, right, options);
        var taken = Stopwatch.GetElapsedTime(start);
        var found = result.Pairs.Select(p => (Pair: p, Ids: (left[p.Left, leftId], right[p.Right, rightId]))).ToList();
        var hits = found.Count(f => truth.Contains(f.Ids));
        foreach (var wrong in found.Where(f => !truth.Contains(f.Ids)).Take(25))
            output.WriteLine($"wrong {wrong.Pair.Probability:0.000} {Row(left, wrong.Pair.Left)} × {Row(right, wrong.Pair.Right)}: {wrong.Pair.Reasons}");
        var missed = truth.Except(found.Select(f => f.Ids)).ToList();
        var byLeft = Enumerable.Range(0, left.RowCount).ToDictionary(r => left[r, leftId], r => r);
        var byRight = Enumerable.Range(0, right.RowCount).ToDictionary(r => right[r, rightId], r => r);
        foreach (var (l, r) in missed.Take(25)) output.WriteLine($"missed {Row(left, byLeft[l])} × {Row(right, byRight[r])}");
        output.WriteLine(string.Join(", ", result.Fields));
        var f1 = 2.0 * hits / (found.Count + truth.Count);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"F1 {f1:0.0000}, precision {(double)hits / found.Count:0.0000}, recall {(double)hits / truth.Count:0.0000}, {result.Compared} compared, {taken.TotalSeconds:0.0} s"));
        return f1;
    }

    private static string Row(Table table, int row) => string.Join('|', Enumerable.Range(0, table.Columns.Count).Select(c => table[row, c]));

    private static Table Read(string file) => DelimitedText.Read(File.ReadAllBytes(SharedData.Path("matching/" + file)), file);
}
