using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Search;

/// <summary>What one kind of record is found by. A module writes one per kind; found by scan.</summary>
public interface ISearchSource
{
    /// <summary>The kind as it stands in a <see cref="Ref"/>: <c>deal</c>.</summary>
    string Kind { get; }

    /// <summary>The heading of its results, English: <c>Deals</c>.</summary>
    string Group { get; }

    string Icon { get; }

    /// <summary>Only who holds it finds this kind; null is everybody, within their own rows.</summary>
    string? Permission => null;

    /// <summary>May this reader look for this kind at all? By <see cref="Permission"/>, unless a source knows better.</summary>
    bool OpenTo(Actor reader) => Permission is null || reader.May(Permission);

    /// <summary>Which records of this kind an event may have changed: its subject, unless a source knows better.</summary>
    IEnumerable<Guid> Touched(Event e) => e.SubjectKind == Kind ? [e.SubjectId] : [];

    /// <summary>How these records read now; one that is left out is found no more. Set-wise: one or two queries for all.</summary>
    Task<IReadOnlyList<SearchText>> Describe(IReadOnlyList<Guid> ids, TandemDb db, CancellationToken ct);

    /// <summary>The ids after one in order of id, for building the index anew.</summary>
    Task<IReadOnlyList<Guid>> After(Guid last, int take, TandemDb db, CancellationToken ct);
}

/// <summary>A record as search shows and finds it.</summary>
/// <param name="Title">Found first, and shown.</param>
/// <param name="Detail">A second line, shown and found: stage, city, number.</param>
/// <param name="Text">Found but not shown: contacts, domains, external ids. No amounts and nothing a reader of this row may not know.</param>
/// <param name="Readers">Who finds it.</param>
public sealed record SearchText(Guid Id, string Title, string? Detail, string? Text, string Url, SearchReaders Readers, DateTimeOffset Updated);

/// <summary>Who finds a record: the vendor always does.</summary>
public readonly record struct SearchReaders
{
    private SearchReaders(string scope, Id<Organisation>? partner) => (Scope, Partner) = (scope, partner);

    /// <summary>A word that no text contains, because texts lose their underscores.</summary>
    internal string Scope { get; }

    internal Id<Organisation>? Partner { get; }

    public static SearchReaders Vendor { get; } = new("_v", null);

    /// <summary>Every partner: a product, a page of the library.</summary>
    public static SearchReaders Everybody { get; } = new("_a", null);

    public static SearchReaders Of(Id<Organisation> partner) => new($"_p{partner.Value:N}", partner);

    /// <summary>The scopes an actor searches in; null is all of them.</summary>
    internal static IReadOnlyList<string>? For(Actor actor) => actor.IsVendor ? null : [Everybody.Scope, Of(actor.Partner).Scope];
}
