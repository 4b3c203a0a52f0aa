using System.Globalization;

namespace Tandem.Engine.Learning;

/// <summary>Finds out on rows not learned from what the models are worth, and fits those worth having on all rows.</summary>
internal sealed class OddsTraining
{
    private const int FewRows = 60;
    private const int FewOfOneKind = 12;
    private const int Stretches = 20;
    private const double Proof = 1.5;
    private static readonly double[] Ridges = [300, 30, 3];

    private readonly Frame _frame;
    private readonly int[] _known;
    private readonly double[] _success;
    private readonly uint[] _part;
    private readonly ValidationPlan _plan;
    private readonly bool _follow;

    private OddsTraining(Frame frame, int[] known, double[] success, bool ordered, bool follow)
    {
        (_frame, _known, _success, _follow) = (frame, known, success, follow);
        _part = ValidationPlan.Parts(frame);
        _plan = ordered ? ValidationPlan.Rolling(known.Length) : ValidationPlan.Folds(Array.ConvertAll(known, row => _part[row]));
    }

    public static OddsModel Run(Frame frame, int[] known, double[] success, bool ordered, bool follow)
    {
        var (wins, n) = (success.Sum(), success.Length);
        var learned = Logit.Of((wins + 0.5) / (n + 1));
        if (n < FewRows || Math.Min(wins, n - wins) < FewOfOneKind || frame.Columns.Count == 0)
        {
            var why = n == 0 ? "no outcome is known" : Math.Min(wins, n - wins) == 0 ? "all known outcomes are the same" : "too few outcomes are known to learn more";
            return new OddsModel(null, null, Blend.None, learned, null, learned, new OddsReport(
                n, n == 0 ? 0.5 : wins / n, $"the base rate, because {why}", "not tested", null, null, Proven: false, []));
        }

        return new OddsTraining(frame, known, success, ordered, follow).Run(learned);
    }

    private OddsModel Run(double learned)
    {
        var options = Options(_known.Length);
        var tried = new Split[_plan.Splits.Count];
        Parallel.For(0, tried.Length, s => tried[s] = Try(_plan.Splits[s], options));
        var trees = BestTrees(tried);
        var ridge = Enumerable.Range(0, Ridges.Length).MinBy(r => tried.Sum(split => split.LinearLoss(r, _plan.Ordered)));

        var tested = Tested.Of(tried, ridge, trees);
        var stretch = tested.Success.Select((_, i) => _plan.Ordered ? (int)((long)i * Stretches / tested.Success.Length) : 0).ToArray();
        var blend = Blend.Fit(tested.Linear, tested.Trees, tested.Level, tested.Success, stretch);
        var scores = tested.Linear.Zip(tested.Trees, blend.Score).ToArray();
        var (withModel, filter) = Promise(tested, scores, blend.Intercept);
        var (withBase, baseFilter) = Promise(tested, new double[scores.Length], 0);
        var proven = IsProven(tested, scores, stretch);

        var won = Array.ConvertAll(tested.Success, y => y > 0.5);
        var report = new OddsReport(
            _known.Length,
            _success.Average(),
            Method(proven, blend, proven ? filter : baseFilter, trees),
            _plan.Ordered
                ? $"on {won.Length} later outcomes, each after learning from those before"
                : $"on all {won.Length} outcomes in {_plan.Splits.Count} parts, each after learning from the others",
            Accuracy.Of(withModel, won),
            Accuracy.Of(withBase, won),
            proven,
            Accuracy.Calibration(proven ? withModel : withBase, won));
        if (!proven)
            return new OddsModel(null, null, Blend.None, learned, baseFilter, learned, report);

        var linear = blend.Linear > 0 ? LinearModel.Fit(_frame, _known, _success, _part, [Ridges[ridge]])[0] : null;
        var boosted = blend.Trees > 0 ? BoostedTrees.Fit(_frame, _known, _success, options with { Trees = trees, Threads = 0, Patience = 0 }) : null;
        return new OddsModel(linear, boosted, blend, learned + blend.Intercept, filter, learned, report);
    }

    private static BoostingOptions Options(int rows) => new(
        Trees: 200,
        LearningRate: 0.1,
        Leaves: Math.Clamp(rows / 250, 4, 24),
        LeafRows: Math.Clamp(rows / 100, 10, 40),
        Ridge: 5,
        Patience: 15,
        Threads: 1);

