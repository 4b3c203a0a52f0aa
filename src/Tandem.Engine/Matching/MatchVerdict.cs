namespace Tandem.Engine.Matching;

/// <summary>Why two records were taken for the same customer, or not.</summary>
[Flags]
public enum MatchReasons
{
    None = 0,
    Identical = 1 << 0,
    SameRegistrationNumber = 1 << 1,
    SameDomain = 1 << 2,
    SameDomainName = 1 << 3,
    SameName = 1 << 4,
    NameSpelling = 1 << 5,
    NamePart = 1 << 6,
    Acronym = 1 << 7,
    SubsidiaryOf = 1 << 8,
    DomainFitsName = 1 << 9,
    SameCountry = 1 << 10,
    SameCity = 1 << 11,
    SamePostalCode = 1 << 12,
    DifferentRegistrationNumber = 1 << 16,
    DifferentDomain = 1 << 17,
    DifferentName = 1 << 18,
    DifferentCountry = 1 << 19,
    DifferentCity = 1 << 20,
    DifferentPlace = 1 << 21,
}

/// <summary>One reason with the two values that were compared.</summary>
public readonly record struct MatchReason(MatchReasons Code, string Left, string Right);

/// <summary>The probability that two customers are one, with the reasons for and against.</summary>
public readonly record struct MatchVerdict(double Probability, MatchReasons Reasons)
{
    /// <summary>The reasons one by one, strongest kind first, with the values of both sides.</summary>
    public IEnumerable<MatchReason> Explain(CustomerProfile left, CustomerProfile right)
    {
        foreach (var code in Enum.GetValues<MatchReasons>())
        {
            if (code == MatchReasons.None || !Reasons.HasFlag(code)) continue;
            yield return code switch
            {
                MatchReasons.SameRegistrationNumber or MatchReasons.DifferentRegistrationNumber =>
                    new(code, left.RegistrationNumber ?? "", right.RegistrationNumber ?? ""),
                MatchReasons.SameDomain or MatchReasons.SameDomainName or MatchReasons.DifferentDomain =>
                    new(code, left.Domain ?? "", right.Domain ?? ""),
                MatchReasons.DomainFitsName => left.Domain is null || (right.Domain is not null && CustomerMatch.FitsName(right.Domain, left))
                    ? new(code, left.Name, right.Domain ?? "")
                    : new(code, left.Domain, right.Name),
                MatchReasons.SameCountry or MatchReasons.DifferentCountry => new(code, left.Country ?? "", right.Country ?? ""),
                MatchReasons.SameCity or MatchReasons.DifferentCity => new(code, left.City ?? "", right.City ?? ""),
                MatchReasons.SamePostalCode => new(code, left.PostalCode ?? "", right.PostalCode ?? ""),
                _ => new MatchReason(code, left.Name, right.Name),
            };
        }
    }
}
