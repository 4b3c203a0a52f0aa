using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace Tandem.Imports.Tables;

/// <summary>How a text export spells its letters and separates its cells.</summary>
internal sealed record CsvDialect(char Separator, Encoding Encoding)
{
    private const int SampleBytes = 1 << 16;

    static CsvDialect() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static CsvDialect Detect(string path)
    {
        var sample = Start(path);
        if (sample.Length == 0)
            throw new UnreadableTableException("The file is empty.");
        var encoding = Letters(sample, path);
        using var reader = CsvReader.FromFile(path, CsvRows.Options with { Encoding = encoding });
        reader.ReadHeader();
        return new CsvDialect(reader.Separator, encoding);
    }

    private static byte[] Start(string path)
    {
        using var stream = File.OpenRead(path);
        var sample = new byte[Math.Min(SampleBytes, stream.Length)];
        stream.ReadExactly(sample);
        return sample;
    }

    private static Encoding Letters(byte[] sample, string path)
    {
        // UTF-32 before UTF-16: its mark starts with the same two bytes.
        foreach (var encoding in new Encoding[] { Encoding.UTF8, Encoding.UTF32, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            if (sample.AsSpan().StartsWith(encoding.Preamble))
                return encoding;
        }

        var zeros = new int[2];
        for (var i = 0; i < Math.Min(sample.Length, 4096); i++)
            zeros[i & 1] += sample[i] == 0 ? 1 : 0;
        if (zeros[1] > 8 && zeros[1] > 10 * zeros[0])
            return Encoding.Unicode;
        if (zeros[0] > 8 && zeros[0] > 10 * zeros[1])
            return Encoding.BigEndianUnicode;
        if (Array.IndexOf(sample, (byte)0) >= 0)
            throw new UnreadableTableException("This is neither a text file nor an Excel file (.xlsx).");
        return IsUtf8(path) ? Encoding.UTF8 : Encoding.GetEncoding(1252);
    }

    /// <summary>The whole file is asked: the first letter beyond ASCII may stand in its last row.</summary>
    private static bool IsUtf8(string path)
    {
        using var stream = File.OpenRead(path);
        var buffer = new byte[1 << 16];
        var kept = 0;
        int read;
        while ((read = stream.Read(buffer, kept, buffer.Length - kept)) > 0)
        {
            var filled = buffer.AsSpan(0, kept + read);
            // A letter cut by the end of the buffer is looked at with the next one.
            var whole = filled.Length;
            for (var back = 1; back <= Math.Min(3, filled.Length); back++)
            {
                var b = filled[^back];
                if (b < 0x80)
                    break;
                if (b >= 0xC0)
                {
                    whole -= back;
                    break;
                }
            }

            if (!Utf8.IsValid(filled[..whole]))
                return false;
            kept = filled.Length - whole;
            filled[whole..].CopyTo(buffer);
        }

        return kept == 0 || Utf8.IsValid(buffer.AsSpan(0, kept));
    }

    public override string ToString()
    {
        var name = Separator switch { ',' => "commas", ';' => "semicolons", '\t' => "tabs", '|' => "bars", var c => $"'{c}'" };
        return $"CSV, {name}, {(Encoding.CodePage == 1252 ? "Windows-1252" : Encoding.WebName.ToUpperInvariant())}";
    }
}
