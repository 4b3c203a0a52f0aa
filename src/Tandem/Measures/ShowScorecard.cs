using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

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

    /// <summary>Part of a KPI's name or meaning.</summary>
    public string? Text { get; init; }

    public Choice<Pace>? Pace { get; init; }

    public Choice<Side>? Side { get; init; }

    /// <summary>The pillar that measures it, such as <c>sell</c>.</summary>
    public string? Area { get; init; }

    /// <summary><c>name</c> or <c>change</c>; a minus in front turns it round. In the order of the pillars if empty.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(Words words, KpiCatalogue catalogue, Figures figures, Reckoner reckoner, IPartnerRegister register)
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
            var all = catalogue.All.Where(k => k.AppliesTo(partner.Type) && MeasurePermissions.Shows(k, by)).ToList();
            var kpis = all.Where(Fits(ask)).ToList();
            var trail = Enumerable.Range(1 - Periods, Periods).Select(period.Later).ToList();
            var table = await figures.Values([id], kpis.ConvertAll(k => k.Id), trail, ask.AsOf, ct);
            return new Scorecard(
                partner, period, period.Code(fiscal), frame.Programme.Currency, frame.Today < period.End,
                Sorted(kpis.ConvertAll(k => new Line(k, table[id, k.Id, period], table[id, k.Id, period.Previous], [.. trail.Select(p => table[id, k.Id, p].Value)])), ask.Sort ?? ""),
                [.. all.Select(k => k.Area).Distinct()]);
        }

        private Func<Kpi, bool> Fits(ShowScorecard ask) => kpi =>
            (ask.Pace?.Value is not { } pace || kpi.Pace == pace) && (ask.Side?.Value is not { } side || kpi.Side == side)
            && (ask.Area is not { Length: > 0 } area || kpi.Area == area)
            && (ask.Text?.Trim() is not { Length: > 0 } text || $"{words[kpi.Name]} {words[kpi.Meaning]} {kpi.Id}".Contains(text, StringComparison.CurrentCultureIgnoreCase));

        /// <summary>What cannot be compared with the period before stands last, whichever way is up.</summary>
        private List<Line> Sorted(List<Line> lines, string sort) => sort switch
        {
            "name" => [.. lines.OrderBy(l => words[l.Kpi.Name], StringComparer.CurrentCultureIgnoreCase)],
            "-name" => [.. lines.OrderByDescending(l => words[l.Kpi.Name], StringComparer.CurrentCultureIgnoreCase)],
            "change" => [.. lines.OrderBy(l => l.Change is null).ThenBy(l => l.Change)],
            "-change" => [.. lines.OrderBy(l => l.Change is null).ThenByDescending(l => l.Change)],
            _ => lines,
        };
    }

    public sealed record Scorecard(MeasuredPartner Partner, Period Period, string PeriodCode, string Currency, bool Running, IReadOnlyList<Line> Lines, IReadOnlyList<string> Areas);

    /// <param name="Trail">Six periods, oldest first.</param>
    public sealed record Line(Kpi Kpi, Figure Figure, Figure Before, IReadOnlyList<double?> Trail)
    {
        /// <summary>Against the period before, as a part of it; null where there was nothing.</summary>
        public double? Change => Figure.Value is { } now && Before.Value is { } before && before != 0 ? (now - before) / Math.Abs(before) : null;
    }
}
