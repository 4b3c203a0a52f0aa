using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Measures;

/// <summary>Reads the values of KPIs: of a partner or many, for periods, as known today or at the end of any earlier day.</summary>
public sealed class Figures(TandemDb db, KpiCatalogue catalogue, Reckoner reckoner, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
{
    /// <param name="asOf">As known at the end of this business day; null: now.</param>
    public async Task<Figure> Value(Id<Organisation> partner, string kpi, Period period, DateOnly? asOf, CancellationToken ct) =>
        (await Values([partner], [kpi], [period], asOf, ct))[partner, kpi, period];

    /// <summary>Many values with one query.</summary>
    public async Task<FigureTable> Values(
        IReadOnlyCollection<Id<Organisation>> partners, IReadOnlyCollection<string> kpis, IReadOnlyCollection<Period> periods, DateOnly? asOf, CancellationToken ct)
    {
        List<Id<Organisation>> ids = [.. partners];
        List<string> keys = [.. periods.Select(p => p.Key)];
        List<string> names = [.. kpis];
        var rows = db.MeasuredValues().AsNoTracking()
            .Where(v => ids.Contains(v.PartnerId) && keys.Contains(v.Period) && names.Contains(v.Kpi));
        rows = asOf is { } day ? rows.Where(v => v.Known <= day && v.Until > day) : rows.Where(v => v.Until == DateOnly.MaxValue);
        var found = await rows.Select(v => new { v.PartnerId, v.Period, v.Kpi, v.Value, v.Sample }).ToListAsync(ct);
        var values = found.ToDictionary(v => (v.PartnerId, v.Kpi, v.Period), v => new Figure(v.Value, v.Sample));

        // A KPI that is not meant for a partner's type says nothing about it, not even zero.
        var strangers = new HashSet<(Id<Organisation>, string)>();
        if (names.Select(catalogue.Find).OfType<Kpi>().Where(k => k.Types.Count > 0).ToList() is { Count: > 0 } typed)
        {
            foreach (var partner in await register.Read(ids, ct))
                strangers.UnionWith(typed.Where(k => !k.AppliesTo(partner.Type)).Select(k => (partner.Id, k.Id)));
        }

        return new FigureTable(values, strangers, catalogue);
    }

    /// <summary>Values within days that are no period of the calendar, such as a plan's first weeks, computed now from the facts.</summary>
    /// <param name="to">The last day inside.</param>
    public async Task<IReadOnlyDictionary<string, Figure>> Within(
        Id<Organisation> partner, IReadOnlyCollection<string> kpis, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var frame = await reckoner.Now(ct);
        var sheet = await reckoner.Gather([partner], frame, ct);
        var end = (to < frame.Today ? to : frame.Today).AddDays(1);
        var inputs = sheet.Partners.FirstOrDefault();
        return kpis.Distinct().ToDictionary(id => id, id => catalogue.Find(id) is { } kpi && inputs is not null && kpi.AppliesTo(inputs.Partner.Type) && from < end
            ? kpi.Of(inputs.Within(from, end, frame.PriorsFor(new Period(PeriodKind.Month, end.AddMonths(-1)))))
            : Figure.Missing);
    }

    /// <summary>The fiscal calendar's period around a day; today if none is given.</summary>
    public async Task<Period> PeriodOf(PeriodKind kind, CancellationToken ct, DateOnly? day = null)
    {
        var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
        return Period.Of(day ?? programme.DateOf(clock.GetUtcNow()), kind, programme.FiscalYearStart);
    }
}

/// <summary>Values of several partners, KPIs and periods.</summary>
public sealed class FigureTable(
    IReadOnlyDictionary<(Id<Organisation> Partner, string Kpi, string Period), Figure> values, IReadOnlySet<(Id<Organisation>, string)> strangers, KpiCatalogue catalogue)
{
    /// <summary>Missing for a KPI that nobody defines or that is not meant for the partner; what an empty history says where nothing is kept.</summary>
    public Figure this[Id<Organisation> partner, string kpi, Period period] =>
        strangers.Contains((partner, kpi)) ? Figure.Missing
        : values.TryGetValue((partner, kpi, period.Key), out var figure) && catalogue.Find(kpi) is not null ? figure
        : catalogue.NothingFor(kpi);
}
