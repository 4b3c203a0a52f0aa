using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Measures;
using Tandem.Strategize;
using Tandem.Strategize.C3;
using Tandem.Tests.Sell;

namespace Tandem.Tests.Strategize;

/// <summary>Partners that are scored, tiered and grouped, to test with.</summary>
public sealed class StandingWorld(TestApp app)
{
    public SellWorld Sell { get; } = new(app);

    public static C3Policy Model(params C3Line[] lines) => new()
    {
        Models = [new C3Model("all", "All") { Lines = lines.Length > 0 ? lines : [Registrations(), new(Axis.Capacity, "partners.sellers", Window.ThisQuarter, Curve.Even, 0, 4, 1)] }],
    };

    public static C3Line Registrations(decimal target = 4, Curve curve = Curve.Even, Window window = Window.FourQuarters, decimal weight = 1) =>
        new(Axis.Commitment, "sell.registrations", window, curve, 0, target, weight);

    public async Task<Actor> SellerWith(int registrations, object? rules = null)
    {
        var seller = await Sell.Seller();
        if (rules is not null)
            await Sell.Rules(rules, seller);
        await Register(seller, registrations);
        return seller;
    }

    public async Task Register(Actor seller, int registrations)
    {
        var product = await Sell.Product();
        for (var i = 0; i < registrations; i++)
            await Sell.Registered(Sell.Input(product), seller);
        await app.Drain();
    }

    /// <summary>What the night does, in its order.</summary>
    public async Task Night()
    {
        await app.Drain();
        await app.Run((TakeSnapshot.Handler h) => h.Run(Actor.System, default));
        await app.Run((ReckonAll.Handler h) => h.Run(Actor.System, default));
        await app.Run((ScoreAll.Handler h) => h.Run(Actor.System, default));
    }

    public async Task<ShowC3.View> C3(Actor partner, Actor? by = null, DateOnly? asOf = null) =>
        (await app.Run((ShowC3.Handler h) => h.Run(new ShowC3 { Partner = partner.Partner, AsOf = asOf }, by ?? partner, default))).Value;

    public DateOnly Today => DateOnly.FromDateTime(app.Now.UtcDateTime);
}
