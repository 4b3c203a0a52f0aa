using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>For whom a note or a file is meant.</summary>
public enum Audience
{
    /// <summary>The vendor's people only.</summary>
    Internal,

    /// <summary>The vendor and every partner that may see the subject.</summary>
    Shared,

    /// <summary>The author's own partner firm only; the vendor does not read it.</summary>
    Partner,
}

/// <summary>What a reader who may see a subject sees of it from outside: its name, its page, and whose it is.</summary>
/// <param name="Partner">The partner whose work the subject is part of; null for the vendor's own affairs.</param>
/// <param name="Title">The name of the subject in a sentence: <c>Nordwind GmbH, 40 seats</c>.</param>
/// <param name="Url">The page of the subject.</param>
public sealed record Sight(Ref Subject, Id<Organisation>? Partner, string Title, string Url)
{
    /// <summary>False for somebody who sees the subject's headline only: neither notes nor files.</summary>
    public bool Conversation { get; init; } = true;

    /// <summary>The vendor's people who look after the subject and whom the partner may address by name.</summary>
    public IReadOnlyList<Id<Person>> Contacts { get; init; } = [];

    /// <summary>The audiences that this reader belongs to, and may write for.</summary>
    public static IReadOnlyList<Audience> AudiencesOf(Actor reader) =>
        reader.IsVendor ? [Audience.Internal, Audience.Shared] : [Audience.Shared, Audience.Partner];

    /// <summary>The one of them that the other side does not belong to.</summary>
    public static Audience OwnAudienceOf(Actor reader) => reader.IsVendor ? Audience.Internal : Audience.Partner;
}

/// <summary>Answers, for the subjects of one kind, who may see them. A module writes one per kind; found by scan.</summary>
public interface ISubjectAccess
{
    /// <summary>The kind as it stands in a <see cref="Ref"/>: <c>deal</c>.</summary>
    string Kind { get; }

    /// <summary>What the reader sees, or null when for this reader the subject does not exist.</summary>
    Task<Sight?> See(Guid id, Actor reader, TandemDb db, CancellationToken ct);
}

/// <summary>The one place that mechanisms ask whether a person may see a thing of any kind; an unknown kind is seen by nobody.</summary>
public sealed class Subjects(IEnumerable<ISubjectAccess> kinds)
{
    private readonly Dictionary<string, ISubjectAccess> byKind = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);

    private (Ref Subject, Actor Reader, Sight Sight)? seen;

    /// <remarks>The parts of one page ask the same one after the other: the last answer stands for them all.</remarks>
    public async Task<Sight?> See(Ref subject, Actor reader, TandemDb db, CancellationToken ct)
    {
        if (seen is { } last && last.Subject == subject && ReferenceEquals(last.Reader, reader))
            return last.Sight;
        if (!byKind.TryGetValue(subject.Kind, out var access) || await access.See(subject.Id, reader, db, ct) is not { } sight)
            return null;
        Saw(sight, reader);
        return sight;
    }

    /// <summary>Whoever read the subject for this reader already says so, and it is not asked for again.</summary>
    public void Saw(Sight sight, Actor reader) => seen = (sight.Subject, reader, sight);

    /// <summary>As <see cref="See"/>, for one who wants to read or write notes and files there.</summary>
    public async Task<Sight?> Converse(Ref subject, Actor reader, TandemDb db, CancellationToken ct) =>
        await See(subject, reader, db, ct) is { Conversation: true } sight ? sight : null;
}
