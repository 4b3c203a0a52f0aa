using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Tandem;
using Tandem.Bench;

// dotnet run -c Release --project bench -- [--seconds 10] [--only start|reads|writes|register]
//     measures Tandem on the database in TANDEM_DATABASE
// dotnet run -c Release --project bench -- --only import [--rows 1000000]
//     measures an import into databases of its own, of the kind that TANDEM_DATABASE names
// dotnet run -c Release --project bench -- --only measures
//     measures the KPIs of all partners; it adds daily counts of events and values to the database in TANDEM_DATABASE
// dotnet run -c Release --project bench -- --only models|matching [--rows 1000000]
//     measures the engine alone; matching puts PostgreSQL's trigrams beside it where TANDEM_DATABASE names one
var only = Setting("--only");
var size = Setting("--rows") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
if (only is "models" or "matching")
{
    Line($"{Environment.ProcessorCount} cores, load average {File.ReadAllText("/proc/loadavg")[..14]}");
    if (only is "models")
        ModelsBench.Run(size, Line);
    else
        await MatchingBench.Run(Environment.GetEnvironmentVariable("TANDEM_DATABASE") is { } named && named.Contains("Host=", StringComparison.OrdinalIgnoreCase) ? named : null, size, Line);
    return 0;
}

if (Environment.GetEnvironmentVariable("TANDEM_DATABASE") is not { Length: > 0 } database)
{
    Console.Error.WriteLine("Name a database made by `tandem demo --scale` in TANDEM_DATABASE.");
    return 2;
}

if (args is ["bare", ..])
{
    await Bare.Serve(database);
    return 0;
}

var seconds = TimeSpan.FromSeconds(Setting("--seconds") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 10);
var self = Path.Combine(AppContext.BaseDirectory, "Tandem.Bench.dll");
// A project reference carries the assembly but not the front end beside it: the server is the one that was built.
var tandem = Environment.GetEnvironmentVariable("TANDEM_SERVER")
    ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../src/Tandem/bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0/Tandem.dll"));

if (only is "import")
{
    await ImportBench.Run(database, tandem, size);
    return 0;
}

await using var app = TandemHost.Build(["--Logging:LogLevel:Default=Error"]);
await TandemHost.Prepare(app, default);
if (only is "measures")
{
    await MeasuresBench.Run(app.Services, Line);
    return 0;
}

var world = await BenchWorld.Read(app.Services);
Line($"Database: {world.Size}; {Environment.ProcessorCount} cores, load average {File.ReadAllText("/proc/loadavg")[..14]}");

if (only is null or "start")
    await StartUp.Measure(database, tandem);

// A programme that slept for some nights computes them at once when it wakes: not beside what is measured.
Environment.SetEnvironmentVariable("TANDEM_JOBS", "off");
if (only is null or "reads")
    await Reads.Measure(database, tandem, self, seconds);
if (only is "register")
    await new Writes(world, database, tandem, self, seconds).Register();
if (only is null or "writes")
    await new Writes(world, database, tandem, self, seconds).Run(app.Services);

return 0;

string? Setting(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
