namespace Tandem.Strategize.Plans;

/// <summary>Where in a plan something changed.</summary>
public enum PlanSection { Frame, Targets, Milestones, Activities, Accounts, Resources, Reviews }

/// <summary>One thing that two versions of the terms say differently.</summary>
/// <param name="What">The field, for the frame; else the key of the item.</param>
/// <param name="Before">Null when it is new.</param>
/// <param name="After">Null when it was taken out.</param>
public sealed record PlanChange(PlanSection Section, string What, object? Before, object? After);

/// <summary>What changed between two proposals: items are matched by their keys, so that a moved line is no change.</summary>
public static class PlanDiff
{
    public static IReadOnlyList<PlanChange> Of(PlanTerms before, PlanTerms after) =>
    [
        .. Frame(before, after),
        .. Items(PlanSection.Targets, before.Targets, after.Targets, t => t.Key),
        .. Items(PlanSection.Milestones, before.Milestones, after.Milestones, m => m.Key),
        .. Items(PlanSection.Activities, before.Activities, after.Activities, a => a.Key),
        .. Items(PlanSection.Accounts, before.Accounts, after.Accounts, a => a.Key),
        .. Items(PlanSection.Resources, before.Resources, after.Resources, r => r.Key),
        .. before.Reviews.Except(after.Reviews).Select(day => new PlanChange(PlanSection.Reviews, "", day, null)),
        .. after.Reviews.Except(before.Reviews).Select(day => new PlanChange(PlanSection.Reviews, "", null, day)),
    ];

    private static IEnumerable<PlanChange> Frame(PlanTerms before, PlanTerms after)
    {
        (string What, object Before, object After)[] fields =
        [
            (nameof(PlanTerms.Starts), before.Starts, after.Starts),
            (nameof(PlanTerms.Ends), before.Ends, after.Ends),
            (nameof(PlanTerms.Goal), before.Goal, after.Goal),
            (nameof(PlanTerms.VendorSponsor), before.VendorSponsor, after.VendorSponsor),
            (nameof(PlanTerms.PartnerSponsor), before.PartnerSponsor, after.PartnerSponsor),
        ];
        return fields.Where(f => !f.Before.Equals(f.After)).Select(f => new PlanChange(PlanSection.Frame, f.What, f.Before, f.After));
    }

    private static IEnumerable<PlanChange> Items<T>(PlanSection section, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> key) where T : class
    {
        var old = before.ToDictionary(key, StringComparer.Ordinal);
        var left = after.Select(key).ToHashSet(StringComparer.Ordinal);
        foreach (var item in before.Where(item => !left.Contains(key(item))))
            yield return new PlanChange(section, key(item), item, null);
        foreach (var item in after)
        {
            if (!old.TryGetValue(key(item), out var was))
                yield return new PlanChange(section, key(item), null, item);
            else if (!was.Equals(item))
                yield return new PlanChange(section, key(item), was, item);
        }
    }
}
