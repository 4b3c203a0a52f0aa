using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Models;
using Tandem.Sell;

namespace Tandem.Accelerate.WinOdds;

/// <summary>The odds of one deal with their reasons, and how they moved.</summary>
public sealed record ShowDealOdds
{
    public required Id<Deal> Deal { get; init; }

    public sealed class Handler(TandemDb db, Subjects subjects, Predictions predictions, WinOddsLearner learner)
    {
        public async Task<Outcome<Found>> Run(ShowDealOdds ask, Actor by, CancellationToken ct)
        {
            if (await subjects.See(new Ref("deal", ask.Deal.Value), by, db, ct) is null)
                return Refusal.NotFound;
            if (!await predictions.MaySee(DealOdds.Kind, by, ct))
                return new Found(learner, null, null, []);
            var history = await predictions.History(DealOdds.Kind, ask.Deal.Value, ct);
            var said = history.Find(p => p.Until == DateOnly.MaxValue);
            return new Found(learner, said, said is null ? null : await predictions.VersionOf(said, ct), history);
        }
    }

    /// <param name="Said">Null for a deal that is not open, while there is no model, and to a partner who is not to see it.</param>
    public sealed record Found(ILearner Learner, Prediction? Said, VersionView? Version, IReadOnlyList<Prediction> History);

    /// <summary>The same for programs: parts in percentage points that add up to the odds.</summary>
    public sealed record View(
        double? Odds, int? Version, DateTimeOffset? At, bool? Proven, double? CommonRate, IReadOnlyList<ReasonView> Reasons, IReadOnlyList<DayView> History)
    {
        public static View Of(Found found)
        {
            var points = found.Said?.Reasons.InPoints();
            return new View(
                found.Said?.Value, found.Said?.Version, found.Said?.At, found.Version?.Proven, points?.Start,
                [.. (points?.Steps ?? []).Select(s => new ReasonView(s.Part.Column, s.Part.Column.Length == 0 ? "Everything else" : found.Learner.Say(s.Part.Column), s.Points, s.Part.LogOdds))],
                [.. found.History.Select(h => new DayView(h.Since, h.Value, h.Version))]);
        }
    }

    /// <param name="Column">The code of what is known; empty for all the small ones together.</param>
    public sealed record ReasonView(string Column, string Says, double Points, double LogOdds);

    public sealed record DayView(DateOnly Since, double Odds, int Version);
}
