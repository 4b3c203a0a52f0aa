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
