using System.ComponentModel.DataAnnotations;
using Tandem.Engine;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>What somebody types about an opportunity; a draft may leave anything out.</summary>
public record DealInput
{
    /// <summary>The end customer's company name.</summary>
    [StringLength(200)] public string? CustomerName { get; init; }

    /// <summary>The customer's web domain, such as <c>example.com</c>: the surest way to tell companies apart.</summary>
    [StringLength(200)] public string? CustomerDomain { get; init; }

    /// <summary>ISO 3166 two-letter country code of the customer.</summary>
    [RegularExpression("^[A-Za-z]{2}$", ErrorMessage = "Use a two-letter country code such as DE.")]
    public string? CustomerCountry { get; init; }

    [StringLength(120)] public string? CustomerCity { get; init; }

    [StringLength(120)] public string? ContactName { get; init; }

    [EmailAddress(ErrorMessage = "This is not an e-mail address."), StringLength(200)] public string? ContactEmail { get; init; }

    [StringLength(60)] public string? ContactPhone { get; init; }

    [StringLength(120)] public string? ContactTitle { get; init; }

    /// <summary>The products, at least one to submit.</summary>
    [MaxLength(50, ErrorMessage = "A deal has at most 50 products.")] public IReadOnlyList<LineInput> Lines { get; init; } = [];

    /// <summary>The expected value in whole units of the currency.</summary>
    [Range(0, 1_000_000_000_000, ErrorMessage = "Enter an amount from 0 to 1,000,000,000,000.")] public decimal? Amount { get; init; }

    /// <summary>ISO 4217 code; the partner's own currency if empty.</summary>
    [StringLength(3)] public string? Currency { get; init; }

    /// <summary>When the customer is expected to decide.</summary>
    public DateOnly? CloseDate { get; init; }

    /// <summary>What the customer needs and why now.</summary>
    [StringLength(4000)] public string? Description { get; init; }
}

/// <summary>One product line as typed.</summary>
public sealed record LineInput
{
    public Id<Product>? ProductId { get; init; }

    [Range(1, 1_000_000, ErrorMessage = "Enter a quantity from 1 to 1,000,000.")] public int Quantity { get; init; } = 1;

    /// <summary>Price per unit in the deal's currency; the list price if empty.</summary>
    [Range(0, 1_000_000_000, ErrorMessage = "Enter a price from 0 to 1,000,000,000.")] public decimal? UnitPrice { get; init; }
}

/// <summary>Puts what was typed onto a deal: finds products and currency, and orders the amount among currencies.</summary>
public sealed class DealWriter(Catalogue catalogue, PolicyBook policies, Rates rates)
{
    /// <summary>The products that the deal now names, in its lines' order.</summary>
    public async Task<Outcome<IReadOnlyList<Product>>> Write(Deal deal, DealInput input, string ownCurrency, DateTimeOffset now, CancellationToken ct)
    {
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var currency = (input.Currency ?? ownCurrency).ToUpperInvariant();
        if (!programme.Currencies.Contains(currency))
            return Refusal.Invalid("sell/currency", "Deals are registered in {0}.", string.Join(", ", programme.Currencies)).On(nameof(DealInput.Currency));

        var sold = await Sell(deal, input.Lines, currency, ct);
        if (!sold.Ok)
            return sold.Refusal!;
        var amount = Money.Of(input.Amount ?? 0, currency);
        deal.Describe(
            new Customer
            {
                Name = input.CustomerName?.Trim() ?? "",
                Domain = Blank(input.CustomerDomain),
                Country = Blank(input.CustomerCountry)?.ToUpperInvariant(),
                City = Blank(input.CustomerCity),
            },
            new Contact
            {
                Name = input.ContactName?.Trim() ?? "",
                Email = Blank(input.ContactEmail),
                Phone = Blank(input.ContactPhone),
                Title = Blank(input.ContactTitle),
            },
            amount, await SortAmount(amount, programme, now, ct), input.CloseDate, input.Description?.Trim() ?? "");
        return sold;
    }

    /// <summary>Puts the product lines onto the deal; the value is the products they name.</summary>
    public async Task<Outcome<IReadOnlyList<Product>>> Sell(Deal deal, IReadOnlyList<LineInput> lines, string currency, CancellationToken ct)
    {
        var chosen = lines.Where(l => l.ProductId is not null).ToList();
        var ids = chosen.Select(l => l.ProductId!.Value).Distinct().ToList();
        var products = await catalogue.OnSale(ids, ct);
        for (var i = 0; i < chosen.Count; i++)
        {
            if (!products.ContainsKey(chosen[i].ProductId!.Value))
                return Refusal.Invalid("sell/unknown-product", "This product is not on sale.").On($"Lines[{i}].ProductId");
        }

        deal.Sell(chosen.Select(l => (
            l.ProductId!.Value, l.Quantity, l.UnitPrice is { } price ? Money.Of(price, currency) : (Money?)null)));
        return chosen.Select(l => products[l.ProductId!.Value]).DistinctBy(p => p.Id).ToList();
    }

    /// <summary>The amount in minor units of the programme's currency; 0 where there is no rate.</summary>
    public async Task<long> SortAmount(Money amount, ProgrammePolicy programme, DateTimeOffset now, CancellationToken ct) =>
        amount.Currency == programme.Currency
            ? amount.Minor
            : (await rates.On(programme.DateOf(now), ct)).Convert(amount, programme.Currency)?.Minor ?? 0;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
