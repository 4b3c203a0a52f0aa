using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine;
using Tandem.Engine.Lifetime;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.Lifetime;

/// <summary>What a partner is expected to be worth to the programme over the coming years, with an 80 % interval; minor units.</summary>
public sealed class PartnerWorth
{
    private PartnerWorth() { }

    internal PartnerWorth(Id<Organisation> partner, DateOnly day, string currency, PartnerValue value, double active, double wins) =>
        (PartnerId, Day, Currency, Expected, P10, P90, Active, Wins) =
        (partner, day, currency, (long)Math.Round(value.Expected), (long)Math.Round(value.P10), (long)Math.Round(value.P90), active, wins);

    public Id<Organisation> PartnerId { get; private set; }

    public DateOnly Day { get; private set; }

    public string Currency { get; private set; } = "";

    public long Expected { get; private set; }

    public long P10 { get; private set; }

    public long P90 { get; private set; }

    /// <summary>The probability that it will ever win again.</summary>
    public double Active { get; private set; }

    /// <summary>Days with a win expected within the horizon.</summary>
    public double Wins { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<PartnerWorth>
    {
        public void Configure(EntityTypeBuilder<PartnerWorth> builder) => builder.ToTable("partner_worths").HasKey(w => w.PartnerId);
    }
}

/// <summary>What a partner's revenue leaves and costs, for its lifetime value.</summary>
[Policy("accelerate.economics")]
public sealed record EconomicsPolicy : IPolicy
{
    /// <summary>The part of revenue that is contribution, 0 to 1; 1 values revenue itself.</summary>
    public double Margin { get; init; } = 1;

    /// <summary>What the programme spends on an active partner in a week, in whole units of its currency.</summary>
    public decimal CostPerWeek { get; init; }

    /// <summary>Yearly discount rate.</summary>
    public double Discount { get; init; } = 0.1;

    public int Weeks { get; init; } = 156;

    public IEnumerable<Refusal> Problems()
    {
        if (Margin is < 0 or > 1)
            yield return Refusal.Invalid("accelerate/margin", "The margin is between 0 and 1.").On(nameof(Margin));
        if (Discount is < 0 or > 1)
            yield return Refusal.Invalid("accelerate/discount", "The discount rate is between 0 and 1.").On(nameof(Discount));
        if (CostPerWeek < 0)
            yield return Refusal.Invalid("accelerate/cost", "A cost is not below zero.").On(nameof(CostPerWeek));
        if (Weeks is < 1 or > 520)
            yield return Refusal.Invalid("accelerate/weeks", "Look ahead from 1 to 520 weeks.").On(nameof(Weeks));
    }
}

/// <summary>Computes every partner's lifetime value from the days on which it won.</summary>
public sealed class ValuePartners
{
    /// <summary>Fewer partners that won say nothing about how partners come and go.</summary>
    private const int FewestPartners = 5;
    private const int Lives = 1_000;

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Valued>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var rules = (await policies.Current<EconomicsPolicy>(now, ct)).Rules;
            var today = programme.DateOf(now);
            var wins = await db.Deals().AsNoTracking().Where(d => d.Status == DealStatus.Won && d.PartnerId != null && d.ClosedOn != null)
                .OrderBy(d => d.ClosedOn).ThenBy(d => d.Id).Select(d => new { d.PartnerId, On = d.ClosedOn!.Value, d.SortAmount }).ToListAsync(ct);
            var histories = PurchaseHistory.Of(wins.Select(w => (w.PartnerId!.Value.ToString(), w.On, (double)w.SortAmount)), today);
            var worths = new List<PartnerWorth>();
            if (histories.Count >= FewestPartners)
            {
                var (model, spend) = (PurchaseModel.Fit(histories), SpendModel.Fit(histories));
                var cost = (double)Money.Of(rules.CostPerWeek, programme.Currency).Minor;
                worths.AddRange(histories.Where(_ => spend is not null).Select(h => new PartnerWorth(
                    Id<Organisation>.Parse(h.Customer), today, programme.Currency,
                    PartnerValue.Of(model, spend, h, rules.Weeks, rules.Margin, cost, rules.Discount, Lives), model.ProbabilityActive(h), model.ExpectedPurchases(h, rules.Weeks))));
            }

            await using var write = await db.BeginWrite(ct, ["lifetime"]);
            await db.Set<PartnerWorth>().ExecuteDeleteAsync(ct);
            await db.InsertMany(worths, ct);
            await write.Commit(ct);
            return new Valued(worths.Count);
        }
    }

    public sealed record Valued(int Partners);
}

/// <summary>The lifetime value of one partner.</summary>
public sealed record ShowWorth
{
    public required Id<Organisation> Partner { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Shown>> Run(ShowWorth ask, Actor by, CancellationToken ct)
        {
            if (!by.May(AcceleratePermissions.Forecast) || await db.Set<PartnerWorth>().AsNoTracking().SingleOrDefaultAsync(w => w.PartnerId == ask.Partner, ct) is not { } worth)
                return Refusal.NotFound;
            return new Shown(
                ask.Partner, new(worth.Expected, worth.Currency), new(worth.P10, worth.Currency), new(worth.P90, worth.Currency), worth.Active, worth.Wins, worth.Day,
                (await policies.Current<EconomicsPolicy>(clock.GetUtcNow(), ct)).Rules);
        }
    }

    public sealed record Shown(Id<Organisation> Partner, Money Expected, Money P10, Money P90, double Active, double Wins, DateOnly Day, EconomicsPolicy Rules);
}
