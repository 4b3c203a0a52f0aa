using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Tiers;

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
public sealed class TierGauge(RequirementGauge requirements)
{
    /// <param name="instead">Values to try in place of what was measured, by requirement; for what-if.</param>
    public async Task<IReadOnlyList<LadderReading>> Read(
        IReadOnlyList<RuledPartner<TiersPolicy>> subjects, DateOnly day, DateOnly? asOf, ProgrammeFrame programme, CancellationToken ct, IReadOnlyDictionary<string, double>? instead = null)
    {
        var ladders = subjects.Select(s => s.Policy.For(s.Partner.Type)).ToList();
        var asked = ladders.OfType<TierLadder>().Distinct().SelectMany(l => l.Tiers).SelectMany(t => t.Requirements);
        var table = await requirements.Read([.. subjects.Select(s => s.Partner.Id)], asked, day, asOf, programme, ct);
        return [.. subjects.Zip(ladders, (subject, ladder) => new LadderReading(
            subject.Partner.Id, ladder, subject.Rules,
            [.. (ladder?.Tiers ?? []).Select((tier, rank) => new TierReading(tier, rank, [.. tier.Requirements.Select(r => table.Judge(r, subject.Partner, instead))]))]))];
    }
}
