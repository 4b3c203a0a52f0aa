using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Jobs;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Segments;

/// <summary>Keeps every partner in the segment whose rule takes it: each day, and whenever its measures or marks change.</summary>
public sealed class SegmentKeeper(TandemDb db, SegmentGauge gauge, IPartnerRegister register, PolicyBook policies, TimeProvider clock) : IOnMeasured
{
    public async Task Changed(IReadOnlyCollection<Id<Organisation>> partners, CancellationToken ct) =>
        await Assign(await register.Read(partners, ct), Actor.System, ct);

    public bool AlsoByNight => false;

    /// <summary>Groups these partners by today's numbers; each move is an event. The caller commits. Returns how many moved.</summary>
    public async Task<int> Assign(IReadOnlyList<MeasuredPartner> partners, Actor by, CancellationToken ct)
    {
        if (partners.Count == 0)
            return 0;
        await db.SaveChangesAsync(ct);
        var now = clock.GetUtcNow();
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var today = programme.DateOf(now);
        var readings = await gauge.Read(await policies.For<SegmentsPolicy>(partners, now, ct), today, asOf: null, now, ProgrammeFrame.Of(programme), ct);
        List<Id<Organisation>> ids = [.. partners.Select(p => p.Id)];
        var standing = await db.SegmentMemberships().Where(m => m.Until == DateOnly.MaxValue && ids.Contains(m.PartnerId)).ToDictionaryAsync(m => m.PartnerId, ct);
        var moved = 0;
        foreach (var reading in readings)
        {
            var before = standing.GetValueOrDefault(reading.Partner);
            if (before?.Says(reading) == true)
                continue;
            var (from, since) = (before?.Segment ?? "", before?.Segment == reading.Code ? before.Since : today);
            var kept = before;
            if (before is null || before.Known != today)
            {
                before?.End(today);
                db.Add(kept = new SegmentMembership(reading.Partner, today));
            }

            kept!.Say(reading, since);
            if (from == reading.Code)
                continue;
            moved++;
            db.Record(
                by, new Ref("partner", reading.Partner.Value), reading.Partner,
                new SegmentMoved(from, reading.Code, reading.Rules, reading.ByException, reading.Distance, reading.C3.Overall), now);
        }

        await db.SaveChangesAsync(ct);
        return moved;
    }
}

/// <summary>Groups every partner anew, as happens each night and after new rules.</summary>
public sealed record AssignSegments
{
    public sealed class Handler(SegmentKeeper keeper, EveryPartner everyPartner)
    {
        /// <summary>The value is how many partners moved.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct) =>
            by.IsSystem ? await everyPartner.Settle(some => keeper.Assign(some, Actor.System, ct), ct) : Refusal.NotFound;
    }
}

/// <summary>What Tandem does by itself with segments.</summary>
public sealed class SegmentSchedules : ISchedules
{
    internal const string Job = "strategize.assign-segments";

    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.At(Job, "Groups every partner by its distance to the ideal, its scores and its numbers", "0 0 2 * * ?",
            (AssignSegments.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
    ];
}
