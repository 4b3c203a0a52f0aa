using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Sell;

/// <summary>Partner firms, products and registrations to test with; customers are named apart so that tests do not meet.</summary>
public sealed class SellWorld(TestApp app)
{
    private static int count;

    /// <summary>A company name that matches no other test's.</summary>
    public static string NewCustomer()
    {
        string[] heads = ["Brax", "Quil", "Zorv", "Mepl", "Tundr", "Vask", "Yelm", "Fjol", "Gwent", "Hupsk", "Ostr", "Prav"];
        string[] middles = ["an", "imo", "uvi", "ost", "ega", "yl", "ond", "iko", "arb", "ulm", "est", "ing"];
        string[] tails = ["del", "tuk", "van", "rop", "gary", "line", "dras", "nex", "beth", "mer", "vosh", "rad"];
        var n = Interlocked.Increment(ref count);
        var dice = new Random(n);
        string Word() => heads[dice.Next(12)] + middles[dice.Next(12)] + tails[dice.Next(12)];
        return string.Create(CultureInfo.InvariantCulture, $"{Word()} {Word()} {Word()}");
    }

    /// <summary>A seller of a new partner firm in the programme.</summary>
    public async Task<Actor> Seller(string? firm = null, params Role[] roles)
    {
        var organisation = await app.Given.Partner(firm);
        await app.Db(db =>
        {
            db.Add(PartnerProfile.Of(organisation, PartnerType.Reseller, null, null, "EUR", new DateOnly(2025, 1, 1)));
            return db.SaveChangesAsync();
        });
        return app.Act(await app.Given.PartnerPerson(organisation, roles));
    }

    public async Task<Actor> Reviewer(params Role[] roles) => app.Act(await app.Given.VendorPerson(roles));

    public async Task<Product> Product(string family = "Suite", decimal price = 1000)
    {
        var number = Interlocked.Increment(ref count);
        var product = Tandem.Partners.Product.Of($"SKU-{number}", $"Product {number}", family, Money.Of(price, "EUR"), app.Now);
        await app.Db(db =>
        {
            db.Add(product);
            return db.SaveChangesAsync();
        });
        return product;
    }

    /// <summary>An input that is complete; change what the test is about with <c>with</c>.</summary>
    public RegisterDeal Input(Product product, string? customer = null, decimal amount = 10_000) => new()
    {
        CustomerName = customer ?? NewCustomer(),
        ContactName = "Kim Example",
        ContactEmail = "kim@example.org",
        Lines = [new LineInput { ProductId = product.Id, Quantity = 2 }],
        Amount = amount,
        CloseDate = DateOnly.FromDateTime(app.Now.UtcDateTime).AddDays(60),
    };

    public Task<Outcome<Registered>> Register(RegisterDeal ask, Actor by) =>
        app.Run((RegisterDeal.Handler handler) => handler.Run(ask, by, CancellationToken.None));

    public async Task<Registered> Registered(RegisterDeal ask, Actor by) => (await Register(ask, by)).Value;

    public Task<Outcome<DealChanged>> Decide(DecideRegistration ask, Actor by) =>
        app.Run((DecideRegistration.Handler handler) => handler.Run(ask, by, CancellationToken.None));

    /// <summary>A registration that has been approved.</summary>
    public async Task<Id<Deal>> Open(RegisterDeal ask, Actor by)
    {
        var registered = await Registered(ask, by);
        var decided = await Decide(new DecideRegistration { Deal = registered.Id, Verdict = Tandem.Approvals.Verdict.Approve }, await Reviewer());
        return decided.Value.Id;
    }

    public Task<Outcome<DealView>> Show(Id<Deal> deal, Actor by) =>
        Do((ShowDeal.Handler handler) => handler.Run(new ShowDeal { Deal = deal }, by, CancellationToken.None));

    /// <summary>Runs a use case or query in a scope of its own.</summary>
    public Task<Outcome<T>> Do<THandler, T>(Func<THandler, Task<Outcome<T>>> run) where THandler : notnull => app.Run(run);

    /// <summary>Another person of the same firm.</summary>
    public async Task<Actor> Colleague(Actor of, params Role[] roles)
    {
        var firm = await app.Db(db => db.Organisations().SingleAsync(o => o.Id == of.Organisation));
        return app.Act(await app.Given.PartnerPerson(firm, roles));
    }

    /// <summary>Publishes rules for one partner alone, so that tests do not disturb each other.</summary>
    public async Task Rules(object rules, Actor partner)
    {
        var body = JsonSerializer.SerializeToElement(rules, rules.GetType(), Json);
        var name = PolicyBook.NameOf(rules.GetType());
        var published = await app.Run(async (PublishPolicy.Handler handler) => await handler.Run(
            new PublishPolicy { Name = name, Body = body, Pilot = [partner.Partner], Reason = "test" }, await Reviewer(), CancellationToken.None));
        Assert.Null(published.Refusal);
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
}
