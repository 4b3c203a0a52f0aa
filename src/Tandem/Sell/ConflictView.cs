using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Engine.Matching;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>A registration beside each claim that the check found: what makes them one customer, and who was first.</summary>
public sealed record ConflictView
{
    public Id<Deal> Deal { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<Conflict>> Run(ConflictView ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Pipeline))
                return Refusal.NotFound;
            var findings = await db.Registrations().AsNoTracking().Where(r => r.Id == ask.Deal).FirstOrDefaultAsync(ct);
            if (findings is null)
                return Refusal.NotFound;
            var ids = findings.Findings.Select(f => f.Deal).Append(ask.Deal).ToList();
            var sides = await SidesOf(ids, ct);
            if (!sides.TryGetValue(ask.Deal, out var own))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            return new Conflict(own, [.. findings.Findings.Where(f => sides.ContainsKey(f.Deal)).Select(f => Against(f, own, sides[f.Deal], now))]);
        }

        private static Rivalry Against(Finding finding, Side own, Side other, DateTimeOffset now)
        {
            var verdict = new MatchVerdict(finding.Probability, finding.Reasons);
            var reasons = verdict.Explain(CustomerProfile.Of(own.Identity), CustomerProfile.Of(other.Identity)).ToList();
            var shared = own.Products.IntersectBy(other.Products.Select(p => p.Id), p => p.Id).Select(p => p.Name).ToList();
            return new Rivalry(
                finding.Kind, other, finding.Probability, [.. reasons.Select(r => new Reason(r.Code, r.Left, r.Right))],
                own.Since <= other.Since, shared, (int)(now - other.Since).TotalDays);
        }

        private async Task<Dictionary<Id<Deal>, Side>> SidesOf(List<Id<Deal>> ids, CancellationToken ct)
        {
            var rows = await db.Deals().AsNoTracking().Where(d => ids.Contains(d.Id))
                .Select(d => new
                {
                    d.Id,
                    d.Reference,
                    d.Customer,
                    d.Status,
                    d.Stage,
                    d.Amount,
                    d.CloseDate,
                    d.Touched,
                    Since = d.Registration != null ? d.Registration.Submitted : d.Created,
                    d.Registration!.ProtectedUntil,
                    d.PartnerId,
                    Partner = db.Organisations().Where(o => o.Id == d.PartnerId).Select(o => o.Name).FirstOrDefault(),
                    Owner = db.People().Where(p => p.Id == d.OwnerId).Select(p => p.Name).FirstOrDefault(),
                    Account = db.Accounts().Where(a => a.Id == d.AccountId).Select(a => new { a.Id, a.Name, a.Domain, a.Country, a.City }).FirstOrDefault(),
                    Products = d.Lines.Join(db.Products(), l => l.ProductId, p => p.Id, (l, p) => new Named<Product>(p.Id, p.Name)).ToList(),
                })
                .ToListAsync(ct);
            return rows.ToDictionary(d => d.Id, d => new Side(
                d.Id, d.Reference,
                d.Customer.Name.Length > 0 || d.Account is null
                    ? d.Customer
                    : new Customer { Name = d.Account.Name, Domain = d.Account.Domain, Country = d.Account.Country, City = d.Account.City },
                d.Account is null ? null : new Named<Account>(d.Account.Id, d.Account.Name),
                d.PartnerId is { } partner ? new Named<Organisation>(partner, d.Partner ?? "") : null, d.Owner,
                d.Status, d.Stage, d.Amount, d.CloseDate, d.Since, d.Touched, d.ProtectedUntil, d.Products));
        }
    }

    /// <summary>The registration, and each claim that stands against it.</summary>
    public sealed record Conflict(Side Registration, IReadOnlyList<Rivalry> Others);

    /// <summary>One claim on the customer.</summary>
    /// <param name="Since">When it was submitted or, for the vendor's own deal, created.</param>
    public sealed record Side(
        Id<Deal> Deal, string Reference, Customer Customer, Named<Account>? Account, Named<Organisation>? Partner, string? Owner,
        DealStatus Status, string Stage, Money Amount, DateOnly? CloseDate, DateTimeOffset Since, DateTimeOffset Touched,
        DateOnly? ProtectedUntil, IReadOnlyList<Named<Product>> Products)
    {
        internal CustomerIdentity Identity => Customer.Identity;
    }

    /// <summary>A claim of somebody else on the same customer.</summary>
    /// <param name="Probability">0 to 1: that both are one customer.</param>
    /// <param name="RegistrationWasFirst">The registration under review came before this claim.</param>
    public sealed record Rivalry(
        FindingKind Kind, Side Other, double Probability, IReadOnlyList<Reason> Reasons, bool RegistrationWasFirst,
        IReadOnlyList<string> SameProducts, int AgeDays);

    /// <summary>One reason for or against, with the values compared.</summary>
    public sealed record Reason(MatchReasons Code, string Registration, string Other);
}
