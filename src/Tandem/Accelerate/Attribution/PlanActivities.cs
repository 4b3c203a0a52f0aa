using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;
using Tandem.Strategize.Plans;

namespace Tandem.Accelerate.Attribution;

/// <summary>Co-marketing that a plan promised and that reached a customer whom the same plan names.</summary>
public sealed class PlanActivities(PolicyBook policies)
{
    /// <summary>What lies longer before a registration did not lead to it.</summary>
    private const int DaysBefore = 180;
    private const string Campaign = "campaign";

    internal async Task<List<Touch>> Of(List<Event> registrations, TandemDb db, CancellationToken ct)
    {
        List<Id<Organisation>> partners = [.. registrations.Select(e => e.PartnerId).OfType<Id<Organisation>>().Distinct()];
        var agreed = partners.Count == 0 ? [] : await SignedPlans.Read(db, partners, ct);
        if (agreed.Count == 0)
            return [];
        List<Id<Deal>> deals = [.. registrations.Select(e => new Id<Deal>(e.SubjectId))];
        var customers = await db.Deals().AsNoTracking().Where(d => deals.Contains(d.Id)).Select(d => new { d.Id, d.Customer }).ToDictionaryAsync(d => d.Id.Value, d => d.Customer, ct);
        var (programme, rules) = ((await policies.Current<ProgrammePolicy>(registrations[^1].Recorded, ct)).Rules, (await policies.Current<EngagementPolicy>(registrations[^1].Recorded, ct)).Rules);
        var touches = new List<Touch>();
        foreach (var seen in registrations.Where(e => customers.ContainsKey(e.SubjectId)))
        {
            var day = programme.DateOf(seen.Happened);
            var plan = agreed.Where(a => a.Partner == seen.PartnerId && a.Agreed <= seen.Recorded).OrderByDescending(a => a.Agreed).ThenByDescending(a => a.Number)
                .Select(a => a.Terms).FirstOrDefault(t => t.Starts <= day && t.Ends >= day);
            if (plan is null || plan.Activities.Count == 0 || !Names(plan, customers[seen.SubjectId], rules.MatchThreshold))
                continue;
            if (plan.Activities.Where(a => a.On <= day && a.On >= day.AddDays(-DaysBefore)).MaxBy(a => a.On) is { } last)
                touches.Add(Touch.Of(seen, last.Lead == Side.Partner ? seen.PartnerId : null, Campaign, last.On!.Value, last.Title));
        }

        return touches;
    }

    private static bool Names(PlanTerms plan, Customer customer, double threshold)
    {
        var own = CustomerProfile.Of(customer.Identity);
        return plan.Accounts.Any(a => CustomerMatch.Compare(own, CustomerProfile.Of(new CustomerIdentity(a.Name, null, null))).Probability >= threshold);
    }
}
