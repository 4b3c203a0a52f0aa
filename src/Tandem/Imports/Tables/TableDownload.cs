namespace Tandem.Imports.Tables;

/// <summary>Answers a request with a table as a file to keep: any list's export.</summary>
/// <param name="Name">The file's name without its ending, such as <c>deals-2026-03-31</c>.</param>
/// <param name="Write">Writes header and rows; called once the answer begins, so it may stream a query.</param>
public sealed record TableDownload(string Name, TableKind Kind, Func<TableWriter, CancellationToken, Task> Write) : IResult
{
    public async Task ExecuteAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        http.Response.ContentType = TableWriter.ContentType(Kind);
        http.Response.Headers.ContentDisposition = new Microsoft.Net.Http.Headers.ContentDispositionHeaderValue("attachment")
        {
            FileName = null,
            FileNameStar = Name + TableWriter.Extension(Kind),
        }.ToString();
        if (Kind == TableKind.Csv)
        {
            await using var csv = TableWriter.To(http.Response.Body, Kind);
            await Write(csv, ct);
            return;
        }

        // A workbook is written synchronously, which a connection must not be: it takes the way over a file.
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        await using (var excel = TableWriter.To(file, Kind))
            await Write(excel, ct);
        file.Position = 0;
        http.Response.ContentLength = file.Length;
        await file.CopyToAsync(http.Response.Body, ct);
    }
}
