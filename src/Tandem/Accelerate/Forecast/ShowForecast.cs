using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Jobs;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Accelerate.Forecast;

/// <summary>The forecast as it was last computed: by quarter, region or partner, beside the weighted pipeline and last week's.</summary>
public sealed record ShowForecast
{
    public Choice<ForecastBy>? By { get; init; }

    /// <summary>As computed on this day or the last one before; the newest if empty.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>How many regions or partners, the largest first.</summary>
    public int? Limit { get; init; }

    private const int Shown = 200;
    internal const int Most = 100_000;
    private const int Week = 7;

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(ShowForecast ask, Actor by, CancellationToken ct)
        {
            if (!by.May(AcceleratePermissions.Forecast))
                return Refusal.NotFound;
            var running = await db.JobRuns().AsNoTracking().Where(r => r.Name == AccelerateSchedules.Forecast).OrderByDescending(r => r.Started).Select(r => (RunState?)r.State).FirstOrDefaultAsync(ct) == RunState.Running;
            var share = running ? await db.Set<ForecastProgress>().AsNoTracking().OrderByDescending(p => p.Day).Select(p => p.Share).FirstOrDefaultAsync(ct) : 1;
            var day = ask.Day ?? DateOnly.MaxValue;
            var run = await db.ForecastRuns().AsNoTracking().Where(r => r.Day <= day).OrderByDescending(r => r.Day).FirstOrDefaultAsync(ct);
            if (run is null)
                return new View(null, [], [], null, [], running, share, 1);
            var fiscal = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules.FiscalYearStart;
            var quarters = await Programme(run.Day, run.Currency, ct);
            var weekAgo = await db.ForecastRuns().Where(r => r.Day <= run.Day.AddDays(-Week) && r.Currency == run.Currency).OrderByDescending(r => r.Day).Select(r => (DateOnly?)r.Day).FirstOrDefaultAsync(ct);
            var before = weekAgo is { } then ? await Programme(then, run.Currency, ct) : [];
            var groups = quarters.Count > 0 && ask.By?.Value is ForecastBy.Region or ForecastBy.Partner ? await Groups(ask, run, quarters[0].Starts, ct) : [];
            return new View(run, quarters, before, weekAgo, groups, running, share, fiscal);
        }

        private async Task<List<Line>> Programme(DateOnly day, string currency, CancellationToken ct) =>
            (await db.ForecastLines().AsNoTracking().Where(l => l.Day == day && l.By == ForecastBy.Programme).OrderBy(l => l.Starts).ToListAsync(ct)).ConvertAll(l => Line.Of(l, currency));

        private async Task<List<Group>> Groups(ShowForecast ask, ForecastRun run, DateOnly starts, CancellationToken ct)
        {
            var by = ask.By!.Value.Value;
            var lines = await db.ForecastLines().AsNoTracking().Where(l => l.Day == run.Day && l.By == by && l.Starts == starts)
                .OrderByDescending(l => l.Expected).ThenBy(l => l.GroupId).Take(ask.Limit ?? Shown).ToListAsync(ct);
            var names = await Names(by, lines.ConvertAll(l => l.GroupId), ct);
            return lines.ConvertAll(l => new Group(l.GroupId == Guid.Empty ? null : l.GroupId, names.GetValueOrDefault(l.GroupId), Line.Of(l, run.Currency)));
        }

        private async Task<Dictionary<Guid, string>> Names(ForecastBy by, List<Guid> ids, CancellationToken ct)
        {
            if (by == ForecastBy.Region)
                return await db.Territories().AsNoTracking().ToDictionaryAsync(t => t.Id.Value, t => t.Name, ct);
            List<Id<Organisation>> firms = [.. ids.Select(id => new Id<Organisation>(id))];
            return await db.Organisations().AsNoTracking().Where(o => firms.Contains(o.Id)).ToDictionaryAsync(o => o.Id.Value, o => o.Name, ct);
        }
    }

    /// <param name="Run">Null until the first night.</param>
    /// <param name="Quarters">The programme's, the current one first.</param>
    /// <param name="Before">As they were seen a week before, on <paramref name="BeforeDay"/>.</param>
    /// <param name="Groups">Regions or partners in the current quarter.</param>
    /// <param name="Running">It is being computed now; <paramref name="Share"/> of it is done.</param>
    public sealed record View(
        ForecastRun? Run, IReadOnlyList<Line> Quarters, IReadOnlyList<Line> Before, DateOnly? BeforeDay, IReadOnlyList<Group> Groups, bool Running, double Share, int Fiscal);

    /// <param name="Id">Null for deals without a region and for the vendor's own.</param>
    public sealed record Group(Guid? Id, string? Name, Line Line);

    public sealed record Line(DateOnly Starts, Money Expected, Money P10, Money P50, Money P90, Money WeightedPipeline, Money Won)
    {
        internal static Line Of(ForecastLineKept l, string currency) => new(
            l.Starts, new(l.Expected, currency), new(l.P10, currency), new(l.P50, currency), new(l.P90, currency), new(l.Weighted, currency), new(l.Won, currency));

        public string Code(int fiscal) => Quarter.Of(Starts, fiscal).ToString();
    }
}
