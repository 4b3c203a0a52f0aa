namespace Tandem.Engine.Matching;

/// <summary>Says how likely two customers are the same company, or one the subsidiary of the other, and why.</summary>
/// <remarks>
/// Log-odds add up: the shared weight of the names' words, less what contradicts or is only on one side, plus domain, number,
/// parent and place. Symmetric; a profile compared with itself is 1; an empty one matches nothing. See README.md.
/// </remarks>
public static class CustomerMatch
{
    private const float PerShared = 3.2f;
    private const float MostShared = 1.7f;
    private const float PerSlip = 6f;
    private const float PerExtra = 5f;
    private const float PerContradiction = 7f;
    private const float PerPlace = 3f;
    private const float LeastName = -5f;

    public static MatchVerdict Compare(CustomerProfile left, CustomerProfile right)
    {
        if (left.IsEmpty || right.IsEmpty) return new MatchVerdict(0, MatchReasons.None);
        if (left.Equals(right)) return new MatchVerdict(1, MatchReasons.Identical);
        var reasons = MatchReasons.None;
        var odds = Math.Max(LeastName, Name(left, right, ref reasons));
        odds += Domain(left, right, ref reasons);
        odds += Number(left, right, ref reasons);
        odds += Place(left, right, ref reasons);
        return new MatchVerdict(Math.Min(0.999, 1 / (1 + Math.Exp(-odds))), reasons);
    }

    private static float Name(CustomerProfile left, CustomerProfile right, ref MatchReasons reasons)
    {
        if (left.Words.Length == 0 || right.Words.Length == 0) return -2.5f;
        if (IsParent(left, right) || IsParent(right, left))
        {
            reasons |= MatchReasons.SubsidiaryOf;
            return 3.5f;
        }
        if (string.Equals(left.Joined, right.Joined, StringComparison.Ordinal)) return SameWords(left, right, ref reasons);
        var names = NameEvidence.Of(left, right);
        if (names.Acronym)
        {
            reasons |= MatchReasons.Acronym;
            return (names.AcronymLength >= 4 ? 2f : 0.6f) - PerExtra * Math.Max(names.OnlyLeft, names.OnlyRight);
        }
        var contradiction = MathF.Sqrt(names.OnlyLeft * names.OnlyRight);
        var extra = Math.Abs(names.OnlyLeft - names.OnlyRight);
        var otherPlaces = Math.Min(names.PlacesLeft, names.PlacesRight);
        var morePlaces = Math.Max(names.PlacesLeft, names.PlacesRight) - otherPlaces;
        reasons |= names.Shared < 0.5f || contradiction >= 0.5f ? MatchReasons.DifferentName
            : names.Slips > 0 ? MatchReasons.NameSpelling
            : extra > 0 || contradiction > 0 ? MatchReasons.NamePart
            : MatchReasons.SameName;
        if (otherPlaces > 0) reasons |= MatchReasons.DifferentPlace;
        else if (morePlaces > 0 && contradiction < 0.5f) reasons |= MatchReasons.SubsidiaryOf;
        return -0.2f + PerShared * Math.Min(names.Shared, MostShared) - PerSlip * names.Slips - PerExtra * extra / Known(names.Shared)
            - PerContradiction * contradiction - PerContradiction * otherPlaces - PerPlace * morePlaces;
    }

    /// <summary>A word more weighs less beside much that is shared: long names are cut, and carry their letters behind.</summary>
    private static float Known(float shared) => 1 + Math.Max(0, shared - 1.2f) / 1.2f;

    /// <summary>The same words but for places: "Acme" and "Acme Deutschland".</summary>
    private static float SameWords(CustomerProfile left, CustomerProfile right, ref MatchReasons reasons)
    {
        var names = NameEvidence.Of(left, right);
        var shared = Math.Max(names.Shared, Math.Max(names.OnlyLeft, names.OnlyRight));
        var other = Math.Min(names.PlacesLeft, names.PlacesRight);
        var more = Math.Max(names.PlacesLeft, names.PlacesRight) - other;
        reasons |= MatchReasons.SameName;
        if (other > 0) reasons |= MatchReasons.DifferentPlace;
        else if (more > 0) reasons |= MatchReasons.SubsidiaryOf;
        return -0.2f + PerShared * Math.Min(shared, MostShared) - PerContradiction * other - PerPlace * more;
    }

    private static float Domain(CustomerProfile left, CustomerProfile right, ref MatchReasons reasons)
    {
        if (left.Domain is { } a && right.Domain is { } b)
        {
            if (string.Equals(a, b, StringComparison.Ordinal))
            {
                reasons |= MatchReasons.SameDomain;
                return reasons.HasFlag(MatchReasons.DifferentName) ? 6.5f : 5f;
            }
            if (SameLabel(a, b))
            {
                reasons |= MatchReasons.SameDomainName;
                return 2.5f;
            }
            reasons |= MatchReasons.DifferentDomain;
            return -1.5f;
        }
        if ((left.Domain is { } l && FitsName(l, right)) || (right.Domain is { } r && FitsName(r, left)))
        {
            reasons |= MatchReasons.DomainFitsName;
            return 1f;
        }
        return 0;
    }

    private static float Number(CustomerProfile left, CustomerProfile right, ref MatchReasons reasons)
    {
        if (left.RegistrationNumber is not { } a || right.RegistrationNumber is not { } b) return 0;
        if (string.Equals(a, b, StringComparison.Ordinal))
        {
            reasons |= MatchReasons.SameRegistrationNumber;
            return 9f;
        }
        reasons |= MatchReasons.DifferentRegistrationNumber;
        return reasons.HasFlag(MatchReasons.SameDomain) || reasons.HasFlag(MatchReasons.SubsidiaryOf) ? -0.5f : -2f;
    }

    private static float Place(CustomerProfile left, CustomerProfile right, ref MatchReasons reasons)
    {
        var odds = 0f;
        if (left.Country is { } a && right.Country is { } b)
        {
            var same = string.Equals(a, b, StringComparison.Ordinal);
            reasons |= same ? MatchReasons.SameCountry : MatchReasons.DifferentCountry;
            odds += same ? 0.2f : -0.8f;
        }
        if (left.PostalCode is { } p && string.Equals(p, right.PostalCode, StringComparison.Ordinal))
        {
            reasons |= MatchReasons.SamePostalCode;
            odds += 0.8f;
        }
        if (left.City is { } c && right.City is { } d)
        {
            var same = string.Equals(c, d, StringComparison.Ordinal);
            reasons |= same ? MatchReasons.SameCity : MatchReasons.DifferentCity;
            odds += same ? 0.4f : -0.4f;
        }
        return odds;
    }

    internal static bool FitsName(string domain, CustomerProfile profile)
    {
        var label = WebDomain.Label(domain).AsSpan();
        var name = profile.Joined.AsSpan();
        foreach (var c in label)
        {
            if (c == '-') continue;
            if (name.Length == 0 || name[0] != c) return false;
            name = name[1..];
        }
        return name.Length == 0;
    }

    private static bool IsParent(CustomerProfile parent, CustomerProfile child) =>
        child.Parent is { } name && string.Equals(parent.Joined, name, StringComparison.Ordinal);

    private static bool SameLabel(string a, string b)
    {
        var label = a.AsSpan(0, Math.Max(0, a.IndexOf('.', StringComparison.Ordinal)));
        return label.Length >= 4 && b.Length > label.Length && b[label.Length] == '.' && b.AsSpan().StartsWith(label);
    }
}
