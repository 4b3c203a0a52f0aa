using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Jobs;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>Keeps what the numbers say about plans: each day, and whenever the measures of a partner change.</summary>
public sealed class PlanKeeper(TandemDb db, PlanGauge gauge, StepIn stepIn, PolicyBook policies, TimeProvider clock) : IOnMeasured
{
    public async Task Changed(IReadOnlyCollection<Id<Organisation>> partners, CancellationToken ct)
    {
        List<Id<Organisation>> ids = [.. partners];
        await Judge(await db.Plans().Where(p => p.State == PlanState.Active && ids.Contains(p.PartnerId)).ToListAsync(ct), ct);
    }

    /// <summary>Judges plans anew and keeps the day's verdict; a turn is an event. The caller saves.</summary>
    public async Task Judge(IReadOnlyList<Plan> plans, CancellationToken ct)
    {
        if (plans.Count == 0)
            return;
        var now = clock.GetUtcNow();
        var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
        List<Id<Plan>> ids = [.. plans.Select(p => p.Id)];
        var days = await db.PlanHealthDays().Where(d => d.Day == today && ids.Contains(d.PlanId)).ToDictionaryAsync(d => d.PlanId, ct);
        var judged = plans.Zip(await gauge.Read(plans, ct)).ToList();
        foreach (var (plan, reading) in judged)
        {
            foreach (var target in reading.Targets)
                target.Target.Judge(target.Actual, target.Expected, target.Share);
            if (reading.Track != plan.Track)
                db.Record(Actor.System, plan.Ref, plan.PartnerId, new PlanTurned(plan.Track, reading.Track, reading.Health is { } h ? (int)Math.Round(h) : null), now);
            plan.Judge(reading.Health, reading.Track, now);
            if (!days.TryGetValue(plan.Id, out var day))
                db.Add(day = new PlanHealthDay(plan.Id, today));
            day.Judge(reading.Health, reading.OfPartner, reading.OfVendor, reading.Track, reading.RulesVersion);
        }

        await stepIn.Look(judged, now, today, ct);
    }
}

/// <summary>What the calendar does to plans: they begin, are judged each day, and end.</summary>
public sealed record FollowPlans
{
    private const int Slice = 25;

    public sealed class Handler(TandemDb db, PlanKeeper keeper, PlanBaselines baselines, ClosePlan.Handler close, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            await Begin(today, by, now, ct);
            var judged = 0;
            var last = default(Id<Plan>);
            while (true)
            {
                db.Forget();
                await using var write = await db.BeginWrite(ct);
                var after = last;
                var plans = await db.Plans().Where(p => p.State == PlanState.Active && p.Id.CompareTo(after) > 0).OrderBy(p => p.Id).Take(Slice).ToListAsync(ct);
                await baselines.Fill(plans, ct);
                await keeper.Judge(plans, ct);
                await write.Commit(ct);
                judged += plans.Count;
                if (plans.Count < Slice)
                    break;
                last = plans[^1].Id;
            }

            await End(today, by, ct);
            return judged;
        }

        private async Task Begin(DateOnly today, Actor by, DateTimeOffset now, CancellationToken ct)
        {
            await using var write = await db.BeginWrite(ct);
            foreach (var plan in await db.Plans().Where(p => p.State == PlanState.Agreed && p.Starts <= today).ToListAsync(ct))
            {
                plan.Begin();
                db.Record(by, plan.Ref, plan.PartnerId, new PlanBegan(plan.Starts), now);
            }

            await write.Commit(ct);
        }

        private async Task End(DateOnly today, Actor by, CancellationToken ct)
        {
            var rules = (await policies.Current<PlanRules>(clock.GetUtcNow(), ct)).Rules;
            var over = today.AddDays(-rules.DaysToClose);
            foreach (var plan in await db.Plans().Where(p => p.State == PlanState.Active && p.Ends < over).Select(p => p.Id).ToListAsync(ct))
            {
                db.Forget();
                await close.Run(new ClosePlan { Plan = plan, Reason = "Its last day has passed." }, by, ct);
            }
        }
    }
}

/// <summary>What each KPI said before a plan began, to tell growth from habit.</summary>
public sealed class PlanBaselines(TandemDb db, Figures figures, PolicyBook policies, TimeProvider clock)
{
    public async Task Fill(IReadOnlyList<Plan> plans, CancellationToken ct)
    {
        List<Id<Plan>> ids = [.. plans.Select(p => p.Id)];
        var open = await db.PlanTargets().Where(t => ids.Contains(t.PlanId) && t.Baseline == null).ToListAsync(ct);
        if (open.Count == 0)
            return;
        var fiscal = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules.FiscalYearStart;
        var starts = plans.ToDictionary(p => p.Id, p => p.Starts);
        var values = await figures.Values(
            [.. open.Select(t => t.PartnerId).Distinct()], [.. open.Select(t => t.Kpi).Distinct()], [.. open.Select(Before).Distinct()], asOf: null, ct);
        foreach (var target in open)
            target.StartFrom(values[target.PartnerId, target.Kpi, Before(target)].Value);

        Period Before(PlanTarget target) =>
            Period.Of(starts[target.PlanId], target.Cadence == Cadence.Month ? PeriodKind.Month : PeriodKind.Quarter, fiscal).Previous;
    }
}

/// <summary>What Tandem does by itself with plans.</summary>
public sealed class PlanSchedules : ISchedules
{
    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.At("strategize.follow-plans", "Begins, judges and ends plans by their days", "0 20 2 * * ?",
            (FollowPlans.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
    ];
}
