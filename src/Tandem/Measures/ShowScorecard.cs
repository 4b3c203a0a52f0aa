using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>How one partner is doing: every KPI that applies to it, in a period, beside the period before.</summary>
public sealed record ShowScorecard
{
    private const int Periods = 6;

    /// <summary>A partner's person is always shown its own firm.</summary>
    public Id<Organisation>? Partner { get; init; }

    /// <summary><c>2026-Q3</c>, <c>2026-07</c> or <c>2026</c>; the present quarter if empty.</summary>
    public string? Period { get; init; }

    public DateOnly? AsOf { get; init; }

    public sealed class Handler(KpiCatalogue catalogue, Figures figures, Reckoner reckoner, IPartnerRegister register)
    {
        public async Task<Outcome<Scorecard>> Run(ShowScorecard ask, Actor by, CancellationToken ct)
        {
            if ((by.IsPartner ? by.Partner : ask.Partner) is not { } id || !by.May(by.IsPartner ? MeasurePermissions.Own : MeasurePermissions.Read)
                || (ask.Partner is { } asked && asked != id) || (await register.Read([id], ct)) is not [var partner])
                return Refusal.NotFound;
            var frame = await reckoner.Now(ct);
            var fiscal = frame.Programme.FiscalYearStart;
            var period = Measures.Period.Of(frame.Today, PeriodKind.Quarter, fiscal);
            if (ask.Period is { Length: > 0 } code && !Measures.Period.TryParse(code, fiscal, out period))
                return Refusal.Invalid("measures/period", "{0} is not a period such as 2026-Q3, 2026-07 or 2026.", code).On(nameof(Period));
            var kpis = catalogue.All.Where(k => k.AppliesTo(partner.Type) && MeasurePermissions.Shows(k, by)).ToList();
            var trail = Enumerable.Range(1 - Periods, Periods).Select(period.Later).ToList();
            var table = await figures.Values([id], kpis.ConvertAll(k => k.Id), trail, ask.AsOf, ct);
            return new Scorecard(
                partner, period, period.Code(fiscal), frame.Programme.Currency, frame.Today < period.End,
                kpis.ConvertAll(k => new Line(k, table[id, k.Id, period], table[id, k.Id, period.Previous], [.. trail.Select(p => table[id, k.Id, p].Value)])));
        }
    }

    public sealed record Scorecard(MeasuredPartner Partner, Period Period, string PeriodCode, string Currency, bool Running, IReadOnlyList<Line> Lines);

    /// <param name="Trail">Six periods, oldest first.</param>
    public sealed record Line(Kpi Kpi, Figure Figure, Figure Before, IReadOnlyList<double?> Trail);
}
