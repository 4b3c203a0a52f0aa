using System.Diagnostics;
using System.Globalization;
using Tandem.Engine.Attribution;
using Tandem.Engine.Forecasting;
using Tandem.Engine.Learning;
using Tandem.Engine.Lifetime;

namespace Tandem.Bench;

/// <summary>The models on a million deals, open deals and paths; boosting beside scikit-learn on the same rows and cores where it is there.</summary>
internal static class ModelsBench
{
    private const int Taught = 20_000;
    private const int Fitted = 100_000;

    public static void Run(int rows, Action<FormattableString> line)
    {
        var dice = new Random(7);
        Odds(rows, dice, line);
        Boosting(dice, line);
        Forecast(rows, dice, line);
        Attribution(rows, dice, line);
        Lifetime(rows / 10, dice, line);
    }

    private static void Odds(int rows, Random dice, Action<FormattableString> line)
    {
        var (frame, won) = Deals(Taught, dice);
        var started = Work.Begin();
        var model = OddsModel.Train(frame, [.. Enumerable.Range(0, Taught)], won, ordered: true);
        line($"odds: trained on {Taught} deals in {started.Took()}");
        var (asked, _) = Deals(rows, dice);
        started = Work.Begin();
        var odds = model.Predict(asked);
        line($"odds: {rows} deals scored in {started.Took()}, mean {odds.Average():0.000} | limit 2 s for a million");
    }

    /// <summary>Ten numbers and four texts, of which some tell.</summary>
    private static (Frame Frame, bool[] Won) Deals(int rows, Random dice)
    {
        var numbers = Enumerable.Range(0, 10).Select(_ => Enumerable.Range(0, rows).Select(_ => dice.NextDouble()).ToArray()).ToArray();
        var texts = new[] { 5, 12, 40, 200 }.Select(levels => Enumerable.Range(0, rows).Select(_ => dice.Next(levels)).ToArray()).ToArray();
        var won = Enumerable.Range(0, rows).Select(i => dice.NextDouble() < 1 / (1 + Math.Exp(1.5 - (2 * numbers[0][i]) - (numbers[1][i] * numbers[2][i] * 3) + (texts[0][i] == 2 ? 1 : 0)))).ToArray();
        return (new Frame(
            [
                .. numbers.Select((n, c) => FrameColumn.Number($"n{c}", n)),
                .. texts.Select((t, c) => FrameColumn.Text($"t{c}", t.Select(level => level.ToString(CultureInfo.InvariantCulture)))),
            ], rows), won);
    }

