using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Strategize.C3;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Tiers;

/// <summary>Whether a requirement holds.</summary>
public enum Holds
{
    No,

    /// <summary>Nobody measures it any more, or it is not meant for this type: it raises nobody and takes nobody down.</summary>
    Unknown,
    Yes,
}

/// <summary>One requirement of a tier, held against what a partner reached.</summary>
/// <param name="Needed">In the unit of the KPI's values.</param>
/// <param name="Share">How much of it is reached, 0 to 1.</param>
public sealed record RequirementReading(TierRequirement Requirement, Kpi? Kpi, Figure Figure, double Needed, Holds Holds, double Share, Period Period);

/// <summary>One tier, as a partner stands towards it.</summary>
public sealed record TierReading(Tier Tier, int Rank, IReadOnlyList<RequirementReading> Requirements)
{
    /// <summary>Every requirement holds.</summary>
    public bool Reached => Requirements.All(r => r.Holds == Holds.Yes);

    /// <summary>A requirement certainly does not hold.</summary>
    public bool Short => Requirements.Any(r => r.Holds == Holds.No);

    public double Progress => Requirements.Count == 0 ? 1 : Requirements.Average(r => r.Share);
}

/// <summary>All tiers of a partner's ladder, held against what it reached.</summary>
/// <param name="Ladder">Null when no tiers are meant for its type.</param>
public sealed record LadderReading(Id<Organisation> Partner, TierLadder? Ladder, int Rules, IReadOnlyList<TierReading> Tiers)
{
    /// <summary>The highest tier that is reached; the lowest asks for nothing.</summary>
    public TierReading? Qualifies => Tiers.LastOrDefault(t => t.Reached) ?? Tiers.FirstOrDefault();

    public TierReading? Of(string tier) => Ladder?.RankOf(tier) is { } rank and >= 0 ? Tiers[rank] : null;

    public TierReading? Above(string tier) => Ladder?.RankOf(tier) is { } rank && rank + 1 < Tiers.Count ? Tiers[rank + 1] : null;
}

/// <summary>Holds many partners against the tiers of their ladders: one or two queries, whatever their number.</summary>
public sealed class TierGauge(WindowFigures windows, KpiCatalogue kpis)
{
    /// <param name="instead">Values to try in place of what was measured, by requirement; for what-if.</param>
    public async Task<IReadOnlyList<LadderReading>> Read(
        IReadOnlyList<RuledPartner<TiersPolicy>> subjects, DateOnly day, DateOnly? asOf, ProgrammeFrame programme, CancellationToken ct, IReadOnlyDictionary<string, double>? instead = null)
    {
        var ladders = subjects.Select(s => s.Policy.For(s.Partner.Type)).ToList();
        var asked = ladders.OfType<TierLadder>().Distinct().SelectMany(l => l.Tiers).SelectMany(t => t.Requirements).Select(r => (r.Kpi, r.Window)).Distinct().ToList();
        var table = await windows.Read([.. subjects.Select(s => s.Partner.Id)], asked, day, programme.Fiscal, asOf, ct);
        return [.. subjects.Zip(ladders, (subject, ladder) => new LadderReading(
            subject.Partner.Id, ladder, subject.Rules,
            [.. (ladder?.Tiers ?? []).Select((tier, rank) => new TierReading(tier, rank, [.. tier.Requirements.Select(r => Judge(r, subject.Partner, table, day, programme, instead))]))]))];
    }

    private RequirementReading Judge(
        TierRequirement requirement, MeasuredPartner partner, WindowTable table, DateOnly day, ProgrammeFrame programme, IReadOnlyDictionary<string, double>? instead)
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
