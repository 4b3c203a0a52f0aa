using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>What the registration page sends: the deal as typed, and which button was pressed.</summary>
public sealed record RegistrationForm : DealInput
{
    public Id<Deal>? Draft { get; init; }

    /// <summary><c>submit</c>, <c>draft</c> or <c>line</c> (one more line, without a script).</summary>
    public string Do { get; init; } = "submit";

    /// <summary>The draft as it was saved, to go on with it.</summary>
    public static RegistrationForm Of(DealView view) => new()
    {
        Draft = view.Id,
        CustomerName = view.Customer.Name,
        CustomerDomain = view.Customer.Domain,
        CustomerCountry = view.Customer.Country,
        CustomerCity = view.Customer.City,
        ContactName = view.Contact?.Name,
        ContactEmail = view.Contact?.Email,
        ContactPhone = view.Contact?.Phone,
        ContactTitle = view.Contact?.Title,
        Lines = [.. view.Lines.Select(l => new LineInput { ProductId = l.Product, Quantity = l.Quantity })],
        Amount = view.Amount is { Minor: > 0 } amount ? amount.Amount : null,
        Currency = view.Amount?.Currency,
        CloseDate = view.CloseDate,
        Description = view.Description,
    };

    public RegisterDeal ToRegister() => Copy(new RegisterDeal { Draft = Draft });

    public SaveDraft ToDraft() => Copy(new SaveDraft { Draft = Draft });

    private T Copy<T>(T to) where T : DealInput => (T)(to with
    {
        CustomerName = CustomerName,
        CustomerDomain = CustomerDomain,
        CustomerCountry = CustomerCountry,
        CustomerCity = CustomerCity,
        ContactName = ContactName,
        ContactEmail = ContactEmail,
        ContactPhone = ContactPhone,
        ContactTitle = ContactTitle,
        Lines = Lines,
        Amount = Amount,
        Currency = Currency,
        CloseDate = CloseDate,
        Description = Description,
    });

    /// <summary>What the page offers to choose from.</summary>
    public sealed record Choices(IReadOnlyList<ProductList.Row> Products, IReadOnlyList<string> Currencies, string Currency);

    /// <summary>Loads what the page offers.</summary>
    public sealed class Handler(ProductList.Handler products, PartnerView.Handler partner, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Choices>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsPartner || !by.May(SellPermissions.Register))
                return Refusal.NotFound;
            var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct, by.Partner)).Rules;
            var own = await partner.Run(new PartnerView { Id = by.Partner }, by, ct);
            var offered = await products.Run(new ProductList(), by, ct);
            return new Choices(offered.Value, programme.Currencies, own.Ok ? own.Value.Currency : programme.Currency);
        }
    }
}
