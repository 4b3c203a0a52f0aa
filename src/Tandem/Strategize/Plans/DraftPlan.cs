using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>The vendor begins a plan for a partner from a template; nobody else sees it yet.</summary>
public sealed record DraftPlan
{
    [Required(ErrorMessage = "Choose the partner.")] public Id<Organisation>? Partner { get; init; }

    /// <summary>The code of the template; an empty plan without one.</summary>
    [StringLength(60)] public string? Template { get; init; }

    /// <summary>The name of the plan; partner and year if empty.</summary>
    [StringLength(120)] public string? Title { get; init; }

    [Required(ErrorMessage = "Say when the plan begins.")] public DateOnly? Starts { get; init; }

    public sealed class Handler(TandemDb db, KpiCatalogue kpis, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<PlanChanged>> Run(DraftPlan ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Lead))
                return PlanRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            var templates = await policies.Current<PlanTemplatesPolicy>(now, ct, ask.Partner);
            var template = ask.Template is { Length: > 0 } code ? templates.Rules.Find(code) : new PlanTemplate("empty", "Plan");
            if (template is null)
                return Refusal.Invalid("strategize/template-unknown", "Choose a template of the list.").On(nameof(Template));
            if (await db.Partners().AsNoTracking().Include(p => p.Organisation).FirstOrDefaultAsync(p => p.Id == ask.Partner, ct) is not { } partner)
                return Refusal.Invalid("strategize/partner-unknown", "Choose a partner of the programme.").On(nameof(Partner));
            var terms = template.Terms(ask.Starts!.Value, kpis);
            terms = terms with { Targets = [.. terms.Targets.Where(t => kpis.Find(t.Kpi)!.AppliesTo(partner.Type.ToString()))] };
            var title = ask.Title is { Length: > 0 } said ? said.Trim() : $"{partner.Organisation.Name} {terms.Ends.Year}";
            var plan = Plan.Draft(
                Reference.New('P'), partner.Id, title, partner.ManagerId ?? by.Person, await Leader(partner.Id, ct), template.Code, templates.Number, terms, now);
            var version = PlanVersion.Open(plan, 1, "", now);
            db.AddRange(plan, version, PlanProposal.Of(version, 1, terms, by, now));
            db.Record(by, plan.Ref, plan.PartnerId, new PlanDrafted(template.Code, templates.Number, terms.Starts, terms.Ends), now);
            await db.SaveChangesAsync(ct);
            return PlanChanged.Of(plan);
        }

        /// <summary>Whoever signs for the firm, else an administrator, answers for the plan until it says otherwise.</summary>
        private async Task<Id<Person>?> Leader(Id<Organisation> partner, CancellationToken ct)
        {
            var people = await db.People().AsNoTracking().Where(p => p.OrganisationId == partner && p.Active).OrderBy(p => p.Id).ToListAsync(ct);
            return (people.Find(p => p.Roles.Contains(Role.Signatory)) ?? people.Find(p => p.Roles.Contains(Role.PartnerAdmin)))?.Id;
        }
    }
}
