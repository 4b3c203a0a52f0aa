using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The vendor's own people work an opportunity. The rules of engagement hold for them too.</summary>
public sealed record AddDirectDeal : DealInput
{
    /// <summary>The known account this customer is; the one the check finds if empty, else a new one.</summary>
    public Id<Account>? Account { get; init; }

    /// <summary>Who works it; whoever creates it if empty.</summary>
    public Id<Person>? Owner { get; init; }

    /// <summary>Go on although a partner's registration protects this customer: the managers of both sides will see it.</summary>
    public bool Bypass { get; init; }

    public sealed class Handler(
        TandemDb db, PolicyBook policies, DealWriter writer, ConflictCheck check, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(AddDirectDeal ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Direct))
                return SellRefusals.NotAllowed;
            if (string.IsNullOrWhiteSpace(ask.CustomerName))
                return Refusal.Invalid("sell/customer-missing", "Enter the customer's company name.").On(nameof(CustomerName));
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var rules = (await policies.Current<EngagementPolicy>(now, ct)).Rules;
            var stages = (await policies.Current<StagesPolicy>(now, ct)).Rules;
            var customer = CustomerProfile.Of(new CustomerIdentity(ask.CustomerName, ask.CustomerDomain, ask.CustomerCountry, ask.CustomerCity));
            if (customer.IsEmpty)
                return Refusal.Invalid("sell/customer-unreadable", "Enter the customer's company name.").On(nameof(CustomerName));

            await using var write = await db.BeginWrite(ct, CustomerIndex.LockKeys(customer));
            if (await Unknown(ask, ct) is { } unknown)
                return unknown;
            var deal = Deal.InPipeline(partner: null, ask.Owner ?? by.Person, ask.Account, stages.First.Code, Reference.New('D'), now);
            db.Add(deal);
            var products = await writer.Write(deal, ask, programme.Currency, now, ct);
            if (!products.Ok)
                return products.Refusal!;
            var found = await check.Run(customer, products.Value, partner: null, deal.Id, rules, programme.DateOf(now), ct);
            var bypassed = await Protected(found, programme.DateOf(now), ct);
            if (bypassed.Count > 0 && !ask.Bypass)
            {
                return Refusal.Conflict("sell/protected", "This customer is protected for a partner ({0}). Talk to its manager, or confirm to go on.",
                    string.Join(", ", bypassed.Select(b => b.Reference)));
            }

            deal.Belong(ask.Account ?? found.Account);
            await db.Index(customer, account: null, deal.Id.Value, now, ct);
            db.Record(by, deal.Ref, partner: null, new DirectDealAdded(deal.Amount.Minor, deal.Amount.Currency, bypassed.Count), now);
            foreach (var other in bypassed)
                db.Record(by, other.Ref, other.PartnerId, new ProtectionBypassed(deal.Id), now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }

        private async Task<Refusal?> Unknown(AddDirectDeal ask, CancellationToken ct)
        {
            if (ask.Account is { } account && !await db.Accounts().AnyAsync(a => a.Id == account, ct))
                return Refusal.Invalid("sell/unknown-account", "There is no such account.").On(nameof(Account));
            if (ask.Owner is { } owner && !await db.People().AnyAsync(p => p.Id == owner && p.Active && p.Organisation.IsVendor, ct))
                return Refusal.Invalid("sell/not-a-colleague", "Choose a person of the vendor.").On(nameof(Owner));
            return null;
        }

        private async Task<List<Deal>> Protected(ConflictResult found, DateOnly today, CancellationToken ct)
        {
            var ids = found.Findings.Where(f => f.Kind == FindingKind.EarlierRegistration).Select(f => f.Deal).ToList();
            return await db.Deals().AsNoTracking()
                .Where(d => ids.Contains(d.Id) && d.Status == DealStatus.Open && d.Registration!.ProtectedUntil >= today)
                .OrderBy(d => d.Reference)
                .ToListAsync(ct);
        }
    }
}
