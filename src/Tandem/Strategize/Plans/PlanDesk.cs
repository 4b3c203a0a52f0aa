using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Signatures;

namespace Tandem.Strategize.Plans;

/// <summary>What several use cases of plans do alike: lay the words before both sides, and put what both signed in force.</summary>
public sealed class PlanDesk(TandemDb db, SignatureDesk signatures, JourneyDesk journeys, KpiCatalogue kpis, PolicyBook policies)
{
    /// <summary>The step keys of what is no milestone but is to be done all the same.</summary>
    internal const string ActivityKey = "a:";
    internal const string ReviewKey = "q:";

    /// <summary>Other terms are other words: signatures under the old ones do not count for them.</summary>
    public async Task<SignedText> LayBefore(Plan plan, PlanVersion version, PlanTerms terms, DateTimeOffset now, CancellationToken ct)
    {
        var programme = (await policies.Current<ProgrammePolicy>(now, ct, plan.PartnerId)).Rules;
        var partner = await db.Organisations().Where(o => o.Id == plan.PartnerId).Select(o => o.Name).SingleAsync(ct);
        var vendor = await db.Organisations().Where(o => o.IsVendor).OrderBy(o => o.Created).Select(o => o.Name).FirstOrDefaultAsync(ct) ?? programme.Name;
        var words = PlanText.Of(plan.Title, plan.Reference, version.Number, vendor, partner, terms, kpis, programme.Currency);
        var text = await signatures.Show(plan.Ref, plan.PartnerId, $"{plan.Title}, version {version.Number}", words, version.TextId, now, ct);
        version.LayBefore(text.Id);
        return text;
    }

    /// <summary>Both signed: targets are measured from now on, milestones become steps, the version before is over.</summary>
    public async Task PutInForce(Plan plan, PlanVersion version, PlanTerms terms, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        var programme = (await policies.Current<ProgrammePolicy>(now, ct, plan.PartnerId)).Rules;
        foreach (var old in await db.PlanVersions().Where(v => v.PlanId == plan.Id && v.Agreed != null && v.Over == null && v.Id != version.Id).ToListAsync(ct))
            old.End(now);
        version.Agree(now);
        plan.Agree(terms, programme.DateOf(now));

        var before = await db.PlanTargets().Where(t => t.PlanId == plan.Id).ToListAsync(ct);
        db.RemoveRange(before.Where(t => !terms.Targets.Any(term => term.Key == t.Key)));
        foreach (var (term, index) in terms.Targets.Select((t, i) => (t, i)))
        {
            var target = before.Find(t => t.Key == term.Key);
            if (target is null)
                db.Add(target = PlanTarget.Of(plan, term.Key));
            target.Promise(term, index + 1, KpiAmounts.ToMeasure(kpis.Find(term.Kpi), term.Amount, programme.Currency));
        }

        await Steps(plan, version, terms, by, now, ct);
    }

    /// <summary>A revision moves, adds and takes out steps; what is done stays done.</summary>
    private async Task Steps(Plan plan, PlanVersion version, PlanTerms terms, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        var planned = Planned(plan, terms).ToList();
        var journey = (await journeys.Of(plan.Ref, Plan.Kind, ct)).FirstOrDefault();
        if (journey is null)
        {
            if (planned.Count > 0)
                journeys.Open(Plan.Kind, plan.Ref, plan.PartnerId, Audience.Shared, planned, by, now);
            return;
        }

        foreach (var step in journey.Steps.ToList())
        {
            if (planned.Find(p => p.Key == step.Key) is not { } kept)
            {
                if (step.IsLeft)
                    step.Skip($"Taken out by version {version.Number} of the plan.", now);
            }
            else if (step.IsLeft)
            {
                step.Describe(kept.Title, kept.Text ?? "", kept.Due);
                if (step.Side != kept.Side)
                    step.Assign(kept.Side, kept.Person);
            }
        }

        foreach (var added in planned.Where(p => journey.Steps.All(s => s.Key != p.Key)))
            db.Add(journey.Add(added, now));
        journey.GoOn(now);
    }

    /// <summary>Milestones, campaigns with a day, and reviews, in the order of their days.</summary>
    private static IEnumerable<StepPlan> Planned(Plan plan, PlanTerms terms)
    {
        var milestones = terms.Milestones.OrderBy(m => m.Due).ToList();
        foreach (var m in milestones)
        {
            var after = m.After is { Length: > 0 } key ? milestones.FindIndex(x => x.Key == key) : -1;
            yield return new StepPlan(m.Title, m.Side, Who(m.Side), m.Due, after >= 0 ? after + 1 : null, m.NeedsEvidence, Key: m.Key);
        }

        foreach (var a in terms.Activities.Where(a => a.On is not null).OrderBy(a => a.On))
            yield return new StepPlan(a.Title, a.Lead, Who(a.Lead), a.On, Key: ActivityKey + a.Key);
        foreach (var day in terms.Reviews.Order())
            yield return new StepPlan("Quarterly business review", Side.Vendor, Who(Side.Vendor), day, Key: ReviewKey + day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

        Id<Person>? Who(Side side) => side == Side.Vendor ? plan.VendorLeadId : plan.PartnerLeadId;
    }
}
