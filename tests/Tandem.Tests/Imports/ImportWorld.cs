using System.Text;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Imports;
using Tandem.Kernel;

namespace Tandem.Tests.Imports;

/// <summary>Uploads to test with, carried out on the spot.</summary>
internal sealed class ImportWorld(TestApp app)
{
    public Actor Operations { get; } = new() { Name = "Operations", IsVendor = true };

    /// <summary>Mark a test's own records with it, so that tests of a class do not meet.</summary>
    public static string Mark() => $"T{Guid.NewGuid().ToString("N")[..8]}";

    public static UploadImport.Source Text(string name, string text, Encoding? encoding = null)
    {
        var bytes = (encoding ?? Encoding.UTF8).GetBytes(text);
        return new UploadImport.Source(name, () => new MemoryStream(bytes));
    }

    public Task<Outcome<Id<ImportRun>>> TryUpload(params UploadImport.Source[] files) => app.Run((UploadImport.Handler h) =>
        h.Run(new UploadImport.Ask { Files = files, Currency = "USD" }, Actor.System, CancellationToken.None));

    public async Task<Id<ImportRun>> Upload(params UploadImport.Source[] files) => (await TryUpload(files)).Value;

    public async Task<ShowImport.View> Import(params UploadImport.Source[] files) => await CarryOut(await Upload(files));

    public async Task<ShowImport.View> CarryOut(Id<ImportRun> run)
    {
        var started = await app.Run((StartImport.Handler h) => h.Run(run, Actor.System, CancellationToken.None));
        if (!started.Ok)
            throw new InvalidOperationException(started.Refusal!.Sentence);
        await app.Run((ExecuteImport.Handler h) => h.Run(run, null, CancellationToken.None));
        return await Show(run);
    }

    public async Task<ShowImport.View> Show(Id<ImportRun> run) =>
        (await app.Run((ShowImport.Handler h) => h.Run(run, Actor.System, CancellationToken.None))).Value;

    public async Task<ShowImport.View> Undo(Id<ImportRun> run)
    {
        await app.Run((UndoImport.Handler h) => h.Run(run, Actor.System, CancellationToken.None));
        await app.Run((CarryOutUndo.Handler h) => h.Run(run, Actor.System, CancellationToken.None));
        return await Show(run);
    }

    public async Task<List<PreviewImport.FilePreview>> Preview(Id<ImportRun> run) =>
        (await app.Run((PreviewImport.Handler h) => h.Run(run, Actor.System, CancellationToken.None))).Value;

    public Task<List<ShowImport.Found>> Findings(Id<ImportRun> run) =>
        app.Run(async (ShowImport.Handler h) => await h.Findings(run, severity: null).ToListAsync());
}
