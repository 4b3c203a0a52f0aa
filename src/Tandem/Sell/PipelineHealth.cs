using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>How the pipeline of some partners stands: what is open in each stage, what stands still, and how much of what is registered is won.</summary>
public sealed record PipelineHealth
{
    private const int Shown = 5;
    private const int Quarters = 4;

    public IReadOnlyList<Id<Organisation>> Partners { get; init; } = [];

    public sealed class Handler(TandemDb db, Figures figures, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(PipelineHealth ask, Actor by, CancellationToken ct)
        {
            if (!by.May(by.IsPartner ? SellPermissions.Own : SellPermissions.Pipeline))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var stages = (await policies.Current<StagesPolicy>(now, ct)).Rules;
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var open = db.Deals().AsNoTracking().VisibleTo(by).OfPartners(ask.Partners).Where(d => d.Status == DealStatus.Open);
            var sums = await open.GroupBy(d => d.Stage).Select(g => new { Stage = g.Key, Count = g.Count(), Minor = g.Sum(d => d.SortAmount) }).ToDictionaryAsync(g => g.Stage, ct);
            var stalled = open.Where(DealSearch.IsStalled(stages, now));
            var still = await stalled.OrderByDescending(d => d.SortAmount).ThenBy(d => d.Id).Take(Shown).Select(DealRow.Of(db)).ToListAsync(ct);
            var sees = by.May(SellPermissions.Amounts);
            return new View(
                [.. stages.Stages.Select(s => sums.TryGetValue(s.Code, out var sum)
                    ? new Stage(s.Code, s.Name, sum.Count, sees ? new Money(sum.Minor, programme.Currency) : null)
                    : new Stage(s.Code, s.Name, 0, sees ? new Money(0, programme.Currency) : null))],
                await stalled.Take(DealList.MostCounted).CountAsync(ct), [.. still.Select(d => d.For(by, stages, now))], await Conversion(ask, programme, now, ct));
        }

        /// <summary>Of the KPIs that stand on every other page, over a year of quarters.</summary>
        private async Task<Funnel> Conversion(PipelineHealth ask, ProgrammePolicy programme, DateTimeOffset now, CancellationToken ct)
        {
            string[] kpis = ["sell.registrations", "sell.qualified-registrations", "sell.deals-won"];
            var last = Period.Of(programme.DateOf(now), PeriodKind.Quarter, programme.FiscalYearStart);
            var quarters = Enumerable.Range(0, Quarters).Select(n => last.Later(-n)).ToList();
            var values = await figures.Values(ask.Partners, kpis, quarters, asOf: null, ct);
            return new Funnel(Sum(kpis[0]), Sum(kpis[1]), Sum(kpis[2]), last.Code(programme.FiscalYearStart));

            long Sum(string kpi) => (long)ask.Partners.Sum(partner => quarters.Sum(quarter => values[partner, kpi, quarter].Value ?? 0));
        }
    }

    /// <param name="Worth">In the programme's currency; null where the reader sees no amounts.</param>
    public sealed record Stage(string Code, string Name, int Deals, Money? Worth);

    /// <summary>What became of registrations: counted in four quarters, this one included.</summary>
    /// <param name="Quarter">The last of the four.</param>
    public sealed record Funnel(long Registered, long Approved, long Won, string Quarter)
    {
        public double? ApprovedShare => Registered > 0 ? Math.Min(1, (double)Approved / Registered) : null;

        public double? WonShare => Approved > 0 ? Math.Min(1, (double)Won / Approved) : null;
    }

    /// <param name="StalledCount">Open and untouched for longer than the stage allows.</param>
    /// <param name="Stalled">The largest of these.</param>
    public sealed record View(IReadOnlyList<Stage> Stages, int StalledCount, IReadOnlyList<DealRow> Stalled, Funnel Conversion);
}
