using Tandem.Events;
using Tandem.Jobs;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Strategize.C3;
using Tandem.Strategize.Segments;
using Tandem.Strategize.Specialisations;
using Tandem.Strategize.Tiers;

namespace Tandem.Strategize;

/// <summary>New rules hold from the moment they are published, not only from the next night: everybody is judged again.</summary>
public sealed class RulesSubscriber(RunJobNow.Handler jobs) : ISubscriber
{
    private static readonly Dictionary<string, string> JobOf = new(StringComparer.Ordinal)
    {
        [PolicyBook.NameOf(typeof(C3Policy))] = C3Schedules.Job,
        [PolicyBook.NameOf(typeof(TiersPolicy))] = TierSchedules.Job,
        [PolicyBook.NameOf(typeof(SpecialisationsPolicy))] = SpecialisationSchedules.Job,
        [PolicyBook.NameOf(typeof(SegmentsPolicy))] = SegmentSchedules.Job,
    };

    public const string Called = "strategize-rules";

    public string Name => Called;

    public async Task Handle(IReadOnlyList<Event> events, TandemDb db, CancellationToken ct)
    {
        // A job runs in slices of its own: no writer waits for ten thousand partners.
        foreach (var job in events.Select(e => e.Fact).OfType<PolicyPublished>().Select(p => JobOf.GetValueOrDefault(p.NameCode)).OfType<string>().Distinct())
            await jobs.Run(job, ct);
    }
}
