using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Planning;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Strategize.C3;

/// <summary>Reads the C³ scores of many partners from the kept values of KPIs: some queries, whatever the number of partners.</summary>
public sealed class C3Gauge(TandemDb db, WindowFigures windows, KpiCatalogue kpis)
{
    /// <summary>Peers are shown, and counted by, only where so many stand behind them besides the partner.</summary>
    private const int FewestPeers = 6;

    /// <param name="day">The day from which "this quarter" is seen.</param>
    /// <param name="asOf">As known at the end of that day; null: now.</param>
    public async Task<IReadOnlyList<C3Reading>> Read(
        IReadOnlyList<RuledPartner<C3Policy>> subjects, DateOnly day, DateOnly? asOf, ProgrammeFrame programme, CancellationToken ct)
    {
        var models = subjects.Select(s => s.Policy.For(s.Partner.Type)).ToList();
        var lines = models.OfType<C3Model>().Distinct().SelectMany(m => m.Lines).ToList();
        var table = await windows.Read([.. subjects.Select(s => s.Partner.Id)], [.. lines.Select(l => (l.Kpi, l.Window))], day, programme.Fiscal, asOf, ct);
        var peers = await Peers(lines, day, programme.Fiscal, ct);
        return [.. subjects.Zip(models, (subject, model) => new C3Reading(
            subject.Partner.Id, subject.Partner.Type, model, subject.Rules,
            [.. (model?.Lines ?? []).Select(line => Line(line, subject.Partner, table, peers, day, programme))]))];
    }

    private C3LineReading Line(C3Line line, MeasuredPartner partner, WindowTable table, Dictionary<(string, string, string), PeerSpread> peers, DateOnly day, ProgrammeFrame programme)
    {
        var kpi = kpis.Find(line.Kpi);
        var period = WindowFigures.PeriodOf(line.Window, day, programme.Fiscal);
        PeerSpread? spread = peers.TryGetValue((line.Kpi, period.Key, partner.Type), out var found) ? found : null;
        var (floor, target) = (KpiAmounts.ToMeasure(kpi, line.Floor, programme.Currency), KpiAmounts.ToMeasure(kpi, line.Target, programme.Currency));
        var yard = new Yardstick(line.Curve, floor, target, kpi?.Better == Better.Less, spread);
        var figure = table[partner.Id, line.Kpi, line.Window];
        var why = kpi switch
        {
            null => LeftOut.Unknown,
            { VendorOnly: true } => LeftOut.NotForThem,
            _ when !kpi.AppliesTo(partner.Type) => LeftOut.NotForThem,
            _ when figure.IsMissing && !line.MissingIsNothing => LeftOut.NoValue,
            _ => LeftOut.No,
        };
        var points = why == LeftOut.No ? (figure.Value is { } value ? yard.Points(value) : 0) : (double?)null;
        return new C3LineReading(line, kpi, figure, yard, points, why, Stride(spread, floor, target), period);
    }

    /// <summary>What separates the middle half of the peers; without enough of them a quarter of the way from floor to target.</summary>
    private static double Stride(PeerSpread? spread, double floor, double target) =>
        spread is { Middle: > 0 } s ? s.Middle : Math.Abs(target - floor) is > 0 and var way ? way / 4 : 1;

    /// <summary>The last snapshot of peers that was taken by that day.</summary>
    private async Task<Dictionary<(string, string, string), PeerSpread>> Peers(List<C3Line> lines, DateOnly day, int fiscal, CancellationToken ct)
    {
        List<string> names = [.. lines.Select(l => l.Kpi).Distinct()];
        List<string> periods = [.. lines.Select(l => WindowFigures.PeriodOf(l.Window, day, fiscal).Key).Distinct()];
        if (names.Count == 0 || await db.Populations().Where(p => p.Day <= day).MaxAsync(p => (DateOnly?)p.Day, ct) is not { } taken)
            return [];
        var rows = await db.Populations().AsNoTracking()
            .Where(p => p.Day == taken && p.PriorMean == null && p.Count >= FewestPeers && names.Contains(p.Kpi) && periods.Contains(p.Period)).ToListAsync(ct);
        return rows.ToDictionary(p => (p.Kpi, p.Period, p.Peers), p => new PeerSpread(p.Least, p.LowerQuartile, p.Median, p.UpperQuartile, p.Most));
    }
}

/// <summary>What of the programme a number is read by: its fiscal calendar and its currency.</summary>
public sealed record ProgrammeFrame(int Fiscal, string Currency)
{
    public static ProgrammeFrame Of(Policies.ProgrammePolicy programme) => new(programme.FiscalYearStart, programme.Currency);
}
