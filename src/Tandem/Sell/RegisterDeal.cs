using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Files;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>A partner claims an opportunity before anyone else: it is checked, takes its place and waits for the decision.</summary>
public sealed record RegisterDeal : DealInput
{
    /// <summary>The draft it was written as, if any.</summary>
    public Id<Deal>? Draft { get; init; }

    /// <summary>Files uploaded before by the same person, which the vendor may open.</summary>
    [MaxLength(20)] public IReadOnlyList<Id<StoredFile>> Files { get; init; } = [];

    /// <summary>What a submission needs besides good fields; a draft does not.</summary>
    internal static Refusal? Incomplete(DealInput ask, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(ask.CustomerName))
            return Refusal.Invalid("sell/customer-missing", "Enter the customer's company name.").On(nameof(CustomerName));
        if (!ask.Lines.Any(l => l.ProductId is not null))
            return Refusal.Invalid("sell/products-missing", "Choose at least one product.").On(nameof(Lines));
        if (ask.Amount is null or <= 0)
            return Refusal.Invalid("sell/amount-missing", "Enter the expected amount.").On(nameof(Amount));
        if (ask.CloseDate is null)
            return Refusal.Invalid("sell/close-date-missing", "Enter when the customer is expected to decide.").On(nameof(CloseDate));
        return ask.CloseDate < today
            ? Refusal.Invalid("sell/close-date-in-past", "The expected close date lies in the past.").On(nameof(CloseDate))
            : null;
    }

    /// <summary>The partner's own earlier claim is no secret to it.</summary>
    internal static Refusal AlreadyOwn(Rival own) =>
        Refusal.Conflict("sell/already-registered", "Your firm already works on this customer: {0}.", own.Reference).On(nameof(CustomerName));

    // Every registration asks.
    private static readonly Prepared<Func<TandemDb, Id<Organisation>, DateTimeOffset, CancellationToken, Task<Registrant?>>> Registering = new(() => EF.CompileAsyncQuery(
        (TandemDb db, Id<Organisation> firm, DateTimeOffset since, CancellationToken ct) => db.Set<PartnerProfile>().AsNoTracking().Where(p => p.Id == firm)
            .Select(p => new Registrant(p, db.Set<Registration>().Count(r => r.PartnerId == p.Id && r.Submitted > since)))
            .SingleOrDefault()));

    private sealed record Registrant(PartnerProfile Partner, int Submitted);

    public sealed class Handler(
        TandemDb db, PolicyBook policies, DealWriter writer, ConflictCheck check, RegistrationRoute route, Decoys decoys, TimeProvider clock)
    {
        public async Task<Outcome<Registered>> Run(RegisterDeal ask, Actor by, CancellationToken ct)
        {
            if (!by.IsPartner || !by.May(SellPermissions.Register))
                return Refusal.Forbidden("sell/not-allowed", "Your role may not register deals.");

            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct, by.Partner)).Rules;
            var rules = await policies.Current<EngagementPolicy>(now, ct, by.Partner);
            var today = programme.DateOf(now);
            if (Incomplete(ask, today) is { } missing)
                return missing;
            var customer = CustomerProfile.Of(new CustomerIdentity(ask.CustomerName!, ask.CustomerDomain, ask.CustomerCountry, ask.CustomerCity));
            if (customer.IsEmpty)
                return Refusal.Invalid("sell/customer-unreadable", "Enter the customer's company name.").On(nameof(CustomerName));

            // From here to the commit nobody else can claim this customer: who comes second sees who came first.
            await using var write = await db.BeginWrite(ct, [.. CustomerIndex.LockKeys(customer), .. ask.Draft?.LockKey() ?? []]);
            var hourAgo = now.AddHours(-1);
            if (await Registering.On(db)(db, by.Partner, hourAgo, ct) is not { Partner: var partner } recent)
                return SellRefusals.NotInProgramme;
            if (recent.Submitted >= rules.Rules.SubmitsPerHour)
                return new Refusal(RefusalKind.TooMany, "sell/too-many", "Your firm has reached {0} registrations in an hour. Please try again later.", rules.Rules.SubmitsPerHour);

            var deal = await DraftOrNew(ask, by, now, ct);
            if (deal is null)
                return Refusal.NotFound;
            var products = await writer.Write(deal, ask, partner.Currency, now, ct);
            if (!products.Ok)
                return products.Refusal!;

            var found = await check.Run(customer, products.Value, by.Partner, deal.Id, rules.Rules, today, ct);
            if (found.Own is { } own)
                return AlreadyOwn(own);

            var decision = await route.Choose(deal, partner, found, rules.Rules, now, ct);
            deal.PlaceIn(decision.Territory);
            deal.Submit(Registration.Submit(deal, by.Partner, rules.Number, found.Clean, found.Findings, decision.Reason, now), now);
            await db.Attach(deal.Ref, ask.Files, Audience.Shared, by, now, ct);
            await db.Index(customer, account: null, claim: deal.Id.Value, now, ct);
            db.Append(decision.Request);
            db.Record(by, deal.Ref, by.Partner, new RegistrationSubmitted(deal.Amount.Minor, deal.Amount.Currency, rules.Number, deal.CloseDate), now);
            await write.Commit(ct);
            decoys.Keep(deal.Id);
            return new Registered(deal.Id, deal.Reference, deal.Status, now, decision.Request.Due);
        }

        private async Task<Deal?> DraftOrNew(RegisterDeal ask, Actor by, DateTimeOffset now, CancellationToken ct)
        {
            if (ask.Draft is { } id)
                return await db.Deals().Include(d => d.Lines).VisibleTo(by).SingleOrDefaultAsync(d => d.Id == id && d.Status == DealStatus.Draft, ct);
            var deal = Deal.Draft(by.Partner, by.Person, Reference.New('D'), now);
            db.Add(deal);
            return deal;
        }
    }
}

/// <summary>The answer to a submission: the same for a clean and for a contested one.</summary>
/// <param name="DecisionDue">When the partner can expect a decision.</param>
public sealed record Registered(Id<Deal> Id, string Reference, DealStatus Status, DateTimeOffset Submitted, DateTimeOffset DecisionDue);
