using System.Globalization;
using Tandem.Engine.Planning;
using Tandem.Measures;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>What the next quarter's targets could be: harder where they were easy, within reach where they were not.</summary>
/// <remarks>
/// A target with odds of 85 % or more is raised to the highest of the steps that leaves at least 60 %; one with 30 % or less is lowered
/// to the first step that has even odds. Odds come from the partner's past and its peers' growth (<see cref="TargetOdds"/>).
/// </remarks>
public static class PackProposals
{
    private const double Easy = 0.85;
    private const double StillFair = 0.6;
    private const double Hard = 0.3;
    private const double Even = 0.5;

    /// <summary>Of a target where more is better; where less is better they are turned round.</summary>
    private static readonly decimal[] Harder = [1.25m, 1.1m];
    private static readonly decimal[] Softer = [0.9m, 0.75m, 0.5m];

    /// <summary>Every target at every step, to be judged together.</summary>
    public static PlanTerms Candidates(PlanTerms? terms, KpiCatalogue kpis)
    {
        return (terms ?? new PlanTerms()) with
        {
            Targets = [.. from t in terms?.Targets ?? []
                          let kpi = kpis.Find(t.Kpi)
                          where kpi is { Better: not Better.Neither } && t.Amount != 0
                          from step in Harder.Concat(Softer).Append(1m)
                          select t with { Key = Key(t.Key, step), Amount = Amount(t.Amount, step, kpi) }],
        };
    }

    public static IReadOnlyList<PackProposal> Of(PlanTerms? terms, KpiCatalogue kpis, IReadOnlyDictionary<string, Odds> odds)
    {
        return [.. (terms?.Targets ?? []).Where(t => kpis.Find(t.Kpi) is not null).Select(Proposal)];

        PackProposal Proposal(TargetTerm t)
        {
            var kpi = kpis.Find(t.Kpi)!;
            var now = odds.GetValueOrDefault(Key(t.Key, 1));
            var (step, reason) = now is null or { OwnPeriods: 0 } ? (1m, ProposalReason.NoHistory)
                : now.Chance >= Easy && now.OwnPeriods > 1 && Harder.FirstOrDefault(s => Chance(s) >= StillFair) is var up and > 0 ? (up, ProposalReason.Raise)
                : now.Chance <= Hard ? (Softer.FirstOrDefault(s => Chance(s) >= Even, Softer[^1]), ProposalReason.Lower)
                : (1m, ProposalReason.Keep);
            var proposed = Amount(t.Amount, step, kpi);
            if (proposed == t.Amount && reason is ProposalReason.Raise or ProposalReason.Lower)
                (step, reason) = (1m, ProposalReason.Keep);
            return new PackProposal
            {
                Kpi = kpi.Id,
                Name = kpi.Name,
                Unit = kpi.Unit,
                Better = kpi.Better,
                Key = t.Key,
                Side = t.Side,
                Cadence = t.Cadence,
                Now = t.Amount,
                Proposed = proposed,
                OddsNow = now?.Chance,
                Odds = odds.GetValueOrDefault(Key(t.Key, step))?.Chance,
                Usual = now?.Usual,
                OwnHits = now?.OwnHits ?? 0,
                OwnPeriods = now?.OwnPeriods ?? 0,
                Reason = reason,
            };

            double Chance(decimal s) => odds.TryGetValue(Key(t.Key, s), out var found) ? found.Chance : 0;
        }
    }

    private static string Key(string target, decimal step) => string.Create(CultureInfo.InvariantCulture, $"{target}|{step:0.##}");

    /// <summary>Rounded to what people would say: two leading digits of money, whole things, half per cents.</summary>
    private static decimal Amount(decimal amount, decimal step, Kpi kpi)
    {
        if (step == 1)
            return amount;
        var raw = kpi.Better == Better.Less ? amount / step : amount * step;
        return kpi.Unit switch
        {
            KpiUnit.Share => Math.Min(100, Math.Round(raw * 2, MidpointRounding.AwayFromZero) / 2),
            KpiUnit.Count => Away(raw, amount, 1),
            KpiUnit.Money => Away(raw, amount, Scale(amount)),
            _ => Math.Round(raw, 1, MidpointRounding.AwayFromZero),
        };
    }

    /// <summary>At least one whole step away from where it was.</summary>
    private static decimal Away(decimal raw, decimal from, decimal unit)
    {
        var rounded = Math.Round(raw / unit, MidpointRounding.AwayFromZero) * unit;
        return rounded != from ? rounded : raw > from ? from + unit : raw < from && from - unit > 0 ? from - unit : from;
    }

    private static decimal Scale(decimal amount)
    {
        var unit = 1m;
        while (Math.Abs(amount) / unit >= 100)
            unit *= 10;
        return unit;
    }
}
