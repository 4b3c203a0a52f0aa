using System.Security.Cryptography;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>The uploaded files, each kept once under its own hash; nobody ever downloads or runs them.</summary>
public sealed class ImportStore(IConfiguration configuration)
{
    /// <summary>Enough for several million rows.</summary>
    public const long MostBytes = 2L << 30;

    private readonly string folder = Path.Combine(Folders.Files(configuration), "imports");

    public string PathOf(string sha) => Path.Combine(folder, sha);

    /// <summary>Keeps a content, durable before it is named anywhere; answers its hash.</summary>
    public async Task<Outcome<string>> Keep(Stream content, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var incoming = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var file = new FileStream(incoming, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1))
            {
                var buffer = new byte[1 << 17];
                int read;
                while ((read = await content.ReadAsync(buffer, ct)) > 0)
                {
                    if (file.Length + read > MostBytes)
                        return Refusal.Invalid("imports/too-large", "The file is larger than {0} GB.", MostBytes >> 30).On("Files");
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), ct);
                }

                file.Flush(flushToDisk: true);
            }

            var sha = Convert.ToHexStringLower(hash.GetHashAndReset());
            File.Move(incoming, PathOf(sha), overwrite: true);
            return sha;
        }
        finally
        {
            File.Delete(incoming);
        }
    }
}
