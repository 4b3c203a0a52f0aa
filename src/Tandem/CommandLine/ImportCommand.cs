using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Tandem.Identity;
using Tandem.Imports;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.CommandLine;

/// <summary><c>tandem import crm FOLDER</c>: brings a CRM's export in and prints what arrived beside what the files say.</summary>
public sealed class ImportCommand : ICliCommand
{
    private static readonly string[] Endings = [".csv", ".txt", ".tsv", ".xlsx"];

    private static long told;

    public Command Build()
    {
        var crm = new Command("crm", "Accounts, products, sales teams and opportunities: every CSV or Excel file of a folder.");
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "Where the exported files lie." };
        var currency = new Option<string?>("--currency") { Description = "ISO 4217 code of the amounts; the programme's currency unless given." };
        var dry = new Option<bool>("--preview") { Description = "Say what would happen and write nothing." };
        crm.Arguments.Add(folder);
        crm.Options.Add(currency);
        crm.Options.Add(dry);
        crm.SetAction((parsed, ct) => Host(
            services => Crm(services, parsed.GetValue(folder)!, parsed.GetValue(currency)?.ToUpperInvariant(), parsed.GetValue(dry), ct), ct));

        var undo = new Command("undo", "Takes an import back, except what people have touched since.");
        var run = new Argument<Guid>("RUN") { Description = "The id that the import printed." };
        undo.Arguments.Add(run);
        undo.SetAction((parsed, ct) => Host(services => Undo(services, new Id<ImportRun>(parsed.GetValue(run)), ct), ct));
        return new Command("import", "Brings records in by file.") { crm, undo };
    }

    private static async Task<int> Host(Func<IServiceProvider, Task<int>> work, CancellationToken ct)
    {
        // Results alone go to standard output.
        await using var app = TandemHost.Build(
            ["--Logging:Console:LogToStandardErrorThreshold=Trace", "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=Warning"]);
        await TandemHost.Prepare(app, ct);
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    private static async Task<int> Crm(IServiceProvider services, DirectoryInfo folder, string? currency, bool preview, CancellationToken ct)
    {
        if (!folder.Exists)
            return await Fail($"There is no folder {folder.FullName}.");
        var files = folder.GetFiles().Where(f => Endings.Contains(f.Extension.ToLowerInvariant())).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            return await Fail("The folder holds no CSV or Excel file.");
        var programme = (await services.GetRequiredService<PolicyBook>().Current<ProgrammePolicy>(services.GetRequiredService<TimeProvider>().GetUtcNow(), ct)).Rules;
        var upload = await services.GetRequiredService<UploadImport.Handler>().Run(
            new UploadImport.Ask
            {
                Files = [.. files.Select(f => new UploadImport.Source(f.Name, f.OpenRead))],
                Currency = currency ?? programme.Currency,
                LeaveUnknown = true,
            }, Actor.System, ct);
        if (!upload.Ok)
            return await Fail(Problems.Say(upload.Refusal!));
        if (preview)
            return await Preview(services, upload.Value, ct);

        var started = await services.GetRequiredService<StartImport.Handler>().Run(upload.Value, Actor.System, ct);
        if (!started.Ok)
            return await Fail(Problems.Say(started.Refusal!));
        await services.GetRequiredService<ExecuteImport.Handler>().Run(upload.Value, Progress, ct);
        return await Report(services, upload.Value, files.ConvertAll(f => f.Name), ct);
    }

    private static void Progress(ImportFile file)
    {
        if (Stopwatch.GetElapsedTime(told) < TimeSpan.FromSeconds(0.5))
            return;
        told = Stopwatch.GetTimestamp();
        Console.Error.WriteLine($"{file.Name}: {file.Decided} of {file.Rows} rows");
    }

    private static async Task<int> Preview(IServiceProvider services, Id<ImportRun> id, CancellationToken ct)
    {
        var previews = await services.GetRequiredService<PreviewImport.Handler>().Run(id, Actor.System, ct);
        foreach (var file in previews.Value)
        {
            Line($"{file.Name} ({file.Form}): {file.Added} new, {file.Changed} changed, {file.Unchanged} unchanged, {file.Refused} refused, {file.Corrections} corrections of {file.Judged} rows");
            foreach (var problem in file.Problems)
                Line($"  {problem}");
            Totals(file.Totals);
        }

        return 0;
    }

    private static async Task<int> Report(IServiceProvider services, Id<ImportRun> id, List<string> given, CancellationToken ct)
    {
        var shown = services.GetRequiredService<ShowImport.Handler>();
        var run = (await shown.Run(id, Actor.System, ct)).Value;
        foreach (var file in run.Files)
        {
            Line($"{file.Title}: {file.Name} ({file.Form}), {file.Rows} rows: {file.Added} new, {file.Changed} changed, {file.Unchanged} unchanged, {file.Refused} refused");
            Totals(file.Totals);
        }

        foreach (var unknown in given.Except(run.Files.Select(f => f.Name)))
            Line($"{unknown}: not recognised, left out");
        await Findings(shown, id, ct);
        Line($"Import {id}: {run.State}{(run.Problem.Length > 0 ? $", {run.Problem}" : "")} in {(run.Ended - run.Started)?.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s, amounts in {run.Currency}");
        return run.State == RunState.Done ? 0 : 1;
    }

    /// <summary>Counts and sums per group: as the file says, and as they arrived.</summary>
    private static void Totals(IReadOnlyDictionary<string, GroupTotal> totals)
    {
        if (totals.Count == 0)
            return;
        Line($"  {"",-14} {"in the file",28} {"arrived",28}");
        foreach (var (group, t) in totals.Append(new("all", new GroupTotal(
            totals.Values.Sum(t => t.FileRows), totals.Values.Sum(t => t.FileSum), totals.Values.Sum(t => t.ArrivedRows), totals.Values.Sum(t => t.ArrivedSum)))))
        {
            var same = t.FileRows == t.ArrivedRows && t.FileSum == t.ArrivedSum;
            Line($"  {group,-14} {t.FileRows,10:N0} {t.FileSum,17:N2} {t.ArrivedRows,10:N0} {t.ArrivedSum,17:N2}  {(same ? "equal" : "DIFFERENT")}");
        }
    }

    /// <summary>Equal findings once with their count; the first rows named.</summary>
    private static async Task Findings(ShowImport.Handler shown, Id<ImportRun> id, CancellationToken ct)
    {
        const int most = 40;
        var grouped = new Dictionary<(string File, Severity Severity, string Field, string Message), List<int>>();
        var more = 0;
        await foreach (var found in shown.Findings(id, severity: null).WithCancellation(ct))
        {
            var key = (found.File, found.Severity, found.Field, found.Message);
            if (grouped.TryGetValue(key, out var rows))
                rows.Add(found.Row);
            else if (grouped.Count < 10_000)
                grouped[key] = [found.Row];
            else
                more++;
        }

        foreach (var (key, rows) in grouped.OrderBy(g => g.Key.Severity).ThenByDescending(g => g.Value.Count).Take(most))
            Line($"  {key.Severity}: {key.File}, {key.Field}: {key.Message} ({rows.Count} rows: {string.Join(", ", rows.Take(3))}{(rows.Count > 3 ? ", …" : "")})");
        if (grouped.Count + more > most)
            Line($"  … and {grouped.Count + more - most} more; all are at /imports/{id}");
    }

    private static async Task<int> Undo(IServiceProvider services, Id<ImportRun> id, CancellationToken ct)
    {
        var asked = await services.GetRequiredService<UndoImport.Handler>().Run(id, Actor.System, ct);
        if (!asked.Ok)
            return await Fail(Problems.Say(asked.Refusal!));
        var done = await services.GetRequiredService<CarryOutUndo.Handler>().Run(id, Actor.System, ct);
        if (!done.Ok)
            return await Fail(Problems.Say(done.Refusal!));
        var run = (await services.GetRequiredService<ShowImport.Handler>().Run(id, Actor.System, ct)).Value;
        Line($"{run.TakenBack} records taken back, {run.LeftStanding} left because they were touched since.");
        return 0;
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static async Task<int> Fail(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 1;
    }
}
