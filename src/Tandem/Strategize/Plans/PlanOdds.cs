using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>How likely each target is before it is signed, from the partner's own past and its peers' growth.</summary>
public sealed class PlanOdds(TandemDb db, Figures figures, KpiCatalogue kpis, PolicyBook policies, TimeProvider clock)
{
    private const int Back = 8;

    private const int MostPeers = 400;

    /// <param name="asOf">As the end of that day knew it; null: now.</param>
    /// <returns>By the key of the target; what nobody measures has none.</returns>
    public async Task<IReadOnlyDictionary<string, Odds>> Of(Id<Organisation> partner, PlanTerms terms, CancellationToken ct, DateOnly? asOf = null)
    {
        var judged = terms.Targets.Where(t => kpis.Find(t.Kpi) is { Better: not Better.Neither }).ToList();
        if (judged.Count == 0)
            return new Dictionary<string, Odds>();
        var now = clock.GetUtcNow();
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var today = asOf ?? programme.DateOf(now);
        var type = await db.Partners().Where(p => p.Id == partner).Select(p => p.Type).FirstOrDefaultAsync(ct);
        var since = await db.Partners().Where(p => p.Id == partner).Select(p => p.Since).FirstOrDefaultAsync(ct);
        var peers = await db.Partners().AsNoTracking().Where(p => p.Type == type && p.Id != partner && p.Organisation.Active).OrderBy(p => p.Id).Take(MostPeers).Select(p => p.Id).ToListAsync(ct);
        var odds = new Dictionary<string, Odds>(StringComparer.Ordinal);
        foreach (var kind in judged.GroupBy(t => t.Cadence == Cadence.Month ? PeriodKind.Month : PeriodKind.Quarter))
        {
            // The period that runs now is no whole one.
            var last = Period.Of(today, kind.Key, programme.FiscalYearStart).Previous;
            var past = Enumerable.Range(0, Back).Select(n => last.Later(n - Back + 1)).Where(p => p.Start >= since).ToList();
            string[] names = [.. kind.Select(t => t.Kpi).Distinct()];
            var own = await figures.Values([partner], names, past, asOf, ct);
            var theirs = await figures.Values(peers, names, [last.Previous, last], asOf, ct);
            foreach (var target in kind)
            {
                var kpi = kpis.Find(target.Kpi)!;
                var amount = KpiAmounts.ToMeasure(kpi, target.Amount, programme.Currency);
                odds[target.Key] = TargetOdds.Of(
                    target.Cadence == Cadence.Year && kpi.AddsUp ? amount / 4 : amount,
                    [.. past.Select(p => own[partner, target.Kpi, p].Value).OfType<double>()],
                    [.. peers.Select(p => (Before: theirs[p, target.Kpi, last.Previous].Value, Last: theirs[p, target.Kpi, last].Value)).Where(p => p.Before is not null && p.Last is not null).Select(p => (p.Before!.Value, p.Last!.Value))],
                    kpi.Better == Better.Less);
            }
        }

        return odds;
    }
}
