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
[Fact("identity.token-revoked", Icon = "key-off")]
public sealed record TokenRevoked(Id<AccessToken> Token) : IFact
{
    public string Say(Words l) => l["ended an access token"];
}

/// <summary>A person belongs to a firm from now on.</summary>
[Fact("identity.person-joined", Seen.ByPartner, Icon = "user-plus")]
public sealed record PersonJoined(Id<Organisation> Organisation, IReadOnlyList<Role> Roles) : IFact
{
    public string Say(Words l) => l["joined"];
}
