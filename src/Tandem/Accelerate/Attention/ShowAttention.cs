using Microsoft.EntityFrameworkCore;
using Tandem.Accelerate.Forecast;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Measures;
using Tandem.Models;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.Attention;

/// <summary>Opens what attention to one partner is expected to save: how it comes about, how its odds went, how other partners stand.</summary>
public sealed record ShowAttention
{
    public Id<Organisation> Partner { get; init; }

    public sealed class Handler(TandemDb db, Predictions predictions, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(ShowAttention ask, Actor by, CancellationToken ct)
        {
            if (!by.May(AcceleratePermissions.Forecast) || await db.AttentionLines().AsNoTracking().FirstOrDefaultAsync(l => l.PartnerId == ask.Partner, ct) is not { } line)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var name = await db.Organisations().Where(o => o.Id == ask.Partner).Select(o => o.Name).FirstAsync(ct);
            var (silence, score) = (await Said(DisengagementLearner.Called, ask, by, ct), await Said(PartnerScoreLearner.Called, ask, by, ct));
            var gains = await db.AttentionLines().AsNoTracking().Where(l => l.PartnerId != ask.Partner).OrderBy(l => l.Gain).Select(l => (double)l.Gain).ToListAsync(ct);
            var next = await Following(ask.Partner, ct);
            return new View(
                ask.Partner, name, line.Day, Of(line.Gain), Of(line.Standing), line.StandingDeals, Of(line.Silent), line.Silence, next is null ? null : Of(next.Expected), line.Score, next?.Starts, silence, score, Quartiles.Of(gains), (await policies.Current<AttentionPolicy>(programme.StartOf(line.Day.AddDays(1)).AddTicks(-1), ct)).Rules, programme.FiscalYearStart);

            Money Of(long minor) => new(minor, programme.Currency);
        }

        /// <summary>What is said of the partner now, and what was said before, the oldest first.</summary>
        private async Task<Odds?> Said(string kind, ShowAttention ask, Actor by, CancellationToken ct)
        {
            if (!await predictions.MaySee(kind, by, ct) || await predictions.Of(kind, ask.Partner.Value, ct) is not { } said)
                return null;
            var history = await predictions.History(kind, ask.Partner.Value, ct);
            return new Odds(said, await predictions.VersionOf(said, ct), [.. history.AsEnumerable().Reverse().Select(p => (p.Since, p.Value))]);
        }

        /// <summary>The forecast of the quarter after the present one, which is at stake; null where none was made.</summary>
        private async Task<ForecastLineKept?> Following(Id<Organisation> partner, CancellationToken ct)
        {
            var day = await db.ForecastRuns().MaxAsync(r => (DateOnly?)r.Day, ct);
            return await db.ForecastLines().AsNoTracking().Where(l => l.Day == day && l.By == ForecastBy.Partner && l.GroupId == partner.Value).OrderBy(l => l.Starts).Skip(1).FirstOrDefaultAsync(ct);
        }
    }

    /// <summary>A prediction with its past.</summary>
    public sealed record Odds(Prediction Said, VersionView Version, IReadOnlyList<(DateOnly Since, double Value)> Past);

    /// <param name="Gain">What attention is expected to save.</param>
    /// <param name="Standing">At stake in deals that stand still, each at its odds.</param>
    /// <param name="Silent">At stake should the partner disengage: next quarter's forecast × the probability of it.</param>
    /// <param name="Next">What is expected of the partner next quarter; null where it cannot be said.</param>
    /// <param name="NextStarts">The first day of that quarter.</param>
    /// <param name="Peers">Expected gains of the other partners.</param>
    /// <param name="Rules">That valued it in that night.</param>
    public sealed record View(
        Id<Organisation> Partner, string Name, DateOnly Day, Money Gain, Money Standing, int StandingDeals, Money Silent, double? Silence, Money? Next, double? Score, DateOnly? NextStarts, Odds? Disengagement,
        Odds? PartnerScore, Quartiles? Peers, AttentionPolicy Rules, int Fiscal);
}

/// <summary>A partner's deals that nobody works on, the largest first, each at its odds.</summary>
public sealed record StandingDeals : PageAsk
{
    [System.Text.Json.Serialization.JsonIgnore] public Id<Organisation>? Partner { get; init; }

    public sealed class Handler(TandemDb db, Predictions predictions, PolicyBook policies, Cursors cursors, TimeProvider clock)
    {
        public async Task<Outcome<Page<Row>>> Run(StandingDeals ask, Actor by, CancellationToken ct)
        {
            if (!by.May(AcceleratePermissions.Forecast) || !by.IsVendor)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var currency = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.Currency;
            var idle = now.AddDays(-(await policies.Current<AttentionPolicy>(now, ct)).Rules.StandingDays);
            var page = await db.Deals().AsNoTracking().Where(d => d.PartnerId != null && d.PartnerId == ask.Partner && d.Status == DealStatus.Open && d.Touched < idle)
                .ToPage(ask, cursors, $"standing:{ask.Partner}", d => d.SortAmount, descending: true, d => d.Id, d => new Row(
                    d.Id, d.Reference, d.Customer.Name, new Money(d.SortAmount, currency), d.Touched, null), ct);
            var odds = await predictions.Of(DealOdds.Kind, [.. page.Items.Select(r => r.Deal.Value)], ct);
            return page.With(r => r with { Odds = odds.TryGetValue(r.Deal.Value, out var said) ? said.Value : null });
        }
    }

    /// <summary>One deal that stands still.</summary>
    /// <param name="Worth">In the programme's currency.</param>
    /// <param name="Odds">The probability that it is won; null where nothing was said yet, which counts as none.</param>
    public sealed record Row(Id<Deal> Deal, string Reference, string Customer, Money Worth, DateTimeOffset Touched, double? Odds)
    {
        public Money AtStake => new((long)(Worth.Minor * (Odds ?? 0)), Worth.Currency);
    }
}
