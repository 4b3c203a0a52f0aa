using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>The terms of a plan as a person types them; rows without a name are left out.</summary>
public sealed record PlanForm
{
    public int? Proposal { get; init; }

    [Required(ErrorMessage = "Say when the plan begins.")] public DateOnly? Starts { get; init; }

    [Required(ErrorMessage = "Say when the plan ends.")] public DateOnly? Ends { get; init; }

    [StringLength(4000)] public string? Goal { get; init; }

    [StringLength(120)] public string? VendorSponsor { get; init; }

    [StringLength(120)] public string? PartnerSponsor { get; init; }

    public IReadOnlyList<TargetRow> Targets { get; init; } = [];

    public IReadOnlyList<StepRow> Milestones { get; init; } = [];

    public IReadOnlyList<ActivityRow> Activities { get; init; } = [];

    public IReadOnlyList<AccountRow> Accounts { get; init; } = [];

    public IReadOnlyList<ResourceRow> Resources { get; init; } = [];

    public IReadOnlyList<DateOnly> Reviews { get; init; } = [];

    /// <summary>What the other side should read with it.</summary>
    [StringLength(4000)] public string? Note { get; init; }

    /// <summary>A number that one side promises.</summary>
    public sealed record TargetRow
    {
        [StringLength(40)] public string? Key { get; init; }

        public Side Side { get; init; }

        [StringLength(80)] public string? Kpi { get; init; }

        public Cadence Cadence { get; init; }

        public decimal? Amount { get; init; }

        [Range(0, 100, ErrorMessage = "A weight lies between 0 and 100.")] public int Weight { get; init; } = 10;
    }

    /// <summary>A milestone.</summary>
    public sealed record StepRow
    {
        [StringLength(40)] public string? Key { get; init; }

        [StringLength(200)] public string? Title { get; init; }

        public Side Side { get; init; }

        public DateOnly? Due { get; init; }

        [StringLength(40)] public string? After { get; init; }

        public bool NeedsEvidence { get; init; }
    }

    /// <summary>A campaign.</summary>
    public sealed record ActivityRow
    {
        [StringLength(40)] public string? Key { get; init; }

        [StringLength(200)] public string? Title { get; init; }

        public Side Lead { get; init; }

        public DateOnly? On { get; init; }

        public decimal? Budget { get; init; }
    }

    /// <summary>A customer to win together.</summary>
    public sealed record AccountRow
    {
        [StringLength(40)] public string? Key { get; init; }

        [StringLength(200)] public string? Name { get; init; }

        [StringLength(400)] public string? Aim { get; init; }
    }

    /// <summary>What a side puts in.</summary>
    public sealed record ResourceRow
    {
        [StringLength(40)] public string? Key { get; init; }

        public Side Side { get; init; }

        [StringLength(300)] public string? Title { get; init; }
    }

    public static PlanForm Of(PlanTerms terms, int proposal) => new()
    {
        Proposal = proposal,
        Starts = terms.Starts,
        Ends = terms.Ends,
        Goal = terms.Goal,
        VendorSponsor = terms.VendorSponsor,
        PartnerSponsor = terms.PartnerSponsor,
        Targets = [.. terms.Targets.Select(t => new TargetRow { Key = t.Key, Side = t.Side, Kpi = t.Kpi, Cadence = t.Cadence, Amount = t.Amount, Weight = t.Weight })],
        Milestones = [.. terms.Milestones.Select(m => new StepRow { Key = m.Key, Title = m.Title, Side = m.Side, Due = m.Due, After = m.After, NeedsEvidence = m.NeedsEvidence })],
        Activities = [.. terms.Activities.Select(a => new ActivityRow { Key = a.Key, Title = a.Title, Lead = a.Lead, On = a.On, Budget = a.Budget })],
        Accounts = [.. terms.Accounts.Select(a => new AccountRow { Key = a.Key, Name = a.Name, Aim = a.Aim })],
        Resources = [.. terms.Resources.Select(r => new ResourceRow { Key = r.Key, Side = r.Side, Title = r.Title })],
        Reviews = terms.Reviews,
    };

    public Outcome<PlanTerms> ToTerms()
    {
        var missing = Targets.ToList().FindIndex(t => t.Kpi is { Length: > 0 } && t.Amount is null);
        if (missing >= 0)
            return Refusal.Invalid("strategize/amount-missing", "Say how much is promised.").On($"{nameof(Targets)}[{missing}].Amount");
        var undated = Milestones.ToList().FindIndex(m => m.Title is { Length: > 0 } && m.Due is null);
        if (undated >= 0)
            return Refusal.Invalid("strategize/due-missing", "Say by when.").On($"{nameof(Milestones)}[{undated}].Due");
        return new PlanTerms
        {
            Starts = Starts!.Value,
            Ends = Ends!.Value,
            Goal = Goal?.Trim() ?? "",
            VendorSponsor = VendorSponsor?.Trim() ?? "",
            PartnerSponsor = PartnerSponsor?.Trim() ?? "",
            Targets = [.. Targets.Where(t => t.Kpi is { Length: > 0 }).Select(t => new TargetTerm(t.Key ?? "", t.Side, t.Kpi!, t.Cadence, t.Amount!.Value, t.Weight))],
            Milestones = [.. Milestones.Where(m => m.Title is { Length: > 0 }).Select(m => new MilestoneTerm(m.Key ?? "", m.Title!.Trim(), m.Side, m.Due!.Value, m.After, m.NeedsEvidence))],
            Activities = [.. Activities.Where(a => a.Title is { Length: > 0 }).Select(a => new ActivityTerm(a.Key ?? "", a.Title!.Trim(), a.Lead, a.On, a.Budget))],
            Accounts = [.. Accounts.Where(a => a.Name is { Length: > 0 }).Select(a => new AccountTerm(a.Key ?? "", a.Name!.Trim(), a.Aim?.Trim() ?? ""))],
            Resources = [.. Resources.Where(r => r.Title is { Length: > 0 }).Select(r => new ResourceTerm(r.Key ?? "", r.Side, r.Title!.Trim()))],
            Reviews = Reviews,
        };
    }
}

/// <summary>What the form of a new plan offers.</summary>
public sealed record OfferPlan
{
    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        private const int MostPartners = 500;

        public async Task<Outcome<Offer>> Run(OfferPlan ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Lead))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var templates = (await policies.Current<PlanTemplatesPolicy>(now, ct)).Rules;
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var partners = await db.Partners().Where(p => p.Organisation.Active).OrderBy(p => p.Organisation.Name).Take(MostPartners).Select(p => new Choice(p.Id, p.Organisation.Name)).ToListAsync(ct);
            return new Offer(partners, templates.Templates, Period.Of(programme.DateOf(now), PeriodKind.Quarter, programme.FiscalYearStart).Next.Start);
        }
    }

    public sealed record Choice(Id<Organisation> Id, string Name);

    /// <param name="Starts">The first day of the next quarter.</param>
    public sealed record Offer(IReadOnlyList<Choice> Partners, IReadOnlyList<PlanTemplate> Templates, DateOnly Starts);
}
