using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Engine;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>Somebody works on a deal: what is given is changed, what is left out stays.</summary>
public sealed record UpdateDeal
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    /// <summary>The next step and its day, both together.</summary>
    public PlanInput? Plan { get; init; }

    /// <summary>The expected amount and decision, all together.</summary>
    public ValueInput? Value { get; init; }

    /// <summary>The person at the customer, as a whole.</summary>
    public ContactInput? Contact { get; init; }

    /// <summary>All products of the deal.</summary>
    [MaxLength(50, ErrorMessage = "A deal has at most 50 products.")] public IReadOnlyList<LineInput>? Lines { get; init; }

    [StringLength(4000)] public string? Description { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, DealWriter writer, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(UpdateDeal ask, Actor by, CancellationToken ct)
        {
            if (!by.May(SellPermissions.Work))
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (deal.Status != DealStatus.Open)
                return SellRefusals.NotOpen;

            var programme = (await policies.Current<ProgrammePolicy>(now, ct, deal.PartnerId)).Rules;
            if (ask.Value?.Currency is { } currency && !programme.Currencies.Contains(currency.ToUpperInvariant()))
                return Refusal.Invalid("sell/currency", "Deals are registered in {0}.", string.Join(", ", programme.Currencies)).On("Value.Currency");
            var changed = new List<DealField>();
            if (ask.Lines is { } lines)
            {
                var sold = await writer.Sell(deal, lines, deal.Amount.Currency, ct);
                if (!sold.Ok)
                    return sold.Refusal!;
                changed.Add(DealField.Products);
            }

            await Apply(ask, deal, changed, programme, now, ct);
            if (changed.Count == 0)
                return DealChanged.Of(deal);
            deal.Touch(now);
            db.Record(by, deal.Ref, deal.PartnerId, new DealUpdated(changed, deal.Amount.Minor, deal.Amount.Currency, deal.CloseDate), now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }

        private async Task Apply(
            UpdateDeal ask, Deal deal, List<DealField> changed, ProgrammePolicy programme, DateTimeOffset now, CancellationToken ct)
        {
            if (ask.Plan is { } plan && ((plan.NextStep?.Trim() ?? "") != deal.NextStep || plan.Due != deal.NextStepDue))
            {
                deal.Plan(plan.NextStep?.Trim() ?? "", plan.Due, now);
                changed.Add(DealField.NextStep);
            }

            if (ask.Value is { } value)
            {
                var amount = Money.Of(value.Amount ?? 0, (value.Currency ?? deal.Amount.Currency).ToUpperInvariant());
                if (amount != deal.Amount)
                {
                    deal.Reprice(amount, await writer.SortAmount(amount, programme, now, ct), now);
                    changed.Add(DealField.Amount);
                }

                if (value.CloseDate != deal.CloseDate)
                {
                    deal.Reschedule(value.CloseDate, now);
                    changed.Add(DealField.CloseDate);
                }
            }

            if (ask.Contact?.Read() is { } contact && contact != deal.Contact)
            {
                deal.Meet(contact, now);
                changed.Add(DealField.Contact);
            }

            if (ask.Description?.Trim() is { } text && text != deal.Description)
            {
                deal.Explain(text, now);
                changed.Add(DealField.Description);
            }
        }
    }
}

/// <summary>What happens next on a deal, and by when.</summary>
public sealed record PlanInput
{
    [StringLength(300)] public string? NextStep { get; init; }

    public DateOnly? Due { get; init; }
}

/// <summary>What a deal is expected to bring, and when.</summary>
public sealed record ValueInput
{
    [Range(0, 1_000_000_000_000, ErrorMessage = "Enter an amount from 0 to 1,000,000,000,000.")] public decimal? Amount { get; init; }

    /// <summary>ISO 4217 code; as before if empty.</summary>
    [StringLength(3)] public string? Currency { get; init; }

    public DateOnly? CloseDate { get; init; }
}

/// <summary>The person at the customer as typed.</summary>
public sealed record ContactInput
{
    [StringLength(120)] public string? Name { get; init; }

    [EmailAddress(ErrorMessage = "This is not an e-mail address."), StringLength(200)] public string? Email { get; init; }

    [StringLength(60)] public string? Phone { get; init; }

    [StringLength(120)] public string? Title { get; init; }

    internal Contact Read() => new()
    {
        Name = Name?.Trim() ?? "",
        Email = Blank(Email),
        Phone = Blank(Phone),
        Title = Blank(Title),
    };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
