using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;

namespace Tandem.Strategize.Specialisations;

/// <summary>A partner proved a specialisation.</summary>
[Fact("strategize.specialisation-earned", Seen.ByPartner, Icon = "certificate")]
public sealed record SpecialisationEarned(string NameCode, DateOnly ValidUntil, int Rules) : IFact
{
    public string Say(Words l) => l["gave the partner the specialisation {0}, valid until {1:d}", SpecialisationText.Named(NameCode), ValidUntil];
}

/// <summary>A specialisation begins another term.</summary>
[Fact("strategize.specialisation-renewed", Seen.ByPartner, Icon = "refresh")]
public sealed record SpecialisationRenewed(string NameCode, DateOnly ValidUntil, int Rules) : IFact
{
    public string Say(Words l) => l["renewed the specialisation {0} until {1:d}", SpecialisationText.Named(NameCode), ValidUntil];
}

/// <summary>A specialisation is soon to end, and something is missing for its renewal.</summary>
[Fact("strategize.specialisation-due", Seen.ByPartner, Icon = "clock-exclamation")]
public sealed record SpecialisationDue(string NameCode, int Missing, DateOnly ValidUntil) : IFact
{
    public string Say(Words l) => l["sees something missing for renewing {0} after {1:d}", SpecialisationText.Named(NameCode), ValidUntil];
}

/// <summary>A specialisation ended without renewal.</summary>
[Fact("strategize.specialisation-ended", Seen.ByPartner, Icon = "clock-off")]
public sealed record SpecialisationEnded(string NameCode) : IFact
{
    public string Say(Words l) => l["ended the specialisation {0}: it was not renewed", SpecialisationText.Named(NameCode)];
}

/// <summary>What became of a specialisation.</summary>
public enum SpecialisationMove
{
    Earned,
    Renewed,

    /// <summary>Something is missing for its renewal.</summary>
    Due,
    Ended,
}

/// <summary>How codes of specialisations read where their name is not at hand.</summary>
internal static class SpecialisationText
{
    public static readonly IReadOnlyList<string> Facts =
        [FactKinds.Kind<SpecialisationEarned>(), FactKinds.Kind<SpecialisationRenewed>(), FactKinds.Kind<SpecialisationDue>(), FactKinds.Kind<SpecialisationEnded>()];

    public static string Named(string code) => code.Length == 0 ? code : char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ');
}

/// <summary>The partner and who looks after it hear what happens to a specialisation.</summary>
public sealed class SpecialisationNotice : INoticeKind
{
    public string Kind => "strategize.specialisation";

    public string Title => "A specialisation was earned, renewed or is about to end";

    public Importance Importance => Importance.High;

    public IReadOnlyList<Role> Roles { get; } = [Role.ChannelManager, Role.PartnerManager, Role.Operations, Role.PartnerAdmin, Role.Signatory];

    public bool Wants(Event e) => SpecialisationText.Facts.Contains(e.Kind);

    public Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct) => db.ToFirmAndManager(e, "/specialisations", Ours(e.Fact), firm => Theirs(e.Fact, firm), ct);

    private static Sentence Ours(IFact fact) => fact switch
    {
        SpecialisationEarned earned => new("Your firm is specialised now: {0}, until {1}.", SpecialisationText.Named(earned.NameCode), earned.ValidUntil),
        SpecialisationRenewed renewed => new("Your firm's specialisation {0} is renewed until {1}.", SpecialisationText.Named(renewed.NameCode), renewed.ValidUntil),
        SpecialisationDue due => new("Something is missing to renew {0}: it ends after {1}.", SpecialisationText.Named(due.NameCode), due.ValidUntil),
        _ => new("Your firm's specialisation {0} has ended.", SpecialisationText.Named(((SpecialisationEnded)fact).NameCode)),
    };

    private static Sentence Theirs(IFact fact, string firm) => fact switch
    {
        SpecialisationEarned earned => new("{0} is specialised now: {1}, until {2}.", firm, SpecialisationText.Named(earned.NameCode), earned.ValidUntil),
        SpecialisationRenewed renewed => new("{0}: the specialisation {1} is renewed until {2}.", firm, SpecialisationText.Named(renewed.NameCode), renewed.ValidUntil),
        SpecialisationDue due => new("{0} misses something to renew {1}: it ends after {2}.", firm, SpecialisationText.Named(due.NameCode), due.ValidUntil),
        _ => new("{0}: the specialisation {1} has ended.", firm, SpecialisationText.Named(((SpecialisationEnded)fact).NameCode)),
    };
}
