using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Demo;

/// <summary>Loads the demo programme into a new database, once, and remembers the sign-ins beside it.</summary>
public static class DemoLoader
{
    /// <summary>Where the demo sign-ins are kept, so that the second start can print them again.</summary>
    private static string Note(IConfiguration configuration) => Path.Combine(Folders.Data(configuration), "demo-sign-ins.txt");

    /// <summary>Stands beside a SQLite file for as long as its demo is being loaded.</summary>
    private static string? MarkOf(Storage storage) =>
        storage.IsPostgres ? null : new SqliteConnectionStringBuilder(storage.ConnectionString).DataSource + ".loading";

    /// <summary>Throws away a demo whose loading was cut short, so that this start makes a whole one.</summary>
    public static void ClearUnfinished(Storage storage)
    {
        if (MarkOf(storage) is not { } mark || !File.Exists(mark))
            return;
        Console.Error.WriteLine("The last start was cut short while it loaded the demo programme: it is made anew.");
        var database = new SqliteConnectionStringBuilder(storage.ConnectionString).DataSource;
        foreach (var ending in new[] { "", "-wal", "-shm", ".loading" })
            File.Delete(database + ending);
    }

    public static async Task Load(string[] args, TimeProvider today, Options options, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var end = DateOnly.FromDateTime(today.GetUtcNow().UtcDateTime);
        var clock = new StoppedClock(new DateTimeOffset(end.AddMonths(-options.Months).ToDateTime(new TimeOnly(4, 0)), TimeSpan.Zero));
        await using var app = TandemHost.Build(args, clock);
        var mark = MarkOf(app.Services.GetRequiredService<Storage>());
        if (mark is not null)
            await File.WriteAllTextAsync(mark, "", ct);
        await Console.Error.WriteAsync("Loading the demo programme ");
        var people = await new DemoProgramme(app.Services, clock, options.Seed).Fill(
            options.Partners, options.Months, end, _ => Console.Error.Write('.'), ct);
        var note = Note(app.Configuration);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(note))!);
        await File.WriteAllTextAsync(note, people.Text() + Environment.NewLine, ct);
        if (mark is not null)
            File.Delete(mark);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $" done in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s."));
    }

    /// <summary>Prints the demo sign-ins of this database, if it has any.</summary>
    public static async Task PrintSignIns(WebApplication app, CancellationToken ct)
    {
        if (!await DemoSignIns.Exist(app.Services, ct))
            return;
        Console.WriteLine("Demo sign-ins:");
        Console.WriteLine(File.Exists(Note(app.Configuration))
            ? (await File.ReadAllTextAsync(Note(app.Configuration), ct)).TrimEnd()
            : "  (their note is gone; delete the database to make a new demo)");
    }

    /// <summary>How large and which demo.</summary>
    public sealed record Options(int Partners = 60, int Months = 18, int Seed = 7);
}
