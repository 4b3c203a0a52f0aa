using System.Diagnostics;
using Npgsql;
using Tandem.Demo;
using Tandem.Engine.Matching;

namespace Tandem.Bench;

/// <summary>The index of a million customers and the look-up in it, beside trigrams of PostgreSQL on the same names where it can be reached.</summary>
internal static class MatchingBench
{
    private const int LookUps = 2_000;
    private const int PeerLookUps = 200;
    private const int Seed = 7;

    public static async Task Run(string? postgres, int names, Action<FormattableString> line)
    {
        var dice = new Random(Seed);
        var firms = new BulkNames(dice);
        var identities = Enumerable.Range(0, names).Select(_ => firms.Firm(Names.Pick(Names.Lands, dice))).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Work.Begin();
        var book = new CustomerBook();

        // Normal forms on all cores, filing on one: what an application that starts would do.
        foreach (var chunk in identities.Chunk(10_000))
        {
            foreach (var profile in chunk.AsParallel().AsOrdered().Select(CustomerProfile.Of))
                book.Add(profile);
        }

        line($"index of {names} customers: {started.Took()}, {(GC.GetTotalMemory(true) - before) / 1e6:0} MB | limit 60 s for a million");

        var asked = Enumerable.Range(0, LookUps).Select(_ => Asked(identities, dice)).ToArray();
        foreach (var (identity, _) in asked.Take(200))
            book.Find(CustomerProfile.Of(identity), 0.75);
        var (times, found) = (new List<double>(), 0);
        foreach (var (identity, number) in asked)
        {
            var at = Stopwatch.GetTimestamp();
            var matches = book.Find(CustomerProfile.Of(identity), 0.5);
            times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            found += matches.Any(m => m.Customer == number) ? 1 : 0;
        }

        line($"look-up of a respelled customer: {Times.Of(times)}, found {100.0 * found / LookUps:0.0} % | limit 5 ms at the 95th");

        var added = new List<double>();
        for (var i = 0; i < LookUps; i++)
        {
            var firm = firms.Firm(Names.Pick(Names.Lands, dice));
            var at = Stopwatch.GetTimestamp();
            book.Add(CustomerProfile.Of(firm));
            added.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }

        line($"one customer more: {Times.Of(added)}");
        if (postgres is not null)
            await Peer(postgres, identities, asked, line);
    }

    /// <summary>As somebody in a hurry types it, without its web domain.</summary>
    private static (CustomerIdentity Identity, int Number) Asked(CustomerIdentity[] identities, Random dice)
    {
        var number = dice.Next(identities.Length);
        var known = identities[number];
        var land = Names.Lands.First(l => l.Code == known.Country);
        return (known with { Name = Names.Respell(known.Name, land, dice), Domain = null }, number);
    }

    private static async Task Peer(string database, CustomerIdentity[] identities, (CustomerIdentity Identity, int Number)[] asked, Action<FormattableString> line)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await Execute(connection, "CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE TEMP TABLE peer_names (id integer, name text)");
        var started = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginBinaryImportAsync("COPY peer_names FROM STDIN BINARY"))
        {
            for (var i = 0; i < identities.Length; i++)
                await copy.WriteRowAsync(default, i, identities[i].Name);
            await copy.CompleteAsync();
        }

        await Execute(connection, "CREATE INDEX ON peer_names USING gin (name gin_trgm_ops); ANALYZE peer_names");
        line($"pg_trgm: index of the same names: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        var (times, found) = (new List<double>(), 0);
        await using var command = new NpgsqlCommand("SELECT id FROM peer_names WHERE name % $1 ORDER BY similarity(name, $1) DESC LIMIT 10", connection);
        var parameter = command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "" });
        foreach (var (identity, number) in asked.Take(PeerLookUps))
        {
            parameter.Value = identity.Name;
            var at = Stopwatch.GetTimestamp();
            await using var rows = await command.ExecuteReaderAsync();
            var hit = false;
            while (await rows.ReadAsync())
                hit |= rows.GetInt32(0) == number;
            times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            found += hit ? 1 : 0;
        }

        line($"pg_trgm: look-up: {Times.Of(times)}, found among ten {100.0 * found / times.Count:0.0} %");
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A piece of work: how long it took, and how much of the processors, which a busy machine does not lengthen.</summary>
internal readonly record struct Work(long At, TimeSpan Processor)
{
    public static Work Begin() => new(Stopwatch.GetTimestamp(), Used());

    public string Took() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(At).TotalSeconds:0.00} s ({(Used() - Processor).TotalSeconds:0.00} s of processor)");

    private static TimeSpan Used()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}

/// <summary>Median and 95th percentile of times in milliseconds, as a line says them.</summary>
internal static class Times
{
    public static string Of(List<double> times)
    {
        times.Sort();
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{times[times.Count / 2]:0.00} ms median, {times[(int)(times.Count * 0.95)]:0.00} ms 95th");
    }
}
