using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Search;

/// <summary>The full-text part of the index, which each database has in its own way: FTS5 on SQLite, tsvector on PostgreSQL.</summary>
public static class SearchTables
{
    /// <summary>What is made last: where it stands, so does all the rest.</summary>
    public static string LastOf(bool postgres) => postgres ? "ix_search_scope_title" : "search_changed";

    private const string Sqlite =
        """
        CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5(
            scope, kind, title_words, text_words, content='', detail=column,
            tokenize="unicode61 remove_diacritics 0 tokenchars '_'", prefix='2 3 4');
        CREATE INDEX IF NOT EXISTS ix_search_title ON search_entries (title_words);
        CREATE INDEX IF NOT EXISTS ix_search_scope_title ON search_entries (scope, title_words);
        CREATE TRIGGER IF NOT EXISTS search_added AFTER INSERT ON search_entries BEGIN
            INSERT INTO search_words (rowid, scope, kind, title_words, text_words)
            VALUES (new.id, new.scope, '_k' || new.kind, new.title_words, new.text_words);
        END;
        CREATE TRIGGER IF NOT EXISTS search_removed AFTER DELETE ON search_entries BEGIN
            INSERT INTO search_words (search_words, rowid, scope, kind, title_words, text_words)
            VALUES ('delete', old.id, old.scope, '_k' || old.kind, old.title_words, old.text_words);
        END;
        CREATE TRIGGER IF NOT EXISTS search_changed AFTER UPDATE ON search_entries BEGIN
            INSERT INTO search_words (search_words, rowid, scope, kind, title_words, text_words)
            VALUES ('delete', old.id, old.scope, '_k' || old.kind, old.title_words, old.text_words);
            INSERT INTO search_words (rowid, scope, kind, title_words, text_words)
            VALUES (new.id, new.scope, '_k' || new.kind, new.title_words, new.text_words);
        END;
        """;

    // Words are plain already, so they become lexemes as they are: no parser, no dictionary, no unaccent to install.
    private const string Postgres =
        """
        ALTER TABLE search_entries ADD COLUMN IF NOT EXISTS document tsvector GENERATED ALWAYS AS (array_to_tsvector(
            string_to_array(scope || ' _k' || kind || rtrim(' ' || title_words) || rtrim(' ' || text_words), ' '))) STORED;
        CREATE INDEX IF NOT EXISTS ix_search_document ON search_entries USING gin (document);
        CREATE INDEX IF NOT EXISTS ix_search_title ON search_entries (title_words COLLATE "C");
        CREATE INDEX IF NOT EXISTS ix_search_scope_title ON search_entries (scope, title_words COLLATE "C");
        """;

    /// <summary>Idempotent; called at each start, after the tables of the model are there.</summary>
    public static async Task Create(TandemDb db, CancellationToken ct)
    {
        // One writer: two nodes may start at once.
        await using var write = await db.BeginWrite(ct, ["search-tables"]);
        await db.Database.ExecuteSqlRawAsync(db.IsPostgres ? Postgres : Sqlite, ct);
        await write.Commit(ct);
    }
}
