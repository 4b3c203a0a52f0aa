using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tandem.Kernel;

namespace Tandem.Bench;

/// <summary>
/// An import of opportunities from the command line beside the bare write of the very same rows (binary COPY or prepared inserts, the
/// same tables with their indexes, in transactions of as many rows), each into its own copy of one database.
/// </summary>
internal static class ImportBench
{
    private const int Together = 5_000;

    /// <summary>The tables an opportunity touches, those first that others point to.</summary>
    private static readonly string[] Tables = ["deals", "deal_lines", "customer_entries", "customer_keys", "events"];

    public static async Task Run(string database, string tandem, int rows)
    {
        var storage = new Storage(database);
        var work = Directory.CreateTempSubdirectory("tandem-bench-import").FullName;
        var (known, opportunities) = (Path.Combine(work, "known"), Path.Combine(work, "opportunities"));
        CrmExport.Write(known, opportunities, rows);

        var (ours, bare) = await Fresh(storage, work);
        await Import(tandem, ours, known, work);
        await Copy(ours, bare, work);
        var before = await Counts(ours);
        var watch = Stopwatch.StartNew();
        var memory = await Import(tandem, ours, opportunities, work);
        watch.Stop();
        var took = await Seconds(ours);
        var (written, raw) = await Bare(ours, bare, before);

        var counts = string.Join(", ", written.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Value} {w.Key}")));
        Say($"import on {(storage.IsPostgres ? "PostgreSQL" : "SQLite")}, {rows} opportunities: {counts}");
        Say($"import: {rows / took:0} rows per s, {took:0.0} s ({watch.Elapsed.TotalSeconds:0.0} s from command to prompt) | limit {rows / raw / 4:0} per s (a quarter of the bare write)");
        Say($"bare write of the same rows: {rows / raw:0} rows per s, {raw:0.0} s; the import reaches {raw / took:0.00} of it");
        Say($"import, most memory: {memory.Private:0} MB private, {memory.Resident:0} MB resident (of which {memory.Mapped:0} MB are pages of files) | limit 300 MB");
        await Drop(storage);
        Directory.Delete(work, recursive: true);
    }

