using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>The vendor arranges a review beside those that the plan names.</summary>
public sealed record ScheduleQbr
{
    [Required(ErrorMessage = "Choose the plan.")] public Id<Plan>? Plan { get; init; }

    [Required(ErrorMessage = "Say on which day.")] public DateOnly? Day { get; init; }

    /// <summary>Where the programme is at home; the programme's usual hour if empty.</summary>
    public TimeOnly? At { get; init; }

    [StringLength(200)] public string? Place { get; init; }

    public sealed class Handler(TandemDb db, QbrCalendar calendar, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<QbrChanged>> Run(ScheduleQbr ask, Actor by, CancellationToken ct)
        {
            if (!by.May(QbrPermissions.Lead))
                return QbrRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Plan!.Value.LockKey());
            var plan = await db.Plans().VisibleTo(by).SingleOrDefaultAsync(p => p.Id == ask.Plan, ct);
            if (plan is null)
                return Refusal.Invalid("strategize/plan-unknown", "Choose a plan of the list.").On(nameof(Plan));
            if (plan.State is PlanState.Draft or PlanState.Closed)
                return Refusal.Conflict("strategize/qbr-no-plan", "A review is about a plan that both sides work on.").On(nameof(Plan));
            var programme = (await policies.Current<ProgrammePolicy>(now, ct, plan.PartnerId)).Rules;
            var rules = (await policies.Current<QbrRules>(now, ct, plan.PartnerId)).Rules;
            var starts = QbrDay.At(ask.Day!.Value, ask.At ?? rules.At, programme);
            if (starts <= now)
                return Refusal.Invalid("strategize/qbr-past", "Choose a time that is still to come.").On(nameof(Day));
            var qbr = await calendar.Schedule(plan, null, starts, rules, ask.Place?.Trim(), by, now, ct);
            await write.Commit(ct);
            return QbrChanged.Of(qbr);
        }
    }
}

/// <summary>The plans that a review can be arranged for.</summary>
public sealed record OfferQbr
{
    private const int Most = 500;

    public sealed class Handler(TandemDb db)
    {
        public async Task<IReadOnlyList<Choice>> Run(OfferQbr ask, Actor by, CancellationToken ct) =>
            await db.Plans().AsNoTracking().VisibleTo(by).Where(p => p.State == PlanState.Active || p.State == PlanState.Agreed || p.State == PlanState.Negotiation)
                .OrderBy(p => p.Title).ThenBy(p => p.Id).Take(Most)
                .Select(p => new Choice(p.Id, p.Title, db.Organisations().Where(o => o.Id == p.PartnerId).Select(o => o.Name).FirstOrDefault() ?? "")).ToListAsync(ct);
    }

    public sealed record Choice(Id<Plan> Id, string Title, string Partner);
}
