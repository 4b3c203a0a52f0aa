using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Partners.Pages;

namespace Tandem.Strategize.Tiers;

/// <summary>A partner came to another tier.</summary>
[Fact("strategize.tier-moved", Seen.ByPartner, Icon = "medal")]
public sealed record TierMoved(string FromCode, string ToCode, TierMoveKind Kind, int Rules) : IFact
{
    public string Say(Words l) => Kind switch
    {
        TierMoveKind.Promoted => l["raised the partner to {0}", Says.Tier(ToCode, l)],
        TierMoveKind.Demoted => l["moved the partner down to {0}", Says.Tier(ToCode, l)],
        TierMoveKind.Set => l["set the tier to {0}", Says.Tier(ToCode, l)],
        _ => l["placed the partner in {0}", Says.Tier(ToCode, l)],
    };
}

/// <summary>A partner falls short of its tier and has until a review to catch up.</summary>
[Fact("strategize.tier-short", Seen.ByPartner, Icon = "clock-exclamation")]
public sealed record TierShort(string TierCode, int Missing, DateOnly DownOn) : IFact
{
    public string Say(Words l) => l["sees the partner short of {0}: it has until {1:d}", Says.Tier(TierCode, l), DownOn];
}

/// <summary>A partner that fell short holds all requirements of its tier again.</summary>
[Fact("strategize.tier-kept", Seen.ByPartner, Icon = "circle-check")]
public sealed record TierKept(string TierCode) : IFact
{
    public string Say(Words l) => l["sees all requirements of {0} met again", Says.Tier(TierCode, l)];
}

/// <summary>The partner and who looks after it hear what happens to the tier.</summary>
public sealed class TierNotice : INoticeKind
{
    private static readonly IReadOnlyList<string> Facts = [FactKinds.Kind<TierMoved>(), FactKinds.Kind<TierShort>(), FactKinds.Kind<TierKept>()];

    public string Kind => "strategize.tier";

    public string Title => "A tier changed or is at stake";

    public Importance Importance => Importance.High;

    public IReadOnlyList<Role> Roles { get; } = [Role.ChannelManager, Role.PartnerManager, Role.Operations, Role.PartnerAdmin, Role.Signatory];

    public bool Wants(Event e) => Facts.Contains(e.Kind);

    public Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct) => db.ToFirmAndManager(e, "/tiers", Ours(e.Fact), firm => Theirs(e.Fact, firm), ct);

    private static Sentence Ours(IFact fact) => fact switch
    {
        TierMoved { Kind: TierMoveKind.Promoted } moved => new("Your firm is {0} now. See what that gives you.", Named(moved.ToCode)),
        TierMoved moved => new("Your firm's tier is {0} now.", Named(moved.ToCode)),
        TierShort missing => new("Your firm falls short of {0}: {1} requirements are not met. You have until {2}.", Named(missing.TierCode), missing.Missing, missing.DownOn),
        _ => new("Your firm meets all requirements of {0} again.", Named(((TierKept)fact).TierCode)),
    };

    private static Sentence Theirs(IFact fact, string firm) => fact switch
    {
        TierMoved moved => new("{0} moved from {1} to {2}.", firm, Named(moved.FromCode), Named(moved.ToCode)),
        TierShort missing => new("{0} falls short of {1} and has until {2}.", firm, Named(missing.TierCode), missing.DownOn),
        _ => new("{0} meets all requirements of {1} again.", firm, Named(((TierKept)fact).TierCode)),
    };

    private static string Named(string code) => code.Length == 0 ? code : char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ');
}
