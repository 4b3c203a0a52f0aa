using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tandem.Kernel;

namespace Tandem.Bench;

/// <summary>
/// The least a server can do: the rows of one registration written with plain commands and one commit, fifty deals read and
/// rendered. No sign-in, no rules, no check, no layout. What Tandem's figures are held against.
/// </summary>
internal static class Bare
{
    /// <summary>The tables of one registration, each with the column that names its deal or entry.</summary>
    private static readonly (string Name, string Find)[] Tables =
    [
        ("deals", "id = @deal"), ("deal_lines", "deal_id = @deal"), ("registrations", "id = @deal"), ("approval_requests", "subject_id = @deal"),
        ("customer_entries", "claim_id = @deal"), ("customer_keys", "entry_id IN (SELECT id FROM customer_entries WHERE claim_id = @deal)"),
        ("events", "subject_id = @deal"),
    ];

    private static long references = DateTime.UtcNow.Ticks;
    private static SemaphoreSlim? oneWriter;

    public static async Task Serve(string database)
    {
        var storage = new Storage(database);
        oneWriter = storage.IsPostgres ? null : new SemaphoreSlim(1, 1);
        var pattern = await Pattern(storage);
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/", () => "bare");
        app.MapPost("/registrations", async (BareDeal ask, CancellationToken ct) => TypedResults.Ok(new { id = await Write(storage, pattern, ask.CustomerName, ct) }));
        app.MapGet("/deals", async (CancellationToken ct) => TypedResults.Text(await Read(storage, ct), "text/html", Encoding.UTF8));
        await app.RunAsync();
    }

    /// <summary>The rows of the youngest registration: new ones are written like them.</summary>
    private static async Task<List<Row>> Pattern(Storage storage)
    {
        await using var connection = await storage.Open(default);
        await using var youngest = connection.CreateCommand();
        youngest.CommandText = "SELECT claim_id FROM customer_entries WHERE claim_id IS NOT NULL ORDER BY id DESC LIMIT 1";
        var deal = await youngest.ExecuteScalarAsync();
        var rows = new List<Row>();
        foreach (var (table, find) in Tables)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table} WHERE {find}" + (table == "events" ? " LIMIT 1" : "");
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("deal", deal);
            command.Parameters.Add(parameter);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows.Add(new Row(
                    table, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)],
                    [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]));
            }
        }

        return rows;
    }

    private static async Task<Guid> Write(Storage storage, List<Row> pattern, string customer, CancellationToken ct)
    {
        if (oneWriter is not null)
            await oneWriter.WaitAsync(ct);
        try
        {
            var (deal, entry) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            await using var connection = await storage.Open(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using var batch = connection.CanCreateBatch ? connection.CreateBatch() : null;
            batch?.Transaction = transaction;
            foreach (var table in pattern.GroupBy(r => r.Table))
            {
                var sql = new StringBuilder($"INSERT INTO {table.Key} ({string.Join(", ", table.First().Columns.Select(c => $"\"{c}\""))}) VALUES ");
                var values = new List<object>();
                foreach (var row in table)
                {
                    sql.Append(values.Count == 0 ? "(" : ", (");
                    for (var i = 0; i < row.Columns.Length; i++)
                    {
                        sql.Append(i == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"{(batch is null ? "@p" : "$")}{values.Count + 1}");
                        values.Add(row.Fresh(i, deal, entry, customer));
                    }

                    sql.Append(')');
                }

                if (batch is not null)
                {
                    var command = batch.CreateBatchCommand();
                    command.CommandText = sql.ToString();
                    values.ForEach(value => command.Parameters.Add(new NpgsqlParameter { Value = value }));
                    batch.BatchCommands.Add(command);
                    continue;
                }

                await using var single = connection.CreateCommand();
                (single.CommandText, single.Transaction) = (sql.ToString(), transaction);
                for (var i = 0; i < values.Count; i++)
                    single.Parameters.Add(new SqliteParameter(string.Create(CultureInfo.InvariantCulture, $"@p{i + 1}"), values[i]));
                await single.ExecuteNonQueryAsync(ct);
            }

            if (batch is not null)
                await batch.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
            return deal;
        }
        finally
        {
            oneWriter?.Release();
        }
    }

    private static async Task<string> Read(Storage storage, CancellationToken ct)
    {
        await using var connection = await storage.Open(ct);
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT d.reference, d.customer_name, o.name, p.name, d.amount_minor, d.amount_currency, d.status, d.stage, d.touched
            FROM (SELECT * FROM deals WHERE status <> 'Draft' AND archived IS NULL ORDER BY touched DESC, id DESC LIMIT 50) AS d
            LEFT JOIN organisations o ON o.id = d.partner_id LEFT JOIN people p ON p.id = d.owner_id
            ORDER BY d.touched DESC
            """;
        var html = new StringBuilder("<!doctype html><title>Deals</title><table>");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            html.Append("<tr>");
            for (var i = 0; i < reader.FieldCount; i++)
                html.Append("<td>").Append(WebUtility.HtmlEncode(Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))).Append("</td>");
            html.Append("</tr>");
        }

        return html.Append("</table>").ToString();
    }

    internal sealed record BareDeal(string CustomerName);

    /// <summary>One row as it was read.</summary>
    private sealed record Row(string Table, string[] Columns, object[] Values)
    {
        /// <summary>The same value, unless it must differ from row to row.</summary>
        public object Fresh(int column, Guid deal, Guid entry, string customer) => (Table, Columns[column]) switch
        {
            ("deals", "id") or (_, "deal_id" or "subject_id" or "claim_id") or ("registrations", "id") => deal,
            ("customer_entries", "id") or (_, "entry_id") => entry,
            (_, "id") => Guid.CreateVersion7(),
            ("deals", "reference") => Reference.Nth('D', Interlocked.Increment(ref references)),
            ("deals", "customer_name") => customer,
            ("customer_keys", "hash") => Random.Shared.NextInt64(),
            ("events", "position") => DBNull.Value,
            _ => Values[column],
        };
    }
}
