using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Accelerate.Forecast;

/// <summary>Opens one number of the forecast: how it came about, how it moved from day to day, where it stands among others of its kind.</summary>
public sealed record ForecastNumber
{
    private const int MostDays = 90;

    /// <summary>The programme's if empty.</summary>
    public Choice<ForecastBy>? By { get; init; }

    /// <summary>The region or partner; empty for deals without a region and for the vendor's own.</summary>
    public Guid? Group { get; init; }

    /// <summary><c>2026-Q3</c>; the present one if empty.</summary>
    public string? Quarter { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(ForecastNumber ask, Actor by, CancellationToken ct)
        {
            if (!by.May(AcceleratePermissions.Forecast) || await db.ForecastRuns().AsNoTracking().OrderByDescending(r => r.Day).FirstOrDefaultAsync(ct) is not { } run)
                return Refusal.NotFound;
            var fiscal = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules.FiscalYearStart;
            var (divided, group) = (ask.By?.Value ?? ForecastBy.Programme, ask.Group ?? Guid.Empty);
            var of = db.ForecastLines().AsNoTracking().Where(l => l.By == divided && l.GroupId == group);
            var quarters = (await of.Where(l => l.Day == run.Day).OrderBy(l => l.Starts).ToListAsync(ct)).ConvertAll(l => ShowForecast.Line.Of(l, run.Currency));
            if ((ask.Quarter is { Length: > 0 } code ? quarters.Find(l => l.Code(fiscal) == code) : quarters.FirstOrDefault()) is not { } line)
                return Refusal.NotFound;
            var whole = divided == ForecastBy.Programme ? line
                : ShowForecast.Line.Of(await db.ForecastLines().AsNoTracking().FirstAsync(l => l.Day == run.Day && l.By == ForecastBy.Programme && l.Starts == line.Starts, ct), run.Currency);
            var trend = await of.Where(l => l.Starts == line.Starts).Join(db.ForecastRuns().Where(r => r.Currency == run.Currency), l => l.Day, r => r.Day, (l, r) => l)
                .OrderByDescending(l => l.Day).Take(MostDays).Select(l => new Step(l.Day, l.Expected, l.P10, l.P90)).ToListAsync(ct);
            return new View(
                run, divided, ask.Group, await NameOf(divided, group, ct), line, line.Code(fiscal), [.. quarters.Select(q => q.Code(fiscal))], whole, run.Grounds?.Quarters.FirstOrDefault(g => g.Starts == line.Starts),
                [.. trend.AsEnumerable().Reverse()], await Peers(run, divided, group, line.Starts, ct), fiscal);
        }

        private async Task<string?> NameOf(ForecastBy divided, Guid group, CancellationToken ct) => divided switch
        {
            _ when group == Guid.Empty => null,
            ForecastBy.Region => await db.Territories().Where(t => t.Id == new Id<Territory>(group)).Select(t => t.Name).FirstOrDefaultAsync(ct),
            _ => await db.Organisations().Where(o => o.Id == new Id<Organisation>(group)).Select(o => o.Name).FirstOrDefaultAsync(ct),
        };

        /// <summary>Of the other regions or partners; nothing where they are too few.</summary>
        private async Task<Quartiles?> Peers(ForecastRun run, ForecastBy divided, Guid group, DateOnly starts, CancellationToken ct)
        {
            var others = divided == ForecastBy.Programme ? [] : await db.ForecastLines().AsNoTracking()
                .Where(l => l.Day == run.Day && l.By == divided && l.Starts == starts && l.GroupId != group && l.GroupId != Guid.Empty).OrderBy(l => l.Expected).Select(l => (double)l.Expected).ToListAsync(ct);
            return Quartiles.Of(others);
        }
    }

    /// <summary>What was expected of the quarter on a day; minor units.</summary>
    public sealed record Step(DateOnly Day, long Expected, long P10, long P90);

    /// <param name="Group">The region or partner; null for deals without a region and for the vendor's own.</param>
    /// <param name="Quarters">The codes of all that are forecast.</param>
    /// <param name="Whole">The programme's in the same quarter.</param>
    /// <param name="Ground">How the programme's came about; null for a forecast of the days before that was kept.</param>
    /// <param name="Peers">Null where there are too few others, and for the programme.</param>
    public sealed record View(
        ForecastRun Run, ForecastBy By, Guid? Group, string? Name, ShowForecast.Line Line, string Quarter, IReadOnlyList<string> Quarters, ShowForecast.Line Whole, ForecastGround? Ground,
        IReadOnlyList<Step> Trend, Quartiles? Peers, int Fiscal)
    {
        /// <summary>Which part of what is still to come in the programme it is; null where nothing is.</summary>
        public double? Share => Whole.Expected.Minor - Whole.Won.Minor is > 0 and var rest ? (double)(Line.Expected.Minor - Line.Won.Minor) / rest : null;
    }
}
