using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>One kind of notice that a module sends: which events it speaks of, to whom, in which words. Found by scan.</summary>
/// <remarks>
/// Runs in the transaction of the notices' subscriber, so it only reads. Imported events never come here, the one who acted is
/// left out afterwards, and each person chooses the way a kind reaches them.
/// </remarks>
public interface INoticeKind
{
    /// <summary><c>module.kind</c>, stable: preferences are kept by it.</summary>
    string Kind { get; }

    /// <summary>The line on the preferences page: "One of my registrations was decided".</summary>
    string Title { get; }

    /// <summary>How the notice reaches people who have not chosen.</summary>
    Importance Importance { get; }

    /// <summary>The roles whose people are offered this choice.</summary>
    IReadOnlyList<Role> Roles { get; }

    bool Wants(Event e);

    Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct);
}

/// <summary>A notice on its way to one person.</summary>
/// <param name="Link">The page where the person can act on it.</param>
public sealed record Addressed(Id<Person> Person, Sentence Sentence, string Link);

/// <summary>How much a kind of notice wants to be seen.</summary>
public enum Importance
{
    /// <summary>Good to know: in the portal only.</summary>
    Low,

    /// <summary>In the portal, and in the daily summary by e-mail.</summary>
    Normal,

    /// <summary>Somebody waits for this person: in the portal, and by e-mail at once.</summary>
    High,
}

/// <summary>Whether and when a kind of notice comes by e-mail.</summary>
public enum ByMail
{
    Off,
    Daily,
    Now,
}
