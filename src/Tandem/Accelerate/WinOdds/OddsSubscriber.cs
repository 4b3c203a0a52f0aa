using Tandem.Events;
using Tandem.Kernel;
using Tandem.Models;

namespace Tandem.Accelerate.WinOdds;

/// <summary>Odds follow the deal: whatever happens to one has it asked about anew within seconds.</summary>
public sealed class OddsSubscriber(Scoring scoring, WinOddsLearner learner) : ISubscriber
{
    public const string Called = "accelerate.odds";

    public string Name => Called;

    /// <summary>Deals of an import wait for the night.</summary>
    public Task Handle(IReadOnlyList<Event> events, TandemDb db, CancellationToken ct) => scoring.Score(
        learner, [.. events.Where(e => e.SubjectKind == "deal" && !e.Imported).Select(e => e.SubjectId).Distinct()], ct);
}
