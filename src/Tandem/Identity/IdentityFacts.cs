using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>A person opened a session.</summary>
[Fact("identity.signed-in", Icon = "login")]
public sealed record SignedIn(Id<Session> Session) : IFact
{
    public string Say(Words l) => l["signed in"];
}

/// <summary>A person closed sessions: one, or every other one.</summary>
[Fact("identity.signed-out", Icon = "logout")]
public sealed record SignedOut(int Sessions, Id<Session>? Session = null) : IFact
{
    public string Say(Words l) => Sessions == 1 ? l["signed out"] : l["signed out of {0} sessions", Sessions];
}

/// <summary>Too many wrong passwords: the address rests for a while.</summary>
[Fact("identity.sign-in-locked", Icon = "lock")]
public sealed record SignInLocked(int Attempts) : IFact
{
    public string Say(Words l) => l["could not sign in after {0} wrong passwords; the sign-in rests for ten minutes", Attempts];
}

/// <summary>A person chose a password, or changed it.</summary>
[Fact("identity.password-changed", Icon = "key")]
public sealed record PasswordChanged : IFact
{
    public string Say(Words l) => l["changed the password"];
}

/// <summary>A token or an API key was made.</summary>
[Fact("identity.token-issued", Icon = "key")]
public sealed record TokenIssued(Id<AccessToken> Token, bool ForFirm, DateTimeOffset? Expires) : IFact
{
    public string Say(Words l) => ForFirm ? l["made an API key"] : l["made an access token"];
}

/// <summary>A token or an API key was ended.</summary>
[Fact("identity.token-revoked", Icon = "ban")]
public sealed record TokenRevoked(Id<AccessToken> Token) : IFact
{
    public string Say(Words l) => l["ended an access token"];
}

/// <summary>A person belongs to a firm from now on; the invitation, if any, waits for the mail that carries its link.</summary>
[Fact("identity.person-joined", Seen.ByPartner, Icon = "user-plus")]
public sealed record PersonJoined(Id<Organisation> Organisation, IReadOnlyList<Role> Roles, Id<Invitation>? Invitation = null) : IFact
{
    public string Say(Words l) => l["let this person in as {0}", string.Join(", ", Roles.Select(r => l[r.Label()]))];
}

/// <summary>A person got a new one-time link, by its own wish or a colleague's.</summary>
[Fact("identity.link-sent", Icon = "mail")]
public sealed record LinkSent(Id<Invitation> Invitation) : IFact
{
    public string Say(Words l) => l["was sent a link to choose a password"];
}

/// <summary>A person's roles changed.</summary>
[Fact("identity.roles-changed", Seen.ByPartner, Icon = "user-cog")]
public sealed record RolesChanged(IReadOnlyList<Role> Before, IReadOnlyList<Role> After) : IFact
{
    public string Say(Words l) => l["changed the roles to {0}", string.Join(", ", After.Select(r => l[r.Label()]))];
}

/// <summary>A person left its firm: every door closed at once.</summary>
[Fact("identity.person-left", Seen.ByPartner, Icon = "user-minus")]
public sealed record PersonLeft : IFact
{
    public string Say(Words l) => l["closed the sign-in"];
}

/// <summary>A person who had left is back.</summary>
[Fact("identity.person-returned", Seen.ByPartner, Icon = "user-check")]
public sealed record PersonReturned : IFact
{
    public string Say(Words l) => l["opened the sign-in again"];
}
