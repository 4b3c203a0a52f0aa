using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Strategize.C3;

/// <summary>One partner's scores, opened: inputs, points, weights, the cheapest ways up, and how the scores went. As of any day.</summary>
public sealed record ShowC3
{
    private const int TrendMonths = 12;

    public Id<Organisation> Partner { get; init; }

    /// <summary>As that business day ended; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    public sealed class Handler(TandemDb db, C3Gauge gauge, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(ShowC3 ask, Actor by, CancellationToken ct)
        {
            if (!by.May(StandingPermissions.See) || (by.IsPartner && by.Partner != ask.Partner) || (await register.Read([ask.Partner], ct)) is not [var partner])
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var today = programme.DateOf(now);
            var asOf = ask.AsOf is { } past && past < today ? past : (DateOnly?)null;
            var kept = await db.C3ScoresOf(asOf).FirstOrDefaultAsync(s => s.PartnerId == ask.Partner, ct);
            var subject = await Subject(partner, kept, asOf is { } d ? programme.StartOf(d.AddDays(1)).AddTicks(-1) : now, ct);
            var reading = (await gauge.Read([subject], asOf ?? today, asOf, ProgrammeFrame.Of(programme), ct))[0];
            return new View(
                partner.Id, partner.Name, partner.Type, asOf ?? today, asOf is not null, reading.Overall, subject.Policy.BandOf(reading.Overall), reading.Rules, reading.Model?.Name,
                [.. Enum.GetValues<Axis>().Select(axis => Of(axis, reading, subject.Policy, by))], await Trend(partner.Id, asOf ?? today, ct), programme.Currency, programme.FiscalYearStart,
                await db.Partners().Where(p => p.Id == partner.Id).Select(p => p.ManagerId).FirstOrDefaultAsync(ct) == by.Person);
        }

        /// <summary>A past day is judged by the rules and the type that judged it then.</summary>
        private async Task<RuledPartner<C3Policy>> Subject(MeasuredPartner partner, C3Score? kept, DateTimeOffset at, CancellationToken ct) => kept is null
            ? (await policies.For<C3Policy>([partner], at, ct))[0]
            : new RuledPartner<C3Policy>(partner with { Type = kept.Type }, await policies.Version<C3Policy>(kept.Rules, ct), kept.Rules);

        private static AxisView Of(Axis axis, C3Reading reading, C3Policy policy, Actor by)
        {
            var weights = reading.Weights(axis);
            var lines = reading.Lines.Where(l => l.Line.Axis == axis).ToList();
            var ways = reading.WaysUp(axis).Where(w => MeasurePermissions.Shows(lines.First(l => l.Line.Kpi == w.Key).Kpi!, by)).ToList();
            return new AxisView(
                axis, reading.Of(axis), policy.BandOf(reading.Of(axis)),
                [.. lines.OrderByDescending(l => l.Points is not null).ThenByDescending(l => l.Line.Weight).Select(l => LineView.Of(l, weights, by))],
                [.. ways.Select(w => new WayView(w.Key, lines.First(l => l.Line.Kpi == w.Key).Kpi!.Name, w.From, w.To, Math.Round(w.Gain, 1)))]);
        }

        private async Task<IReadOnlyList<TrendPoint>> Trend(Id<Organisation> partner, DateOnly day, CancellationToken ct)
        {
            var rows = await db.C3Scores().AsNoTracking().Where(s => s.PartnerId == partner && s.Known <= day).OrderBy(s => s.Known).ToListAsync(ct);
            var days = Enumerable.Range(0, TrendMonths).Select(n => new DateOnly(day.Year, day.Month, 1).AddMonths(n - TrendMonths + 1).AddDays(-1)).Append(day);
            return [.. days.Select(d => (Day: d, Row: rows.FindLast(r => r.Known <= d && r.Until > d))).Where(p => p.Row is not null)
                .Select(p => new TrendPoint(p.Day, p.Row!.Capability, p.Row.Capacity, p.Row.Commitment))];
        }
    }

    /// <param name="Past">It is not today's.</param>
    /// <param name="Rules">The version of the rules; 0 for the built-in ones.</param>
    public sealed record View(
        Id<Organisation> Partner, string Name, string Type, DateOnly Day, bool Past, double? Overall, Band? Band, int Rules, string? Model, IReadOnlyList<AxisView> Axes,
        IReadOnlyList<TrendPoint> Trend, string Currency, int Fiscal, bool Mine);

    /// <summary>One of the three scores.</summary>
    public sealed record AxisView(Axis Axis, double? Score, Band? Band, IReadOnlyList<LineView> Lines, IReadOnlyList<WayView> WaysUp);

    /// <summary>One number of a score. What a reader may not see of it (amounts) is null.</summary>
    /// <param name="Points">0 to 100; null when it does not count.</param>
    /// <param name="Share">Its part of the score's weight, 0 to 1.</param>
    /// <param name="Earned">The points of the score that come from it.</param>
    public sealed record LineView(
        string Kpi, string Name, Window Window, string Period, Curve Curve, double? Value, double? Floor, double? Target, double? Points, double Weight, double Share, double Earned, LeftOut Why,
        bool Shown)
    {
        public static LineView Of(C3LineReading line, double weights, Actor by)
        {
            var shown = line.Kpi is { } kpi && MeasurePermissions.Shows(kpi, by);
            var share = line.Points is not null && weights > 0 ? (double)line.Line.Weight / weights : 0;
            return new LineView(
                line.Line.Kpi, line.Kpi?.Name ?? line.Line.Kpi, line.Line.Window, line.Period.Key, line.Line.Curve, shown ? line.Figure.Value : null, shown ? line.Yardstick.Floor : null,
                shown ? line.Yardstick.Target : null, line.Points, (double)line.Line.Weight, share, share * (line.Points ?? 0), line.Why, shown);
        }
    }

    /// <summary>One of the cheapest ways up: from this value to that one, and what it brings.</summary>
    public sealed record WayView(string Kpi, string Name, double From, double To, double Gain);

    /// <summary>The scores as one day ended.</summary>
    public sealed record TrendPoint(DateOnly Day, double? Capability, double? Capacity, double? Commitment);
}
