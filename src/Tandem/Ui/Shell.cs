namespace Tandem.Ui;

/// <summary>What the frame around a page shows of the person who is signed in.</summary>
public sealed record Shell
{
    public string Name { get; init; } = "";
    public string Organisation { get; init; } = "";
    public string RoleLabel { get; init; } = "";
    public bool IsVendor { get; init; }
    public bool SignedIn { get; init; }

    public Guid? Person { get; init; }

    public Guid? Firm { get; init; }

    public string NoticesHref { get; init; } = "/notices";
    public string ProfileHref { get; init; } = "/me";
    public string SignInHref { get; init; } = "/sign-in";
    public string SignOutHref { get; init; } = "/sign-out";

    /// <summary>Whose portal is being looked at, when an operator looks through a partner's eyes.</summary>
    public string? ViewingAs { get; init; }

    public Func<string, bool> May { get; init; } = static _ => false;

    public string Initials => Formats.Initials(Name);

    /// <summary>Nobody is signed in.</summary>
    public static Shell Stranger { get; } = new();
}

/// <summary>How the frame learns who is signed in; the module of identity gives it.</summary>
public delegate ValueTask<Shell> ShellSource(HttpContext http, CancellationToken ct);

/// <summary>The notices that wait under the bell, as a question of <see cref="Waiting" />; the module of notices gives it.</summary>
public sealed record UnreadSource(string Rows);