    private static void Boosting(Random dice, Action<FormattableString> line)
    {
        var (frame, won) = Deals(Fitted, dice);
        var numbers = new Frame([.. frame.Columns.Where(c => c.Numbers is not null)], Fitted);
        var (rows, success) = (Enumerable.Range(0, Fitted).ToArray(), Array.ConvertAll(won, w => w ? 1.0 : 0));
        BoostedTrees.Fit(numbers, rows[..5_000], success[..5_000], new BoostingOptions());
        var started = Work.Begin();
        BoostedTrees.Fit(numbers, rows, success, new BoostingOptions());
        line($"boosting: {Fitted} rows, {numbers.Columns.Count} columns, 100 trees of 31 leaves in {started.Took()}");
        var file = Path.GetTempFileName();
        try
        {
            using (var written = new BinaryWriter(File.Create(file)))
            {
                foreach (var cell in rows.SelectMany(r => numbers.Columns.Select(c => c.Numbers![r]).Append(success[r])))
                    written.Write(cell);
            }

            Peer(file, numbers.Columns.Count + 1, line);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Peer(string file, int columns, Action<FormattableString> line)
    {
        const string script = """
            import sys, time
            try:
                import numpy
                from sklearn.ensemble import HistGradientBoostingClassifier
            except ImportError:
                sys.exit(3)
            rows = numpy.fromfile(sys.argv[1]).reshape(-1, int(sys.argv[2]))
            model = HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=31, min_samples_leaf=20, max_bins=255, early_stopping=False)
            model.fit(rows[:5000, :-1], rows[:5000, -1])
            started, used = time.time(), time.process_time()
            model.fit(rows[:, :-1], rows[:, -1])
            print("%.2f s (%.2f s of processor)" % (time.time() - started, time.process_time() - used))
            """;
        var python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        using var peer = Process.Start(new ProcessStartInfo(python) { ArgumentList = { "-c", script, file, columns.ToString(CultureInfo.InvariantCulture) }, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var seconds = peer.StandardOutput.ReadToEnd().Trim();
        peer.WaitForExit();
        if (peer.ExitCode == 0)
            line($"boosting: scikit-learn's HistGradientBoosting on the same rows, trees, leaves and bins: {seconds} | Tandem at most as long");
        else
            line($"boosting: scikit-learn is not here; nothing to compare with");
    }

    private static void Forecast(int open, Random dice, Action<FormattableString> line)
    {
        var (asOf, months) = (new DateOnly(2026, 11, 22), 36);
        var deals = new List<ForecastDeal>(open + (open / 2));
        for (var i = 0; i < open + (open / 2); i++)
        {
            var opened = asOf.AddDays(-1 - dice.Next(months * 30));
            var closed = i < open ? (DateOnly?)null : opened.AddDays(dice.Next(120));
            var won = closed < asOf && dice.Next(3) == 0;
            deals.Add(new ForecastDeal(opened, closed < asOf ? closed : null, won, won ? 10_000 : 0, 10_000, dice.Next(1_000), i));
        }

        foreach (var (what, groups) in new[] { ("whole", 0), ("by 1,000 partners", 1_000) })
        {
            var started = Work.Begin();
            var lines = RevenueForecast.Make(deals, asOf, 4, new PeriodCalendar(PeriodLength.Quarter), groups);
            line($"forecast: {open} open and {open / 2} ended deals, {what}: {started.Took()}, {lines.Count} lines | limit 5 s for a million open");
        }
    }

    private static void Attribution(int count, Random dice, Action<FormattableString> line)
    {
        string[] channels = ["registration", "event", "webinar", "campaign", "content", "referral", "meeting", "demo", "co-sell", "inbound"];
        var texts = Enumerable.Range(0, count).Select(_ => string.Join(" > ", Enumerable.Range(0, 1 + dice.Next(6)).Select(_ => channels[dice.Next(channels.Length)]))).ToArray();
        foreach (var model in new[] { "markov", "shapley", "position" })
        {
            var started = Work.Begin();
            var paths = new TouchPaths();
            for (var i = 0; i < texts.Length; i++)
                paths.Add(texts[i], i % 3 == 0 ? 1 : 0, 100, i % 3 == 0 ? 0 : 1);
            var credits = model switch { "markov" => MarkovAttribution.Credit(paths), "shapley" => ShapleyAttribution.Credit(paths), _ => RuleAttribution.Credit(paths, AttributionRule.Position) };
            line($"attribution: {count} paths by {model}: {started.Took()}, {credits.Count} channels | limit 3 s for a million");
        }
    }

    private static void Lifetime(int customers, Random dice, Action<FormattableString> line)
    {
        var until = new DateOnly(2026, 11, 22);
        var purchases = Enumerable.Range(0, customers).SelectMany(c => Enumerable.Range(0, 1 + dice.Next(5)).Select(_ => ($"c{c}", until.AddDays(-1 - dice.Next(700)), 50.0 + dice.Next(100)))).ToArray();
        var started = Work.Begin();
        var histories = PurchaseHistory.Of(purchases, until);
        var model = PurchaseModel.Fit(histories);
        SpendModel.Fit(histories);
        var expected = histories.Sum(h => model.ExpectedPurchases(h, 52));
        line($"lifetime: {customers} customers fitted and foretold in {started.Took()}, {expected:0} purchases in a year");
    }
}
