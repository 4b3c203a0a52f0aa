using System.IO.Compression;
using System.Text;
using Tandem.Files;
using Xunit;

namespace Tandem.Tests.Files;

public sealed class HostileUploadTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"tandem-store-{Guid.NewGuid():N}");

    public static TheoryData<string, byte[]> Taken => new()
    {
        { "offer.pdf", "%PDF-1.7\n1 0 obj"u8.ToArray() },
        { "plan.v2.final.pdf", "%PDF-1.4 x"u8.ToArray() },
        { "PHOTO.JPG", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2] },
        { "logo.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0] },
        { "list.csv", "Name;Amount\nMüller;1.000,00"u8.ToArray() },
        { "latin.csv", Encoding.Latin1.GetBytes("Größe;1") },
        { "wide.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a,b")] },
        { "letter.docx", Zip(("[Content_Types].xml", "x"), ("word/document.xml", "x")) },
        { "sheet.xlsx", Zip(("[Content_Types].xml", "x"), ("xl/workbook.xml", "x")) },
        { "sheet.ods", Zip(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "x")) },
    };

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "invoice.pdf.exe", "%PDF-1.7"u8.ToArray() },
        { "invoice.pdf", "MZ\u0090\0\u0003"u8.ToArray() },
        { "page.html", "<html><script>alert(1)</script>"u8.ToArray() },
        { "page.txt", "  <!DOCTYPE html><script>alert(1)</script>"u8.ToArray() },
        { "page.csv", [0xEF, 0xBB, 0xBF, .. "<script>alert(1)</script>"u8] },
        { "drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray() },
        { "drawing.png", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray() },
        { "picture.png", [0xFF, 0xD8, 0xFF, 0xE0] },
        { "script.txt", "#!/bin/sh\nrm -rf /"u8.ToArray() },
        { "zeros.csv", "a,b\n\0\0\0"u8.ToArray() },
        { "noextension", "%PDF-1.7"u8.ToArray() },
        { "archive.zip", Zip(("a.txt", "x")) },
        { "letter.docx", Zip(("a.txt", "x")) },
        { "letter.docx", "PK\u0003\u0004 broken"u8.ToArray() },
        { "sheet.xlsx", Zip(("[Content_Types].xml", "x"), ("word/document.xml", "x")) },
        { "macros.docx", Zip(("[Content_Types].xml", "x"), ("word/document.xml", "x"), ("word/vbaProject.bin", "x")) },
    };

    private FileStore Store(FileRules? rules = null) => new(folder, rules ?? new FileRules());

    private static MemoryStream Stream(byte[] bytes) => new(bytes);

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in entries)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return bytes.ToArray();
    }

    [Theory, MemberData(nameof(Taken))]
    public async Task Ordinary_documents_are_taken(string name, byte[] content)
    {
        var kept = await Store().Keep(Stream(content), name, TestContext.Current.CancellationToken);

        Assert.True(kept.Ok, kept.Refusal?.Code);
        await using var read = Store().Open(kept.Value.Sha);
        using var copy = new MemoryStream();
        await read.CopyToAsync(copy, TestContext.Current.CancellationToken);
        Assert.Equal(content, copy.ToArray());
    }

    [Theory, MemberData(nameof(Refused))]
    public async Task What_is_not_what_its_name_says_or_could_run_is_refused_and_leaves_nothing(string name, byte[] content)
    {
        var kept = await Store().Keep(Stream(content), name, TestContext.Current.CancellationToken);

        Assert.Equal("files/type-not-taken", kept.Refusal?.Code);
        Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_document_that_unpacks_to_a_mountain_is_refused_without_unpacking_it()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var name in new[] { "[Content_Types].xml", "word/document.xml", "word/media/a.bin" })
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(new byte[1024 * 1024]);
            }
        }

        var rules = new FileRules { MaxUnpackedBytes = 2 * 1024 * 1024 };
        var kept = await Store(rules).Keep(Stream(bytes.ToArray()), "bomb.docx", TestContext.Current.CancellationToken);

        Assert.Equal("files/type-not-taken", kept.Refusal?.Code);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_while_it_arrives_and_never_read_to_its_end()
    {
        await using var endless = new Endless();

        var kept = await Store(new FileRules { MaxBytes = 1024 * 1024 }).Keep(endless, "big.csv", TestContext.Current.CancellationToken);

        Assert.Equal("files/too-large", kept.Refusal?.Code);
        Assert.True(endless.Given < 2 * 1024 * 1024, $"{endless.Given} bytes were read");
        Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        var kept = await Store().Keep(Stream([]), "empty.txt", TestContext.Current.CancellationToken);

        Assert.Equal("files/empty", kept.Refusal?.Code);
    }

    [Fact]
    public async Task The_same_content_lies_once_even_when_many_send_it_at_once()
    {
        var store = Store();
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            store.Keep(Stream("%PDF-1.7 same"u8.ToArray()), $"copy{i}.pdf", TestContext.Current.CancellationToken)));

        Assert.Single(all.Select(kept => kept.Value.Sha).Distinct());
        Assert.Single(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("../../etc/passwd.txt", "passwd.txt")]
    [InlineData(@"C:\Users\me\offer.pdf", "offer.pdf")]
    [InlineData("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("quote\".pdf", "quote_.pdf")]
    [InlineData("...", "file")]
    [InlineData("", "file")]
    [InlineData(null, "file")]
    [InlineData("Angebot für Müller.pdf", "Angebot für Müller.pdf")]
    public void Names_lose_folders_control_marks_and_tricks(string? given, string shown) =>
        Assert.Equal(shown, FileRules.CleanName(given));

    [Fact]
    public void A_very_long_name_keeps_its_extension()
    {
        var name = FileRules.CleanName(new string('n', 5000) + "😀.pdf");

        Assert.True(name.Length <= 120);
        Assert.EndsWith(".pdf", name, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>An upload that never ends.</summary>
    private sealed class Endless : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'a');
            Given += count;
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
