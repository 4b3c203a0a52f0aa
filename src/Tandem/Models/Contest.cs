using Tandem.Engine.Learning;

namespace Tandem.Models;

/// <summary>The version in use, as its challenger meets it.</summary>
/// <param name="Model">Null when it looked at other columns and cannot be asked.</param>
/// <param name="Until">The day up to which it has seen outcomes.</param>
internal sealed record Champion(OddsModel? Model, DateOnly Until);

/// <summary>How challenger, base rate and champion did on outcomes that none of them had seen.</summary>
internal sealed record LaterPeriod(
    DateOnly From, Accuracy Challenger, Accuracy BaseRate, Accuracy? Champion, IReadOnlyList<(double Promised, double Actual, int Rows)> Calibration);

/// <summary>What a contest decided.</summary>
/// <param name="Model">The model to put in use; null when the champion stays.</param>
internal sealed record Verdict(
    ModelReason Reason, OddsModel? Model, bool Proven, int Rows, DateOnly From, DateOnly Until, double Rate, LaterPeriod? Later);

/// <summary>Whether a newly trained model takes over: only if it proves better on a period that lies after everything it learned.</summary>
/// <remarks>
/// The known outcomes stand in order of the day they became known. The challenger learns from those before a cut and is
/// tested after it, beside the base rate known at the cut. A champion is met only on outcomes later than all it has seen.
/// Better means: the mean gain in log loss is more than 1.5 of its standard errors. Who wins then learns from all outcomes.
/// </remarks>
internal static class Contest
{
    internal const int FewestKnown = 10;
    internal const int FewestFresh = 60;
    private const int FewestTested = 25;
    private const double Later = 0.25;
    private const double Proof = 1.5;

    /// <summary>Null when too little has happened to decide anything.</summary>
    public static Verdict? Hold(Lesson lesson, Champion? champion)
    {
        var order = Enumerable.Range(0, lesson.Rows.Count).OrderBy(i => lesson.Rows[i].Ended).ThenBy(i => lesson.Rows[i].Subject).ToArray();
        if (order.Length < FewestKnown)
            return null;
        var ended = Array.ConvertAll(order, i => lesson.Rows[i].Ended);
        var fresh = champion is null ? 0 : Array.FindIndex(ended, day => day > champion.Until) is var f and >= 0 ? f : order.Length;
        if (champion is { Model: not null } && order.Length - fresh < FewestFresh)
            return null;

        var cut = champion is { Model: not null } ? (fresh + order.Length) / 2 : (int)(order.Length * (1 - Later));
        while (cut > 0 && ended[cut - 1] == ended[cut])
            cut--;
        var later = cut < FewestTested || order.Length - cut < FewestTested ? null : Test(lesson, order, cut, champion?.Model);
        if (champion is { Model: not null } && later is null)
            return null;

        var won = Array.ConvertAll(order, i => lesson.Rows[i].Success);
        var rate = won.Count(w => w) / (double)won.Length;
        if (later is { Gain: { } gain } && !(gain.Mean > Proof * gain.Error))
            return new Verdict(ModelReason.NotBetter, null, later.Period.Challenger.LogLoss < later.Period.BaseRate.LogLoss, order.Length, ended[0], ended[^1], rate, later.Period);

        // A model that loses to the base rate on the later period is not used, whatever it says of itself.
        var lost = later is not null && later.Period.Challenger.LogLoss > later.Period.BaseRate.LogLoss;
        var model = Train(lost ? new Frame([], lesson.Frame.RowCount) : lesson.Frame, order, won);
        var reason = champion is null ? ModelReason.First : champion.Model is null ? ModelReason.OtherColumns : ModelReason.Better;
        return new Verdict(reason, model, model.Report.Proven && later is not null, order.Length, ended[0], ended[^1], rate, later?.Period);
    }

    private static Tried Test(Lesson lesson, int[] order, int cut, OddsModel? champion)
    {
        var (learn, test) = (order[..cut], order[cut..]);
        var taught = Array.ConvertAll(learn, i => lesson.Rows[i].Success);
        var won = Array.ConvertAll(test, i => lesson.Rows[i].Success);
        var challenger = Train(lesson.Frame, learn, taught).Predict(lesson.Frame, test);
        var plain = new double[test.Length];
        Array.Fill(plain, (taught.Count(w => w) + 0.5) / (taught.Length + 1));
        var before = champion?.Predict(lesson.Frame, test);
        var period = new LaterPeriod(
            lesson.Rows[test[0]].Ended, Accuracy.Of(challenger, won), Accuracy.Of(plain, won), before is null ? null : Accuracy.Of(before, won),
            Accuracy.Calibration(challenger, won));
        return new Tried(period, before is null ? null : Gain(before, challenger, won, Array.ConvertAll(test, i => lesson.Rows[i].Subject)));
    }

    /// <summary>
    /// The level is not followed: in the order in which cases end it swings with the ends of quarters, which says nothing of those still open.
    /// </summary>
    private static OddsModel Train(Frame frame, int[] rows, bool[] won) => OddsModel.Train(frame, rows, won, ordered: true);

    /// <summary>Rows of one subject are one draw.</summary>
    private static (double Mean, double Error) Gain(double[] before, double[] now, bool[] won, Guid[] subject)
    {
        var gains = won.Select((success, i) => (Subject: subject[i], Gain: Loss(before[i], success) - Loss(now[i], success)))
            .GroupBy(g => g.Subject, g => g.Gain).Select(own => own.Average()).ToArray();
        var mean = gains.Average();
        return (mean, Math.Sqrt(gains.Sum(g => (g - mean) * (g - mean)) / Math.Max(1, gains.Length - 1) / gains.Length));
    }

    private static double Loss(double probability, bool success) => -Math.Log(Math.Clamp(success ? probability : 1 - probability, 1e-15, 1));

    private sealed record Tried(LaterPeriod Period, (double Mean, double Error)? Gain);
}
