using Tandem.Measures;
using Tandem.Policies;

namespace Tandem.Strategize;

/// <summary>A partner and the rules it is judged by.</summary>
/// <param name="Rules">The version of the rules; 0 for the built-in ones and for rules that are only tried.</param>
public sealed record RuledPartner<TPolicy>(MeasuredPartner Partner, TPolicy Policy, int Rules);

/// <summary>Finds the rules that hold for each of some partners.</summary>
internal static class RulesInForce
{
    /// <summary>A pilot's rules for those in it.</summary>
    public static async Task<List<RuledPartner<TPolicy>>> For<TPolicy>(this PolicyBook policies, IReadOnlyList<MeasuredPartner> partners, DateTimeOffset at, CancellationToken ct)
        where TPolicy : IPolicy, new()
    {
        var ruled = new List<RuledPartner<TPolicy>>(partners.Count);
        foreach (var partner in partners)
        {
            var dated = await policies.Current<TPolicy>(at, ct, partner.Id);
            ruled.Add(new RuledPartner<TPolicy>(partner, dated.Rules, dated.Number));
        }

        return ruled;
    }

    /// <summary>The same rules for everybody: who would move if they were published?</summary>
    public static List<RuledPartner<TPolicy>> Tried<TPolicy>(this IEnumerable<MeasuredPartner> partners, TPolicy rules) => [.. partners.Select(p => new RuledPartner<TPolicy>(p, rules, 0))];
}