    private Split Try((int[] Learn, int[] Test) split, BoostingOptions options)
    {
        var (learn, test) = (Array.ConvertAll(split.Learn, i => _known[i]), Array.ConvertAll(split.Test, i => _known[i]));
        var (taught, success) = (Array.ConvertAll(split.Learn, i => _success[i]), Array.ConvertAll(split.Test, i => _success[i]));
        var linear = LinearModel.Fit(_frame, learn, taught, _part, Ridges);
        var trees = BoostedTrees.Fit(_frame, learn, taught, options, (test, success));
        return new Split(_frame, test, split.Test, success, Logit.Of((taught.Sum() + 0.5) / (taught.Length + 1)), [.. linear.Select(m => m.Scores(_frame, test))], trees);
    }

    /// <summary>The number of trees that is best over all splits; a split that stopped early keeps its last loss.</summary>
    private static int BestTrees(Split[] tried)
    {
        var most = tried.Max(split => split.Trees.Trees);
        return most == 0 ? 0 : Enumerable.Range(1, most).MinBy(count => tried.Sum(split =>
            split.Trees.HeldOutLosses.Count == 0 ? 0 : split.Rows.Length * split.Trees.HeldOutLosses[Math.Min(count, split.Trees.Trees) - 1]));
    }

    /// <summary>The probabilities that would have been promised for the rows tested, with the level followed if it moves.</summary>
    private (double[] Probabilities, LevelFilter? Filter) Promise(Tested tested, double[] scores, double intercept)
    {
        var filter = _follow ? LevelFilter.Fit(scores, tested.Success, tested.Level[0] + intercept) : null;
        if (filter is not { Walk: > 0 })
            return ([.. scores.Select((score, i) => Logit.Inverse(tested.Level[i] + intercept + score))], filter);
        return ([.. scores.Select((score, i) => LevelFilter.Probability(score, filter.Ahead(tested.SplitStart[i], i - tested.SplitStart[i])))], filter);
    }

    /// <summary>Whether telling rows apart gains more than chance; neighbours in time are taken as one draw.</summary>
    private bool IsProven(Tested tested, double[] scores, int[] stretch)
    {
        var model = Blend.Losses(scores, tested.Level, tested.Success, stretch);
        var plain = Blend.Losses(new double[scores.Length], tested.Level, tested.Success, stretch);
        var gains = plain.Zip(model, (without, with) => without - with).ToArray();
        var draws = _plan.Ordered ? [.. gains.Select((gain, i) => (gain, i)).GroupBy(x => stretch[x.i], x => x.gain).Select(group => group.Average())] : gains;
        var mean = draws.Average();
        var error = Math.Sqrt(draws.Sum(gain => Math.Pow(gain - mean, 2)) / Math.Max(1, draws.Length - 1) / draws.Length);

        // The weights were fitted on the same rows, which alone gains about half a unit each.
        return mean - (1.0 / gains.Length) > Proof * error;
    }

    private static string Method(bool proven, Blend blend, LevelFilter? filter, int trees)
    {
        var moving = filter is { Walk: > 0 } ? ", at a level that is followed through time" : "";
        return !proven
            ? $"the base rate{moving}, because nothing better is proven"
            : string.Create(CultureInfo.InvariantCulture, $"{trees} boosted trees (weight {blend.Trees:0.00}) and a linear model with shrunk group effects (weight {blend.Linear:0.00}){moving}");
    }

    private sealed record Split(Frame Frame, int[] Test, int[] Rows, double[] Success, double Level, double[][] Linear, BoostedTrees Trees)
    {
        /// <summary>The loss on the rows tested; where time moves the level, at their own.</summary>
        public double LinearLoss(int ridge, bool ordered) => ordered
            ? Blend.Losses(Linear[ridge], new double[Success.Length], Success, new int[Success.Length]).Sum()
            : Linear[ridge].Zip(Success, Logit.Loss).Sum();
    }

    /// <summary>All rows tested, in the order of the known rows where time is known.</summary>
    private sealed record Tested(double[] Linear, double[] Trees, double[] Level, double[] Success, int[] Split, int[] SplitStart)
    {
        public static Tested Of(Split[] tried, int ridge, int trees)
        {
            var starts = tried.Select((_, s) => tried.Take(s).Sum(split => split.Rows.Length)).ToArray();
            return new Tested(
                [.. tried.SelectMany(split => split.Linear[ridge].Select(score => score - split.Level))],
                [.. tried.SelectMany(split => split.Trees.Scores(split.Frame, split.Test, trees).Select(score => score - split.Level))],
                [.. tried.SelectMany(split => split.Rows.Select(_ => split.Level))],
                [.. tried.SelectMany(split => split.Success)],
                [.. tried.SelectMany((split, s) => split.Rows.Select(_ => s))],
                [.. tried.SelectMany((split, s) => split.Rows.Select(_ => starts[s]))]);
        }
    }
}