    /// <summary>Runs the command and watches its memory.</summary>
    private static async Task<(double Private, double Resident, double Mapped)> Import(string tandem, Storage into, string folder, string work)
    {
        var start = new ProcessStartInfo("dotnet", [tandem, "import", "crm", folder]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        (start.Environment["TANDEM_DATABASE"], start.Environment["TANDEM_DATA"]) = (into.ConnectionString, work);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        using var process = Process.Start(start)!;
        var told = process.StandardOutput.ReadToEndAsync();
        var progress = process.StandardError.ReadToEndAsync();
        var most = (Private: 0.0, Resident: 0.0, Mapped: 0.0);
        while (!process.HasExited)
        {
            if (Memory(process.Id) is { } now)
                most = (Math.Max(most.Private, now.Private), Math.Max(most.Resident, now.Private + now.Mapped), Math.Max(most.Mapped, now.Mapped));
            await Task.Delay(200);
        }

        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The import failed: {await told} {await progress}");
        return most;
    }

    /// <summary>In MB, as Linux tells it.</summary>
    private static (double Private, double Mapped)? Memory(int process)
    {
        try
        {
            var status = File.ReadLines($"/proc/{process}/status").Where(line => line.StartsWith("Rss", StringComparison.Ordinal))
                .Select(line => line.Split(['\t', ' ', ':'], StringSplitOptions.RemoveEmptyEntries)).ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture) / 1024);
            return (status["RssAnon"], status["RssFile"] + status["RssShmem"]);
        }
        catch (Exception e) when (e is IOException or KeyNotFoundException)
        {
            // It ended just now.
            return null;
        }
    }

    /// <summary>The rows that the import added, written again: reading them is not counted.</summary>
    private static async Task<(Dictionary<string, int> Written, double Seconds)> Bare(Storage from, Storage to, Dictionary<string, long> before)
    {
        var watch = new Stopwatch();
        var written = new Dictionary<string, int>();
        await using var target = await to.Open(default);
        var sources = new List<(string Table, DbConnection Connection, DbDataReader Reader)>();
        foreach (var table in Tables)
        {
            var connection = await from.Open(default);
            var command = connection.CreateCommand();
            // In the order in which they were written, which is about the order on the page.
            command.CommandText = from.IsPostgres
                ? $"SET synchronize_seqscans = off; SELECT * FROM {table} OFFSET {before[table]}"
                : $"SELECT * FROM {table} WHERE rowid > {before[table]} ORDER BY rowid";
            sources.Add((table, connection, await command.ExecuteReaderAsync()));
            written[table] = 0;
        }

        // So many rows of each table as belong to so many deals; the deals go ahead a little of what points to them.
        for (var (more, round) = (true, 0); more; round++)
        {
            var chunks = new List<(string Table, List<string> Columns, List<string> Types, List<object[]> Rows)>();
            foreach (var (table, _, reader) in sources)
            {
                var rows = new List<object[]>();
                for (var n = table == "customer_keys" ? Together * 4 : table == "deals" && round == 0 ? Together * 2 : Together; n > 0 && await reader.ReadAsync(); n--)
                {
                    var row = new object[reader.FieldCount];
                    reader.GetValues(row);
                    rows.Add(row);
                }

                var columns = Enumerable.Range(0, reader.FieldCount).ToList();
                chunks.Add((table, columns.ConvertAll(reader.GetName), columns.ConvertAll(reader.GetDataTypeName), rows));
                written[table] += rows.Count;
            }

            more = chunks.Exists(chunk => chunk.Rows.Count > 0);
            watch.Start();
            await using var transaction = await target.BeginTransactionAsync();
            foreach (var (table, columns, types, rows) in chunks.Where(chunk => chunk.Rows.Count > 0))
                await (target is NpgsqlConnection postgres ? Copy(postgres, table, columns, types, rows) : Insert(target, transaction, table, columns, rows));
            await transaction.CommitAsync();
            watch.Stop();
        }

        foreach (var (_, connection, reader) in sources)
        {
            await reader.DisposeAsync();
            await connection.DisposeAsync();
        }

        return (written, watch.Elapsed.TotalSeconds);
    }

    private static async Task Copy(NpgsqlConnection connection, string table, List<string> columns, List<string> types, List<object[]> rows)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            await copy.StartRowAsync();
            for (var i = 0; i < row.Length; i++)
                await (row[i] is DBNull ? copy.WriteNullAsync() : copy.WriteAsync(row[i], types[i].Split('(')[0]));
        }

        await copy.CompleteAsync();
    }

    private static async Task Insert(DbConnection connection, DbTransaction transaction, string table, List<string> columns, List<object[]> rows)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"$p{i}"))})";
        foreach (var i in Enumerable.Range(0, columns.Count))
            command.Parameters.Add(new SqliteParameter($"$p{i}", null));
        command.Prepare();
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                command.Parameters[i].Value = row[i];
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<Dictionary<string, long>> Counts(Storage storage)
    {
        var counts = new Dictionary<string, long>();
        foreach (var table in Tables)
            counts[table] = await Number(storage, storage.IsPostgres ? $"SELECT count(*) FROM {table}" : $"SELECT coalesce(max(rowid), 0) FROM {table}");
        return counts;
    }

    /// <summary>How long the last import ran, by its own account.</summary>
    private static async Task<double> Seconds(Storage storage) => await Number(
        storage,
        storage.IsPostgres
            ? "SELECT (extract(epoch FROM ended - started) * 1000)::bigint FROM import_runs ORDER BY created DESC LIMIT 1"
            : "SELECT CAST((julianday(ended) - julianday(started)) * 86400000 AS INTEGER) FROM import_runs ORDER BY created DESC LIMIT 1") / 1000.0;

    private static async Task<long> Number(Storage storage, string sql)
    {
        await using var connection = await storage.Open(default);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Two names for databases of this kind: one is made by the first import, the other copied from it.</summary>
    private static async Task<(Storage Ours, Storage Bare)> Fresh(Storage like, string work)
    {
        if (!like.IsPostgres)
            return (new Storage($"Data Source={Path.Combine(work, "ours.db")}"), new Storage($"Data Source={Path.Combine(work, "bare.db")}"));
        await Drop(like);
        await Execute(like, "CREATE DATABASE tandem_bench_ours");
        return (Named(like, "tandem_bench_ours"), Named(like, "tandem_bench_bare"));
    }

    private static async Task Copy(Storage from, Storage to, string work)
    {
        NpgsqlConnection.ClearAllPools();
        if (from.IsPostgres)
            await Execute(Named(from, "postgres"), "CREATE DATABASE tandem_bench_bare TEMPLATE tandem_bench_ours");
        else
            await Execute(from, $"VACUUM INTO '{Path.Combine(work, "bare.db")}'");
    }

    private static async Task Drop(Storage like)
    {
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        if (!like.IsPostgres)
            return;
        foreach (var name in new[] { "tandem_bench_ours", "tandem_bench_bare" })
            await Execute(like, $"DROP DATABASE IF EXISTS {name}");
    }

    private static Storage Named(Storage storage, string database) =>
        new(new NpgsqlConnectionStringBuilder(storage.ConnectionString) { Database = database }.ToString());

    private static async Task Execute(Storage storage, string sql)
    {
        await using var connection = await storage.Open(default);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
