using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Tandem.Kernel;

namespace Tandem.Files;

/// <summary>What the store knows of a content it keeps.</summary>
public sealed record Content(string Sha, string MediaType, long Size);

/// <summary>A folder where each content lies once under its own hash; several nodes may share it.</summary>
/// <remarks>
/// A content is durable before the row that names it is written: it is written beside its place, forced to the disk and
/// renamed, so a kill leaves at worst a content that no row names, which the sweep takes away.
/// </remarks>
public sealed class FileStore(string folder, FileRules rules)
{
    public FileRules Rules { get; } = rules;

    public async Task<Outcome<Content>> Keep(Stream upload, string name, CancellationToken ct)
    {
        var incoming = Directory.CreateDirectory(Path.Combine(folder, "incoming")).FullName;
        var temporary = Path.Combine(incoming, Guid.NewGuid().ToString("N"));
        try
        {
            Content content;
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1))
            {
                var (sha, size) = await Copy(upload, file, ct);
                if (size > Rules.MaxBytes)
                    return Refusal.Invalid("files/too-large", "The file is larger than {0} MB.", Rules.MaxBytes / (1024 * 1024));
                if (size == 0)
                    return Refusal.Invalid("files/empty", "The file is empty.");
                if (await Sniff.TypeOf(file, name, Rules, ct) is not { } type)
                    return Refusal.Invalid(
                        "files/type-not-taken",
                        "We take PDF, images, Word, Excel, PowerPoint, OpenDocument, CSV and text, without macros, and the content must be what the name says.");
                file.Flush(flushToDisk: true);
                content = new Content(sha, type, size);
            }

            Place(temporary, content.Sha);
            return content;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public FileStream Open(string sha) =>
        new(PathOf(sha), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous);

    public bool Has(string sha) => File.Exists(PathOf(sha));

    /// <summary>Takes a content away unless somebody kept it again a moment ago.</summary>
    internal void Forget(string sha, DateTime keptBeforeUtc)
    {
        var path = PathOf(sha);
        if (File.Exists(path) && File.GetLastWriteTimeUtc(path) < keptBeforeUtc)
            File.Delete(path);
    }

    private async Task<(string Sha, long Size)> Copy(Stream from, Stream to, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            var size = 0L;
            int read;
            while (size <= Rules.MaxBytes && (read = await from.ReadAsync(buffer, ct)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), ct);
                size += read;
            }

            return (Convert.ToHexStringLower(hash.GetHashAndReset()), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Place(string temporary, string sha)
    {
        var path = PathOf(sha);
        var shelf = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(shelf);
        if (File.Exists(path))
        {
            // The touch tells the sweep that this content is wanted again.
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return;
        }

        File.Move(temporary, path, overwrite: true);
        FolderSync.Force(shelf);
        FolderSync.Force(folder);
    }

    private string PathOf(string sha) => Path.Combine(folder, sha[..2], sha);
}

/// <summary>Forces a folder's entries to the disk, so that a renamed file is still there after a power cut.</summary>
internal static class FolderSync
{
    public static void Force(string folder)
    {
        // Windows makes renames durable by itself and cannot open folders this way.
        if (OperatingSystem.IsWindows())
            return;
        var handle = open(folder, 0);
        if (handle < 0)
            throw new IOException($"Could not open the folder {folder} (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (fsync(handle) != 0)
                throw new IOException($"Could not force the folder {folder} to the disk (error {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = close(handle);
        }
    }

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open(string path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int handle);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int handle);
}
