using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Strategize.Plans;

namespace Tandem.Demo;

/// <summary>What the programme asks of the coming year: a tenth more, shared out among the regions by what their partners did this year.</summary>
internal static class DemoObjectives
{
    public static async Task Set(IServiceProvider services, DemoWorld world, CancellationToken ct)
    {
        var (db, kpis) = (services.GetRequiredService<TandemDb>(), services.GetRequiredService<KpiCatalogue>());
        var known = await db.Objectives().AsNoTracking().Where(o => o.TerritoryId == null && o.Archived == null).ToListAsync(ct);
        foreach (var last in known.GroupBy(o => o.Kpi).Select(g => g.MaxBy(o => o.Ends)!).OrderBy(o => o.Kpi, StringComparer.Ordinal))
        {
            var (starts, ends) = (last.Starts.AddYears(1), last.Ends.AddYears(1));
            var amount = Math.Ceiling(KpiAmounts.FromMeasure(kpis.Find(last.Kpi), last.Amount * 1.1, "EUR") / 50_000) * 50_000;
            var set = await services.GetRequiredService<SetObjective.Handler>().Run(new SetObjective { Kpi = last.Kpi, Starts = starts, Ends = ends, Amount = amount }, world.Chief, ct);
            var made = await db.Objectives().AsNoTracking().SingleAsync(o => o.Kpi == last.Kpi && o.TerritoryId == null && o.Starts == starts, ct);
            var shared = await services.GetRequiredService<ShareOutObjective.Handler>().Run(new ShareOutObjective { Objective = made.Id }, world.Chief, ct);
            if ((set.Refusal ?? shared.Refusal) is { } refused)
                throw new InvalidOperationException(refused.Code);
        }
    }
}
