using Microsoft.EntityFrameworkCore;
using Tandem.Accelerate.Attention;
using Tandem.Accelerate.WinOdds;
using Tandem.Engine.Forecasting;
using Tandem.Kernel;
using Tandem.Models;
using Tandem.Policies;
using Tandem.Sell;
using Tandem.Strategize.Plans;

namespace Tandem.Accelerate.Forecast;

/// <summary>Something that is known of open deals beside size and age, in classes whose yields the forecast learns.</summary>
public sealed record ForecastInput(string Code, DealClasses Classes);

/// <summary>Win odds, partner score and plan health as they were known at the beginning of each past month.</summary>
public sealed class ForecastInputs(TandemDb db, WinOddsLearner odds, PartnerScoreLearner scores)
{
    public const string Odds = "odds";
    public const string Score = "score";
    public const string Health = "health";

    /// <summary>Before the first period that is tested there must be some to learn from.</summary>
    private const int MonthsBefore = 12;

    /// <summary>Each input is tried on every past month; with more deals than this a night would not be enough.</summary>
    private const int MostTried = 200_000;

    private static readonly double[] OddsFrom = [0.15, 0.3, 0.5, 0.7];
    private static readonly double[] ScoreFrom = [1.0 / 3, 2.0 / 3];

    internal async Task<List<ForecastInput>> Read(
        DealScan.Scanned scanned, List<ForecastDeal> deals, DateOnly asOf, int shift, int months, ProgrammePolicy programme, DateTimeOffset now, CancellationToken ct)
    {
        if (deals.Count is 0 or > MostTried)
            return [];
        var month = new DateOnly(asOf.Year, asOf.Month, 1).AddMonths(shift);
        var first = deals.Min(d => d.Opened).AddMonths(shift);
        var days = Enumerable.Range(0, months + MonthsBefore + 1).Select(back => month.AddMonths(-back)).Where(day => day > first).ToList();
        var inputs = new List<ForecastInput>();
        var ofDeals = await Said(DealOdds.Kind, await odds.LookBack(now, ct), days, ct);
        if (ofDeals.Count > 0)
            inputs.Add(new(Odds, Classes(OddsFrom, (deal, day) => ofDeals.Of(scanned.Id[deal], day))));
        var ofPartners = await Said(PartnerScoreLearner.Called, await scores.LookBack(now, ct), days, ct);
        if (ofPartners.Count > 0)
            inputs.Add(new(Score, Classes(ScoreFrom, (deal, day) => ofPartners.Of(scanned.Partner[deal], day))));
        var tracks = await Tracks(ct);
        if (tracks.Count > 0)
            inputs.Add(new(Health, new DealClasses(3, (deal, day) => TrackOf(tracks.GetValueOrDefault(scanned.Partner[deal]), day.AddMonths(shift)))));
        return inputs;

        DealClasses Classes(double[] from, Func<int, DateOnly, double?> value) =>
            new(from.Length + 1, (deal, day) => value(deal, day.AddMonths(shift)) is { } known ? from.Count(limit => known >= limit) : -1);
    }

    /// <summary>What was recorded stands; where nothing was, what would have been said.</summary>
    private async Task<AsKnown> Said(string kind, Hindsight? past, List<DateOnly> days, CancellationToken ct)
    {
        var known = new AsKnown();
        if (past is null)
            return known;
        await LookBack.Run(past, days, known, ct);
        var oldest = days.DefaultIfEmpty(DateOnly.MaxValue).Min();
        var rows = await db.PredictionRows().AsNoTracking().Where(p => p.Kind == kind && p.Until >= oldest).Select(p => new { p.SubjectId, p.Since, p.Until, p.Value }).ToListAsync(ct);
        foreach (var row in rows)
        {
            foreach (var day in days.Where(day => row.Since < day && row.Until >= day))
                known.Say(row.SubjectId, day, row.Value);
        }

        return known;
    }

    /// <summary>How each partner's plans stood, by the days on which that was recorded.</summary>
    private async Task<Dictionary<Guid, List<(DateOnly Day, DateOnly Ends, Track Track)>>> Tracks(CancellationToken ct) =>
        (await db.PlanHealthDays().AsNoTracking().Where(d => d.Track != Track.Unknown)
            .Join(db.Plans(), d => d.PlanId, p => p.Id, (d, p) => new { p.PartnerId, d.Day, p.Ends, d.Track }).OrderBy(d => d.Day).ToListAsync(ct))
        .GroupBy(d => d.PartnerId.Value).ToDictionary(g => g.Key, g => g.Select(d => (d.Day, d.Ends, d.Track)).ToList());

    private static int TrackOf(List<(DateOnly Day, DateOnly Ends, Track Track)>? days, DateOnly day) =>
        days?.LastOrDefault(d => d.Day < day && d.Ends >= day) is { Day.DayNumber: > 0 } last ? last.Track switch { Track.OffTrack => 0, Track.AtRisk => 1, _ => 2 } : -1;
}
