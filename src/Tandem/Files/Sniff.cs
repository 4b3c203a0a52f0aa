using System.IO.Compression;
using System.Text;

namespace Tandem.Files;

/// <summary>Finds what a content is by looking at it, and takes it only when the name says the same.</summary>
/// <remarks>Nothing is unpacked or interpreted: of ZIP-based documents only the directory is read.</remarks>
public static class Sniff
{
    /// <summary>Every type that is taken, by the extensions its name may end with.</summary>
    public static IReadOnlyDictionary<string, string> Allowed { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = "application/pdf",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".docx"] = Word,
        [".xlsx"] = Excel,
        [".pptx"] = PowerPoint,
        [".odt"] = "application/vnd.oasis.opendocument.text",
        [".ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        [".odp"] = "application/vnd.oasis.opendocument.presentation",
        [".csv"] = "text/csv",
        [".txt"] = "text/plain",
        [".md"] = "text/plain",
    };

    /// <summary>The types that a browser only paints: the ones that may be shown within a page.</summary>
    public static bool IsSafeImage(string mediaType) => mediaType is "image/png" or "image/jpeg" or "image/gif" or "image/webp";

    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const string PowerPoint = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    private const int Head = 4096;
    private const int MaxEntries = 20_000;

    /// <summary>The media type of the content when it is what its name says; null when it is not, or is not taken.</summary>
    public static async Task<string?> TypeOf(Stream content, string name, FileRules rules, CancellationToken ct)
    {
        if (!Allowed.TryGetValue(Path.GetExtension(name), out var claimed))
            return null;
        var head = new byte[Head];
        content.Position = 0;
        var length = await content.ReadAtLeastAsync(head, Head, throwOnEndOfStream: false, ct);
        var found = ByMagic(head.AsSpan(0, length)) switch
        {
            "zip" => ByZipDirectory(content, rules),
            null => claimed.StartsWith("text/", StringComparison.Ordinal) && await IsPlainText(content, ct) ? claimed : null,
            var type => type,
        };
        return found == claimed ? claimed : null;
    }

    private static string? ByMagic(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith("%PDF-"u8) => "application/pdf",
        _ when head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) => "image/png",
        _ when head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => "image/jpeg",
        _ when head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) => "image/gif",
        _ when head.Length > 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) => "image/webp",
        _ when head.StartsWith("PK\x3\x4"u8) || head.StartsWith("PK\x5\x6"u8) => "zip",
        _ => null,
    };

    private static string? ByZipDirectory(Stream content, FileRules rules)
    {
        try
        {
            content.Position = 0;
            using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            var unpacked = 0L;
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var entry in zip.Entries)
            {
                unpacked += entry.Length;
                names.Add(entry.FullName);
                if (unpacked > rules.MaxUnpackedBytes || names.Count > MaxEntries)
                    return null;
            }

            // Macros run; a document with them is not taken, whatever its name.
            if (names.Any(n => n.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase) || n.StartsWith("Basic/", StringComparison.Ordinal)))
                return null;
            if (names.Contains("[Content_Types].xml"))
                return names.Contains("word/document.xml") ? Word
                    : names.Contains("xl/workbook.xml") ? Excel
                    : names.Contains("ppt/presentation.xml") ? PowerPoint
                    : null;
            return OpenDocument(zip);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>An OpenDocument names its type in an entry that is stored unpacked, of at most this many letters.</summary>
    private static string? OpenDocument(ZipArchive zip)
    {
        if (zip.GetEntry("mimetype") is not { Length: < 100 } entry)
            return null;
        using var reader = new StreamReader(entry.Open(), Encoding.ASCII);
        var type = new char[100];
        var length = reader.ReadBlock(type);
        return new string(type, 0, length).Trim();
    }

    private static async Task<bool> IsPlainText(Stream content, CancellationToken ct)
    {
        content.Position = 0;
        var buffer = new byte[64 * 1024];
        var first = true;
        int read;
        while ((read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct)) > 0)
        {
            var part = buffer.AsSpan(0, read);
            if (first && LooksExecutable(part))
                return false;
            // UTF-16 exports carry zero bytes, but only behind their mark, which the first look lets pass.
            var wide = first && (part.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || part.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]));
            if (wide)
                return true;
            if (part.Contains((byte)0))
                return false;
            first = false;
        }

        return true;
    }

    /// <summary>Text that a browser or a shell would run.</summary>
    private static bool LooksExecutable(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 1024)]).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        string[] starts = ["<!doctype", "<html", "<script", "<svg", "<?xml", "<?php", "<body", "<iframe", "#!", "MZ", "\u007FELF", "{\\rtf"];
        return starts.Any(start => text.StartsWith(start, StringComparison.OrdinalIgnoreCase));
    }
}
