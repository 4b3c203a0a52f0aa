using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Strategize.C3;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize;

/// <summary>A KPI that must reach an amount, or stay within it where less is better.</summary>
/// <param name="Amount">As people write it: money in the programme's currency, shares in per cent.</param>
public sealed record Requirement(string Kpi, Window Window, decimal Amount)
{
    /// <summary>Names it in the history of the rules and in what-if.</summary>
    public string Code => $"{Kpi}:{Window}";
}

/// <summary>Whether a requirement holds.</summary>
public enum Holds
{
    No,

    /// <summary>Nobody measures it any more, or it is not meant for this type: it raises nobody and takes nobody down.</summary>
    Unknown,
    Yes,
}

/// <summary>One requirement, held against what a partner reached.</summary>
/// <param name="Needed">In the unit of the KPI's values.</param>
/// <param name="Share">How much of it is reached, 0 to 1.</param>
public sealed record RequirementReading(Requirement Requirement, Kpi? Kpi, Figure Figure, double Needed, Holds Holds, double Share, Period Period);

/// <summary>Holds many partners against requirements: one or two queries, whatever their number.</summary>
public sealed class RequirementGauge(WindowFigures windows, KpiCatalogue kpis)
{
    public async Task<RequirementTable> Read(
        IReadOnlyCollection<Id<Organisation>> partners, IEnumerable<Requirement> asked, DateOnly day, DateOnly? asOf, ProgrammeFrame programme, CancellationToken ct) =>
        new(await windows.Read(partners, [.. asked.Select(r => (r.Kpi, r.Window)).Distinct()], day, programme.Fiscal, asOf, ct), kpis, day, programme);
}

/// <summary>What some partners reached of some requirements.</summary>
public sealed class RequirementTable(WindowTable table, KpiCatalogue kpis, DateOnly day, ProgrammeFrame programme)
{
    /// <param name="instead">Values to try in place of what was measured, by requirement; for what-if.</param>
    public RequirementReading Judge(Requirement requirement, MeasuredPartner partner, IReadOnlyDictionary<string, double>? instead = null)
    {
        var kpi = kpis.Find(requirement.Kpi);
        var period = WindowFigures.PeriodOf(requirement.Window, day, programme.Fiscal);
        var needed = KpiAmounts.ToMeasure(kpi, requirement.Amount, programme.Currency);
        if (kpi is null or { VendorOnly: true } || !kpi.AppliesTo(partner.Type))
            return new RequirementReading(requirement, kpi, Figure.Missing, needed, Holds.Unknown, 0, period);
        var figure = instead is not null && instead.TryGetValue(requirement.Code, out var tried) ? new Figure(tried, 1) : table[partner.Id, requirement.Kpi, requirement.Window];
        var less = kpi.Better == Better.Less;
        if (figure.Value is not { } value)
            return new RequirementReading(requirement, kpi, figure, needed, less ? Holds.Unknown : Holds.No, 0, period);

        // Sums of cents are whole, but shares carry the dust of division.
        var holds = less ? value <= needed + 1e-9 : value >= needed - 1e-9;
        var share = holds ? 1 : Attainment.Share(value, needed, PlanAmounts.ScaleOf(kpi, needed, null), less);
        return new RequirementReading(requirement, kpi, figure, needed, holds ? Holds.Yes : Holds.No, share, period);
    }
}
