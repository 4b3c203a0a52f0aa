using System.ComponentModel.DataAnnotations;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Search;

/// <summary>Finds records of every kind by the beginnings of words, among those the reader may see.</summary>
public static class FindEverything
{
    public sealed record Ask
    {
        [MaxLength(200)]
        public string? Q { get; init; }

        /// <summary>Only one kind, such as <c>deal</c>; without it the best few of each.</summary>
        [MaxLength(50)]
        public string? Kind { get; init; }

        /// <summary>Of one kind: the page, from 1.</summary>
        [Range(1, 20)]
        public int Page { get; init; } = 1;
    }

    public sealed record Found(string Query, IReadOnlyList<Group> Groups);

    /// <param name="More">There are more of this kind than shown; how many is not counted.</param>
    public sealed record Group(string Kind, string Name, string Icon, IReadOnlyList<Hit> Hits, bool More);

    public sealed record Hit(string Kind, Guid Id, string Title, string? Detail, string Url);

    public const int PageSize = 25;
    private const int PerGroup = 5;

    public sealed class Handler(Finder finder, IEnumerable<ISearchSource> sources, Words l)
    {
        public async Task<Outcome<Found>> Run(Ask ask, Actor actor, CancellationToken ct)
        {
            var query = ask.Q?.Trim() ?? "";
            var words = SearchWords.Of(query);
            var groups = new List<Group>();
            foreach (var source in words.Count == 0 ? [] : Open(actor).Where(s => ask.Kind is null || s.Kind == ask.Kind))
            {
                var (skip, take) = ask.Kind is null ? (0, PerGroup) : ((ask.Page - 1) * PageSize, PageSize);
                var hits = await finder.Find(words, [source.Kind], SearchReaders.For(actor), skip + take + 1, ct);
                if (hits.Count > skip)
                    groups.Add(new Group(source.Kind, l[source.Group], source.Icon, [.. hits.Skip(skip).Take(take)], hits.Count > skip + take));
            }

            return new Found(query, groups);
        }

        /// <summary>The best few of all kinds together: what the command palette shows while somebody types.</summary>
        public async Task<IReadOnlyList<Hit>> Quick(string? query, Actor actor, CancellationToken ct)
        {
            var words = SearchWords.Of(query);
            var kinds = Open(actor).Select(s => s.Kind).ToList();
            return words.Count == 0 || kinds.Count == 0 ? [] : await finder.Find(words, kinds, SearchReaders.For(actor), 12, ct);
        }

        private IEnumerable<ISearchSource> Open(Actor actor) => sources.Where(s => s.OpenTo(actor));
    }
}
