using Tandem.Engine.Matching;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Sell.Pages;

/// <summary>What the conflict check and the approval know, in a reviewer's words.</summary>
public static class SaysOfReview
{
    public static string Kind(string kind, Words l) => kind switch
    {
        RequestKind.Appeal => l["Appeal"],
        RequestKind.Extension => l["Extension"],
        _ => l["Registration"],
    };

    public static Tone ToneOfKind(string kind) => kind switch
    {
        RequestKind.Appeal => Tone.Plum,
        RequestKind.Extension => Tone.Accent,
        _ => Tone.Plain,
    };

    public static string IconOfKind(string kind) => kind switch
    {
        RequestKind.Appeal => "scale",
        RequestKind.Extension => "shield",
        _ => "briefcase",
    };

    public static string Of(FindingKind kind, Words l) => kind switch
    {
        FindingKind.EarlierRegistration => l["Another partner's registration"],
        FindingKind.DirectDeal => l["Our own sales"],
        FindingKind.Incumbent => l["Incumbent partner"],
        _ => l["Our existing customer"],
    };

    /// <summary>Why a person looks at it.</summary>
    public static string Route(string reason, Words l) => reason switch
    {
        "conflict" => l["A claim of somebody else was found"],
        "amount" => l["Above the amount approved by rule"],
        "tier" => l["The partner's tier needs a person"],
        "sample" => l["Drawn as a sample of clean registrations"],
        "policy" => l["The policy sends all to people"],
        "clean" => l["Clean; a rule approves it"],
        _ => reason,
    };

    public static string Of(MatchReasons reason, Words l) => reason switch
    {
        MatchReasons.Identical => l["Identical in every part"],
        MatchReasons.SameRegistrationNumber => l["Same company registration number"],
        MatchReasons.SameDomain => l["Same web domain"],
        MatchReasons.SameDomainName => l["Same domain name under another ending"],
        MatchReasons.SameName => l["Same name without legal form"],
        MatchReasons.NameSpelling => l["Same name, other spelling"],
        MatchReasons.NamePart => l["One name contains the other"],
        MatchReasons.Acronym => l["One name abbreviates the other"],
        MatchReasons.SubsidiaryOf => l["Parent and subsidiary"],
        MatchReasons.DomainFitsName => l["The web domain fits the name"],
        MatchReasons.SameCountry => l["Same country"],
        MatchReasons.SameCity => l["Same city"],
        MatchReasons.SamePostalCode => l["Same postal code"],
        MatchReasons.DifferentRegistrationNumber => l["Different registration numbers"],
        MatchReasons.DifferentDomain => l["Different web domains"],
        MatchReasons.DifferentName => l["Different names"],
        MatchReasons.DifferentCountry => l["Different countries"],
        MatchReasons.DifferentCity => l["Different cities"],
        _ => l["Different places"],
    };

    /// <summary>Speaks against being one customer.</summary>
    public static bool IsAgainst(MatchReasons reason) => reason >= MatchReasons.DifferentRegistrationNumber;

    public static Match MatchOfName(IEnumerable<MatchReasons> reasons) => Strongest(
        reasons, [MatchReasons.Identical, MatchReasons.SameName], [MatchReasons.NameSpelling, MatchReasons.NamePart, MatchReasons.Acronym, MatchReasons.SubsidiaryOf]);

    public static Match MatchOfDomain(IEnumerable<MatchReasons> reasons) => Strongest(
        reasons, [MatchReasons.Identical, MatchReasons.SameDomain], [MatchReasons.SameDomainName, MatchReasons.DomainFitsName]);

    private static Match Strongest(IEnumerable<MatchReasons> reasons, MatchReasons[] same, MatchReasons[] near)
    {
        var all = reasons.ToHashSet();
        return same.Any(all.Contains) ? Match.Same : near.Any(all.Contains) ? Match.Near : Match.None;
    }
}
