using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Tandem.Kernel;

namespace Tandem.Search;

/// <summary>Asks the index, in the words of each database.</summary>
/// <remarks>
/// First the titles that begin as asked, then records in which every word begins a word. Both are bounded, so a short
/// common beginning costs as little as a rare one; ranking happens among what the bounds let through.
/// </remarks>
public sealed class Finder(TandemDb db)
{
    private const int Considered = 600;

    public async Task<IReadOnlyList<FindEverything.Hit>> Find(
        IReadOnlyList<string> words, IReadOnlyList<string> kinds, IReadOnlyList<string>? scopes, int take, CancellationToken ct)
    {
        var start = string.Join(' ', words);
        var rows = new Dictionary<long, Row>();
        foreach (var row in await ByTitle(start, kinds, scopes, take, ct))
            rows[row.Id] = row;
        if (rows.Count < take)
        {
            foreach (var row in await ByWords(words, kinds, scopes, ct))
                rows.TryAdd(row.Id, row);
        }

        return [.. rows.Values.OrderByDescending(row => Weight(row.TitleWords, start, words)).ThenByDescending(row => row.Updated).ThenBy(row => row.Id)
            .Take(take).Select(row => new FindEverything.Hit(row.Kind, row.SubjectId, row.Title, row.Detail, row.Url))];
    }

    /// <summary>3: the title is what was asked; 2: begins so; 1: has all the words; 0: found by other text.</summary>
    private static int Weight(string title, string start, IReadOnlyList<string> words) =>
        title == start ? 3
        : title.StartsWith(start, StringComparison.Ordinal) ? 2
        : words.All(word => (" " + title).Contains(" " + word, StringComparison.Ordinal)) ? 1
        : 0;

    private Task<IEnumerable<Row>> ByTitle(string start, IReadOnlyList<string> kinds, IReadOnlyList<string>? scopes, int take, CancellationToken ct)
    {
        // The last possible text that begins so: no word contains this character.
        var end = start + "\uffff";
        var (title, inScopes, inKinds) = db.IsPostgres
            ? ("title_words COLLATE \"C\"", "scope = ANY(@scopes)", "kind = ANY(@kinds)")
            : ("title_words", "scope IN @scopes", "kind IN @kinds");
        var sql = $"""
            SELECT {Columns} FROM search_entries
            WHERE {title} >= @start AND {title} < @end AND {inKinds} {(scopes is null ? "" : "AND " + inScopes)}
            ORDER BY {title} LIMIT {take}
            """;
        return Query(sql, new { start, end, kinds, scopes }, ct);
    }

    private Task<IEnumerable<Row>> ByWords(IReadOnlyList<string> words, IReadOnlyList<string> kinds, IReadOnlyList<string>? scopes, CancellationToken ct)
    {
        if (db.IsPostgres)
        {
            // Words are letters and digits only, so nothing in them can end the quotes.
            var parts = words.Select(word => $"'{word}':*")
                .Append("(" + string.Join('|', kinds.Select(kind => $"'_k{kind}'")) + ")")
                .Concat(scopes is null ? [] : ["(" + string.Join('|', scopes.Select(scope => $"'{scope}'")) + ")"]);
            return Query(
                $"SELECT {Columns} FROM search_entries WHERE document @@ CAST(@query AS tsquery) LIMIT {Considered}",
                new { query = string.Join(" & ", parts) }, ct);
        }

        var match = string.Join(" AND ", words.Select(word => $"{{title_words text_words}} : \"{word}\" *")
            .Append("kind : (" + string.Join(" OR ", kinds.Select(kind => $"\"_k{kind}\"")) + ")")
            .Concat(scopes is null ? [] : ["scope : (" + string.Join(" OR ", scopes.Select(scope => $"\"{scope}\"")) + ")"]));
        return Query(
            $"""
            SELECT {Columns} FROM search_entries
            WHERE id IN (SELECT rowid FROM search_words WHERE search_words MATCH @match ORDER BY rowid DESC LIMIT {Considered})
            """, new { match }, ct);
    }

    private const string Columns =
        "id AS Id, kind AS Kind, subject_id AS SubjectId, title AS Title, detail AS Detail, url AS Url, title_words AS TitleWords, updated AS Updated";

    private async Task<IEnumerable<Row>> Query(string sql, object arguments, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var rows = await db.Database.GetDbConnection().QueryAsync<Raw>(new CommandDefinition(
                sql, arguments, db.Database.CurrentTransaction?.GetDbTransaction(), cancellationToken: ct));
            return rows.Select(r => new Row(
                r.Id, r.Kind, r.SubjectId as Guid? ?? Guid.Parse((string)r.SubjectId), r.Title, r.Detail, r.Url, r.TitleWords, $"{r.Updated:o}"));
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private sealed record Row(long Id, string Kind, Guid SubjectId, string Title, string? Detail, string Url, string TitleWords, string Updated);

    // SQLite gives ids and moments as text, PostgreSQL in their own types.
    private sealed class Raw
    {
        public long Id { get; set; }

        public string Kind { get; set; } = "";

        public object SubjectId { get; set; } = "";

        public string Title { get; set; } = "";

        public string? Detail { get; set; }

        public string Url { get; set; } = "";

        public string TitleWords { get; set; } = "";

        public object Updated { get; set; } = "";
    }
}
