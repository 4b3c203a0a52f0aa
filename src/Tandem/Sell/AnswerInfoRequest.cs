using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Approvals;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The partner answers the vendor's question: in words, with a mended registration, or both. The clock runs on.</summary>
public sealed record AnswerInfoRequest
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    /// <summary>The answer, which the vendor reads beside the deal.</summary>
    [Required(ErrorMessage = "Write an answer."), StringLength(4000)] public string Text { get; init; } = "";

    /// <summary>The whole registration as it should now stand; unchanged if empty.</summary>
    public DealInput? Changes { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, MendRegistration mend, ApprovalDesk desk, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(AnswerInfoRequest ask, Actor by, CancellationToken ct)
        {
            if (!by.IsPartner || !by.May(SellPermissions.Register))
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct, by.Partner)).Rules.DateOf(now);
            if (ask.Changes is { } typed && RegisterDeal.Incomplete(typed, today) is { } missing)
                return missing with { Field = $"{nameof(Changes)}.{missing.Field}" };

            await using var write = await db.BeginWrite(ct, [.. ask.Deal.LockKey(), .. MendRegistration.LockKeys(ask.Changes)]);
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (deal.Status != DealStatus.NeedsInfo || await desk.OpenFor(deal.Ref, RequestKind.Registration, ct) is not { } request)
                return Refusal.Conflict("sell/nothing-asked", "There is no open question on this registration.");
            if (ask.Changes is { } changes)
            {
                var mended = await mend.Run(deal, changes, today, now, ct);
                if (!mended.Ok)
                    return mended.Refusal!;
            }

            request.Resume(now);
            deal.BackToReview(now);
            db.Record(by, deal.Ref, deal.PartnerId, new InfoGiven(ask.Changes is not null, deal.Amount.Minor, deal.Amount.Currency, deal.CloseDate), now);
            db.Say(deal, ask.Text, by, now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}

/// <summary>Puts changed facts onto a submitted registration and checks it again.</summary>
/// <remarks>
/// The place in the queue belongs to a customer: who now names another one starts again at the end, or anybody could hold
/// places in advance.
/// </remarks>
public sealed class MendRegistration(TandemDb db, PolicyBook policies, DealWriter writer, ConflictCheck check)
{
    internal static IEnumerable<string> LockKeys(DealInput? input) =>
        input is null ? [] : CustomerIndex.LockKeys(CustomerProfile.Of(Identity(input)));

    internal async Task<Outcome<Done>> Run(Deal deal, DealInput changes, DateOnly today, DateTimeOffset now, CancellationToken ct)
    {
        var registration = deal.Registration!;
        var rules = await policies.Version<EngagementPolicy>(registration.PolicyNumber, ct);
        var before = CustomerProfile.Of(deal.Customer.Identity);
        var after = CustomerProfile.Of(Identity(changes));
        if (after.IsEmpty)
            return Refusal.Invalid("sell/customer-unreadable", "Enter the customer's company name.").On($"Changes.{nameof(DealInput.CustomerName)}");
        var products = await writer.Write(deal, changes, deal.Amount.Currency, now, ct);
        if (!products.Ok)
            return products.Refusal! with { Field = $"Changes.{products.Refusal!.Field}" };

        var found = await check.Run(after, products.Value, deal.PartnerId, deal.Id, rules, today, ct);
        if (found.Own is { } own)
            return RegisterDeal.AlreadyOwn(own) with { Field = $"Changes.{nameof(DealInput.CustomerName)}" };
        var sameCustomer = CustomerMatch.Compare(before, after).Probability >= rules.MatchThreshold;
        registration.Recheck(found.Findings, sameCustomer ? registration.Submitted : now);
        await db.Unindex(account: null, deal.Id.Value, ct);
        await db.Index(after, account: null, deal.Id.Value, now, ct);
        return new Done();
    }

    private static CustomerIdentity Identity(DealInput input) =>
        new(input.CustomerName!, input.CustomerDomain, input.CustomerCountry, input.CustomerCity);
}
