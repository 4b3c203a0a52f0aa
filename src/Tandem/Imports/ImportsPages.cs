using Tandem.Identity;
using Tandem.Imports.Pages;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Ui;

namespace Tandem.Imports;

/// <summary>The pages of imports.</summary>
internal static class ImportsPages
{
    /// <summary>So many findings stand on the page; all of them are in the download.</summary>
    private const int Shown = 100;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapList("/imports", List);
        pages.MapList("/imports/export", Export);
        pages.MapGet("/imports/new", (IEnumerable<IImportable> kinds) => New(new Form<UploadForm>(), kinds, StatusCodes.Status200OK));
        pages.MapPost("/imports/new", Upload).Large();
        pages.MapGet("/imports/sample/{kind}", Sample);
        pages.MapGet("/imports/{id}", (Id<ImportRun> id, Actor actor, ShowImport.Handler show, IEnumerable<IImportable> kinds, CancellationToken ct) =>
            Page(id, refused: null, actor, show, kinds, ct));
        pages.MapGet("/imports/{id}/preview", Preview);
        pages.MapGet("/imports/{id}/findings", Findings);
        pages.MapPost("/imports/{id}/files/{file}/mapping", MapColumns);
        pages.MapPost("/imports/{id}/start", async (
            Id<ImportRun> id, Actor actor, StartImport.Handler run, ShowImport.Handler show, IEnumerable<IImportable> kinds, Words l, CancellationToken ct) =>
            await After(await run.Run(id, actor, ct), id, null, actor, show, kinds, l, ct));
        pages.MapPost("/imports/{id}/undo", async (
            Id<ImportRun> id, Actor actor, UndoImport.Handler run, ShowImport.Handler show, IEnumerable<IImportable> kinds, Words l, CancellationToken ct) =>
            await After(await run.Run(id, actor, ct), id, null, actor, show, kinds, l, ct));
    }

    private static async Task<IResult> List([AsParameters] ListImports ask, string? after, Actor actor, ListImports.Handler list, CancellationToken ct)
    {
        var runs = await list.Run(ask with { Cursor = after, Limit = 50 }, actor, ct);
        return runs.Ok ? UiModule.Page<ImportsPage>(new { Runs = runs.Value }) : TypedResults.NotFound();
    }

    private static IResult Export([AsParameters] ListImports ask, string? format, Actor actor, ListImports.Handler list, Words l, TimeProvider clock) =>
        new TableDownload($"imports-{clock.GetUtcNow():yyyy-MM-dd}", KindOf(format), async (table, ct) =>
        {
            await table.Row(l["Files"], l["State"], l["By"], l["Started"], l["Rows"], l["New"], l["Changed"], l["Unchanged"], l["Refused"]);
            await table.AllOf(
                after => list.Run(ask with { Cursor = after, Limit = PageAsk.Most }, actor, ct),
                r => [string.Join(", ", r.Files), l[States.Label(r.State)], r.By ?? "Tandem", r.Created, r.Rows, r.Added, r.Changed, r.Unchanged, r.Refused]);
        });

    private static IResult New(Form<UploadForm> form, IEnumerable<IImportable> kinds, int status) =>
        UiModule.Page<NewImportPage>(new { Form = form, Kinds = kinds.OrderBy(k => k.Order).ToList() }, status);

    private static async Task<IResult> Upload(
        Form<UploadForm> form, Actor actor, UploadImport.Handler upload, IEnumerable<IImportable> kinds, CancellationToken ct)
    {
        if (form.Ok)
        {
            var uploaded = await upload.Run(
                new UploadImport.Ask
                {
                    Files = [.. form.Files.Select(f => new UploadImport.Source(f.FileName, f.OpenReadStream))],
                    Kind = form.Value.Kind is { Length: > 0 } kind ? kind : null,
                    Currency = form.Value.Currency.Trim().ToUpperInvariant(),
                }, actor, ct);
            if (uploaded.Ok)
                return new SeeOther($"/imports/{uploaded.Value}");
            form.Refuse(uploaded.Refusal!);
        }

        return New(form, kinds, StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult Sample(string kind, string? format, IEnumerable<IImportable> kinds, Words l) =>
        kinds.FirstOrDefault(k => k.Kind == kind) is not { } importable
            ? TypedResults.NotFound()
            : new TableDownload(kind.Replace('.', '-'), KindOf(format), async (table, _) =>
            {
                await table.Row([.. importable.Fields.Select(f => l[f.Label])]);
                await table.Row([.. importable.Fields.Select(f => f.Sample)]);
            });

    private static async Task<IResult> Preview(Id<ImportRun> id, Actor actor, PreviewImport.Handler preview, ShowImport.Handler show, CancellationToken ct)
    {
        var files = await preview.Run(id, actor, ct);
        if (!files.Ok)
            return TypedResults.NotFound();
        var run = (await show.Run(id, actor, ct)).Value;
        return UiModule.Page<PreviewPage>(new { Run = id, Files = files.Value, run.Currency });
    }

    private static async Task<IResult> Findings(Id<ImportRun> id, string? format, Severity? severity, Actor actor, ShowImport.Handler show, Words l, CancellationToken ct) =>
        await FindingsFile(id, KindOf(format), severity, actor, show, l, ct);

    internal static async Task<IResult> FindingsFile(
        Id<ImportRun> id, TableKind kind, Severity? severity, Actor actor, ShowImport.Handler show, Words l, CancellationToken ct)
    {
        if (!(await show.Run(id, actor, ct)).Ok)
            return TypedResults.NotFound();
        return new TableDownload("findings", kind, async (table, stop) =>
        {
            await table.Row(l["File"], l["Row"], l["What"], l["Field"], l["Finding"]);
            await foreach (var found in show.Findings(id, severity).WithCancellation(stop))
                await table.Row(found.File, found.Row, l[States.Label(found.Severity)], l[found.Field], found.Message);
        });
    }

    private static async Task<IResult> MapColumns(
        Id<ImportRun> id, Id<ImportFile> file, HttpRequest request, Actor actor, MapImport.Handler map, ShowImport.Handler show, IEnumerable<IImportable> kinds, Words l,
        CancellationToken ct)
    {
        if (request.HttpContext.Features.Get<Microsoft.AspNetCore.Antiforgery.IAntiforgeryValidationFeature>() is { IsValid: false })
            return TypedResults.BadRequest();
        const string prefix = "Column.";
        var form = await request.ReadFormAsync(ct);
        var sameKind = form["Before"] == form["Kind"];
        var columns = form.Where(f => sameKind && f.Key.StartsWith(prefix, StringComparison.Ordinal) && f.Value.ToString().Length > 0)
            .ToDictionary(f => f.Key[prefix.Length..], f => f.Value.ToString());
        var mapped = await map.Run(id, new MapImport.Ask { File = file, Kind = form["Kind"].ToString(), Columns = columns }, actor, ct);
        return await After(mapped, id, l["The columns are saved, also for the next file with these headings."], actor, show, kinds, l, ct);
    }

    private static async Task<IResult> After(
        Outcome<Done> outcome, Id<ImportRun> id, string? done, Actor actor, ShowImport.Handler show, IEnumerable<IImportable> kinds, Words l, CancellationToken ct) =>
        outcome.Ok ? new SeeOther($"/imports/{id}", done) : await Page(id, l[outcome.Refusal!.Sentence, [.. outcome.Refusal.Args]], actor, show, kinds, ct);

    private static async Task<IResult> Page(
        Id<ImportRun> id, string? refused, Actor actor, ShowImport.Handler show, IEnumerable<IImportable> kinds, CancellationToken ct)
    {
        var run = await show.Run(id, actor, ct);
        if (!run.Ok)
            return TypedResults.NotFound();
        var findings = new List<ShowImport.Found>();
        if (run.Value.State != RunState.Preview)
        {
            await foreach (var found in show.Findings(id, severity: null, Shown).WithCancellation(ct))
                findings.Add(found);
        }

        return UiModule.Page<ImportPage>(
            new { Run = run.Value, Kinds = kinds.OrderBy(k => k.Order).ToList(), Findings = findings, Refused = refused },
            refused is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    internal static TableKind KindOf(string? format) => format == "xlsx" ? TableKind.Excel : TableKind.Csv;
}
