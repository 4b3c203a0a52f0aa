using System.Text;

namespace Tandem.Engine.Tabular;

/// <summary>Finds the encoding of a text file and decodes it.</summary>
internal static class TextEncoding
{
    // Windows-1252 where it differs from Latin-1, from 0x80 on.
    private const string Windows = "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
        "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    public static string Decode(ReadOnlySpan<byte> bytes, string source)
    {
        foreach (var (encoding, mark) in Marked)
        {
            if (bytes.StartsWith(mark))
                return encoding.GetString(bytes[mark.Length..]);
        }

        if (Zeros(bytes) is { } unmarked)
            return unmarked.GetString(bytes);
        if (bytes.Contains((byte)0))
            throw new TableException(source, null, null, "the file is not a text file.");
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : FromWindows(bytes);
    }

    private static IEnumerable<(Encoding, byte[])> Marked =>
        new Encoding[] { Encoding.UTF8, Encoding.UTF32, Encoding.Unicode, Encoding.BigEndianUnicode }
            .Select(encoding => (encoding, encoding.GetPreamble()));

    /// <summary>UTF-16 without a mark: half the bytes of its Latin letters are zero, all on one side.</summary>
    private static Encoding? Zeros(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length, 4096)];
        Span<int> zeros = [0, 0];
        for (var i = 0; i < sample.Length; i++)
            zeros[i & 1] += sample[i] == 0 ? 1 : 0;
        if (bytes.Length % 2 == 1 || zeros[0] + zeros[1] < sample.Length / 4)
            return null;
        return zeros[1] > 10 * zeros[0] ? Encoding.Unicode : zeros[0] > 10 * zeros[1] ? Encoding.BigEndianUnicode : null;
    }

    private static string FromWindows(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        return string.Create(text.Length, text, (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = from[i] is >= '\u0080' and <= '\u009F' ? Windows[from[i] - '\u0080'] : from[i];
        });
    }
}
