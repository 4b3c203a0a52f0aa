using System.Security.Cryptography;
using System.Text;
using Tandem.Approvals;
using Tandem.Engine.Matching;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>Decides who decides a registration: the rule, or people of which levels in which territory.</summary>
public sealed class RegistrationRoute(TandemDb db, Kept<Territory> territories, PolicyBook policies, ApprovalDesk desk)
{
    /// <summary>The request is built the same way for both, so that a submission does the same work whatever the check found.</summary>
    public async Task<Routed> Choose(
        Deal deal, PartnerProfile partner, ConflictResult found, EngagementPolicy rules, DateTimeOffset now, CancellationToken ct)
    {
        var places = await TerritoriesOf(deal.Customer.Country, partner.TerritoryId, ct);
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var review = (await policies.Current<ReviewPolicy>(now, ct, partner.Id)).Rules;
        var amount = new Engine.Money(deal.SortAmount, programme.Currency).Amount;
        var levels = review.LevelsFor(places, amount);
        var reason = Reason(deal, partner, found, rules, amount);
        var due = await desk.DueOf(now, levels[0], places.FirstOrDefault()?.Code, ct);
        var request = ApprovalRequest.Open(
            RequestKind.Registration, deal.Ref, partner.Id, places.FirstOrDefault()?.Id.Value, deal.Amount, levels, now, due,
            reason == AutomaticReason ? now.AddMinutes(rules.AutoApproveDelayMinutes) : null);
        return new Routed(request, places.FirstOrDefault()?.Id, reason);
    }

    public const string AutomaticReason = "clean";

    private static string Reason(Deal deal, PartnerProfile partner, ConflictResult found, EngagementPolicy rules, decimal amount)
    {
        if (!found.Clean)
            return "conflict";
        if (!rules.AutoApprove)
            return "policy";
        if (deal.SortAmount == 0 || amount > rules.AutoApproveUpTo)
            return "amount";
        if (rules.AutoApproveTiers.Count > 0 && !rules.AutoApproveTiers.Contains(partner.Tier))
            return "tier";

        // A fixed draw from the customer itself: nobody can try again for a better one.
        var customer = CustomerProfile.Of(deal.Customer.Identity).ToString();
        var draw = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(customer))) / (double)uint.MaxValue;
        return draw < rules.ReviewShare ? "sample" : AutomaticReason;
    }

    /// <summary>The territory that names the customer's country, else the partner's own, with those above it; nearest first.</summary>
    private async Task<IReadOnlyList<Territory>> TerritoriesOf(string? country, Id<Territory>? own, CancellationToken ct)
    {
        var all = (await territories.All(db, ct)).Where(t => t.Active).ToDictionary(t => t.Id);
        var naming = country is null ? [] : all.Values.Where(t => t.CountryCodes.Contains(country)).ToList();
        var next = naming.Find(t => t.Id == own) ?? naming.MaxBy(t => Depth(t, all))
            ?? (own is { } id && all.TryGetValue(id, out var home) ? home : null);
        var path = new List<Territory>();
        while (next is not null && path.Count < 20)
        {
            path.Add(next);
            next = next.ParentId is { } parent ? all.GetValueOrDefault(parent) : null;
        }

        return path;
    }

    private static int Depth(Territory territory, Dictionary<Id<Territory>, Territory> all)
    {
        var depth = 0;
        for (var at = territory; at.ParentId is { } parent && all.TryGetValue(parent, out at!) && depth < 20;)
            depth++;
        return depth;
    }
}

/// <summary>What a registration's approval requests are called.</summary>
public static class RequestKind
{
    public const string Registration = "sell.registration";
    public const string Appeal = "sell.appeal";
    public const string Extension = "sell.extension";
}

/// <summary>The request that was opened, the customer's territory, and the stored reason of the route.</summary>
public sealed record Routed(ApprovalRequest Request, Id<Territory>? Territory, string Reason);
