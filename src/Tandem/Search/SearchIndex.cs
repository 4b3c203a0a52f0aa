using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Tandem.Kernel;

namespace Tandem.Search;

/// <summary>Writes records into the index: also a use case may, so that its record is found in the same instant.</summary>
public static class SearchIndex
{
    private const string Upsert =
        """
        INSERT INTO search_entries (kind, subject_id, partner_id, scope, title, detail, url, title_words, text_words, updated)
        VALUES (@kind, @subject, @partner, @scope, @title, @detail, @url, @titleWords, @textWords, @updated)
        ON CONFLICT (kind, subject_id) DO UPDATE SET
            partner_id = excluded.partner_id, scope = excluded.scope, title = excluded.title, detail = excluded.detail,
            url = excluded.url, title_words = excluded.title_words, text_words = excluded.text_words, updated = excluded.updated
        WHERE search_entries.scope <> excluded.scope OR search_entries.title <> excluded.title
            OR coalesce(search_entries.detail, '') <> coalesce(excluded.detail, '') OR search_entries.url <> excluded.url
            OR search_entries.text_words <> excluded.text_words
        """;

    /// <summary>Brings the records of a source up to date, in the caller's transaction; what the source no longer describes goes.</summary>
    public static async Task Refresh(this TandemDb db, ISearchSource source, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
            return;
        var texts = await source.Describe(ids, db, ct);
        var gone = ids.Except(texts.Select(t => t.Id)).ToList();
        if (gone.Count > 0)
            await db.Set<SearchEntry>().Where(e => e.Kind == source.Kind && gone.Contains(e.SubjectId)).ExecuteDeleteAsync(ct);
        await Put(db, source.Kind, texts, ct);
    }

    private static async Task Put(TandemDb db, string kind, IReadOnlyList<SearchText> texts, CancellationToken ct)
    {
        var connection = db.Database.GetDbConnection();
        await using var command = connection.CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("The index is written within the transaction of what it describes.");
        command.CommandText = Upsert;
        var values = new[] { "kind", "subject", "partner", "scope", "title", "detail", "url", "titleWords", "textWords", "updated" }
            .Select(name => Parameter(command, name)).ToArray();
        foreach (var text in texts)
        {
            object?[] row =
            [
                kind, text.Id, text.Readers.Partner?.Value, text.Readers.Scope, Cut(text.Title, 300), Cut(text.Detail, 300), text.Url,
                SearchWords.Line(Cut(text.Title, 300)), SearchWords.Line(text.Detail + " " + text.Text), text.Updated.UtcDateTime,
            ];
            for (var i = 0; i < row.Length; i++)
                values[i].Value = row[i] ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static DbParameter Parameter(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@" + name;
        command.Parameters.Add(parameter);
        if (parameter is Npgsql.NpgsqlParameter typed && name == "partner")
            typed.NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid;
        return parameter;
    }

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}
