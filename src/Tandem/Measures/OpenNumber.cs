using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>Opens one number: what it means, from what it was computed, how it went, how peers do.</summary>
public sealed record OpenNumber
{
    /// <summary>The fewest peers whose quartiles may be shown: fewer would tell about one of them.</summary>
    public const int LeastPeers = 5;

    private const int Periods = 8;
    private const int Quarters = 4;

    public string Kpi { get; init; } = "";

    /// <summary>A partner's person is always shown its own firm.</summary>
    public Id<Organisation>? Partner { get; init; }

    /// <summary><c>2026-Q3</c>, <c>2026-07</c> or <c>2026</c>; the present one of the KPI's usual kind if empty.</summary>
    public string? Period { get; init; }

    /// <summary>As known at the end of that business day; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    public sealed class Handler(TandemDb db, KpiCatalogue catalogue, Figures figures, Reckoner reckoner, IPartnerRegister register)
    {
        public async Task<Outcome<Number>> Run(OpenNumber ask, Actor by, CancellationToken ct)
        {
            if (catalogue.Find(ask.Kpi) is not { } kpi || !MeasurePermissions.Shows(kpi, by))
                return Refusal.NotFound;
            if ((by.IsPartner ? by.Partner : ask.Partner) is not { } id || !by.May(by.IsPartner ? MeasurePermissions.Own : MeasurePermissions.Read)
                || (ask.Partner is { } asked && asked != id) || (await register.Read([id], ct)) is not [var partner])
                return Refusal.NotFound;

            var frame = await reckoner.Now(ct);
            var fiscal = frame.Programme.FiscalYearStart;
            var period = Measures.Period.Of(frame.Today, kpi.Period, fiscal);
            if (ask.Period is { Length: > 0 } code && !Measures.Period.TryParse(code, fiscal, out period))
                return Refusal.Invalid("measures/period", "{0} is not a period such as 2026-Q3, 2026-07 or 2026.", code).On(nameof(Period));
            var trail = Enumerable.Range(1 - Periods, Periods).Select(period.Later).ToList();
            var table = await figures.Values([id], [kpi.Id], trail, ask.AsOf, ct);
            var (inputs, prior) = await Inputs(kpi, partner, period, frame, ct);
            return new Number(
                kpi, partner, period, period.Code(fiscal), kpi.AppliesTo(partner.Type), table[id, kpi.Id, period],
                [.. trail.Select(p => new Step(p.Code(fiscal), table[id, kpi.Id, p].Value))], inputs, prior, await Peers(kpi, partner, period, ask.AsOf ?? frame.Today, ct),
                frame.Programme.Currency, frame.Today < period.End, ask.AsOf)
            {
                FourQuarters = period.Kind == PeriodKind.Quarter ? Together.OfQuarters(kpi, trail.TakeLast(Quarters).Reverse().Select(p => table[id, kpi.Id, p])) : null,
            };
        }

        private async Task<(IReadOnlyList<InputFigure>, (double, double)?)> Inputs(Kpi kpi, MeasuredPartner partner, Period period, Reckoner.Frame frame, CancellationToken ct)
        {
            var sheet = await reckoner.Gather([partner], frame, ct);
            var end = period.End <= frame.Today ? period.End : frame.Today.AddDays(1);
            var reading = sheet.Of(partner.Id).Within(period.Start, end);
            var prior = kpi.Shrinks is { } shrinks ? frame.PriorsFor(period).Of(kpi.Id) ?? (shrinks.Mean, shrinks.Weight) : ((double, double)?)null;
            return ([.. kpi.Inputs.Select(i => i.Standing
                ? new InputFigure(i, reading.StandingCount(i), i.SumUnit is null ? null : reading.StandingSum(i))
                : new InputFigure(i, reading.Count(i), i.SumUnit is null ? null : reading.Sum(i)))], prior);
        }

        /// <summary>The last snapshot of the day's peers of the same type; nothing where there are too few besides this partner.</summary>
        private async Task<Population?> Peers(Kpi kpi, MeasuredPartner partner, Period period, DateOnly day, CancellationToken ct)
        {
            var key = period.Key;
            var spread = await db.Populations().AsNoTracking()
                .Where(p => p.Day <= day && p.Kpi == kpi.Id && p.Period == key && p.Peers == partner.Type)
                .OrderByDescending(p => p.Day).FirstOrDefaultAsync(ct);
            return spread is { Count: > LeastPeers } ? spread : null;
        }
    }

    /// <summary>A number with all that it opens to.</summary>
    /// <param name="Prior">Share and weight that a small sample is drawn to.</param>
    /// <param name="Peers">Null where too few have a value.</param>
    /// <param name="Running">The period has not ended yet.</param>
    public sealed record Number(
        Kpi Kpi, MeasuredPartner Partner, Period Period, string PeriodCode, bool Applies, Figure Figure, IReadOnlyList<Step> Trend,
        IReadOnlyList<InputFigure> Inputs, (double Mean, double Weight)? Prior, Population? Peers, string Currency, bool Running, DateOnly? AsOf)
    {
        /// <summary>This quarter and the three before together, as scores and requirements read them; null for months and years.</summary>
        public Figure? FourQuarters { get; init; }
    }

    public sealed record Step(string Period, double? Value);

    /// <summary>How much of an input there was in the period, by what is known now.</summary>
    public sealed record InputFigure(Input Input, long Count, long? Sum);
}
