using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Tandem.Strategize.Reviews.Packs;

/// <summary>The letters that printed packs carry with them, so that every name reads the same on every machine.</summary>
public sealed class PackFonts
{
    private static readonly string[] Alphabets = ["latin", "latin-ext", "cyrillic"];

    public PackFonts()
    {
        Regular = [.. Alphabets.Select(a => PackFont.Load($"{a}-400"))];
        Bold = [.. Alphabets.Select(a => PackFont.Load($"{a}-600"))];
    }

    internal IReadOnlyList<PackFont> Regular { get; }

    internal IReadOnlyList<PackFont> Bold { get; }

    /// <summary>A text cut where another alphabet begins; what no alphabet has reads as a question mark.</summary>
    internal IEnumerable<(PackFont Font, List<(ushort Glyph, Rune Rune)> Glyphs)> Runs(string text, bool bold)
    {
        var fonts = bold ? Bold : Regular;
        (PackFont Font, List<(ushort, Rune)> Glyphs)? run = null;
        foreach (var rune in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            var wanted = Rune.IsWhiteSpace(rune) ? new Rune(' ') : rune;
            var font = fonts.FirstOrDefault(f => f.Glyph(wanted) != 0);
            if (font is null)
                (font, wanted) = (fonts[0], new Rune('?'));
            if (run is null || run.Value.Font != font)
            {
                if (run is { } done)
                    yield return done;
                run = (font, []);
            }

            run.Value.Glyphs.Add((font.Glyph(wanted), wanted));
        }

        if (run is { } last)
            yield return last;
    }

    /// <summary>In points.</summary>
    internal double Width(string text, double size, bool bold) => Runs(text, bold).Sum(r => r.Glyphs.Sum(g => r.Font.Advance(g.Glyph))) * size / 1000;
}

/// <summary>One TrueType font, read from the WOFF file that the build carries.</summary>
/// <remarks>WOFF (W3C, 2012) is a TrueType file whose tables are packed one by one.</remarks>
internal sealed class PackFont
{
    private readonly Dictionary<string, byte[]> tables;
    private readonly Dictionary<int, ushort> glyphs = [];
    private readonly int unitsPerEm;
    private readonly int advances;

    private PackFont(string name, byte[] woff)
    {
        Name = name;
        tables = Unpack(woff);
        unitsPerEm = U16(tables["head"], 18);
        (Ascent, Descent) = (Scaled((short)U16(tables["hhea"], 4)), Scaled((short)U16(tables["hhea"], 6)));
        advances = U16(tables["hhea"], 34);
        Box = [.. new[] { 36, 38, 40, 42 }.Select(at => Scaled((short)U16(tables["head"], at)))];
        ReadCharacters();
        File = Pack();
    }

    /// <summary>As it stands in a PDF: letters and digits only.</summary>
    public string Name { get; }

    public double Ascent { get; }

    public double Descent { get; }

    public IReadOnlyList<double> Box { get; }

    /// <summary>The whole font as a TrueType file.</summary>
    public byte[] File { get; }

    public int Glyphs => U16(tables["maxp"], 4);

    public static PackFont Load(string resource)
    {
        using var stream = typeof(PackFont).Assembly.GetManifestResourceStream($"Fonts.geist-{resource}-normal") ?? throw new InvalidOperationException($"The font {resource} was not built in.");
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return new PackFont("Geist" + string.Concat(resource.Where(char.IsAsciiLetterOrDigit)), all.ToArray());
    }

    /// <summary>0 for a character that the font does not have.</summary>
    public ushort Glyph(Rune rune) => glyphs.GetValueOrDefault(rune.Value);

    /// <summary>In thousandths of the size.</summary>
    public double Advance(ushort glyph) => Scaled(U16(tables["hmtx"], 4 * Math.Min((int)glyph, advances - 1)));

    private double Scaled(int units) => Math.Round(units * 1000.0 / unitsPerEm, 2);

    private static Dictionary<string, byte[]> Unpack(byte[] woff)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var i = 0; i < U16(woff, 12); i++)
        {
            var entry = 44 + (20 * i);
            var (at, packed, length) = ((int)U32(woff, entry + 4), (int)U32(woff, entry + 8), (int)U32(woff, entry + 12));
            var bytes = new byte[length];
            if (packed == length)
            {
                woff.AsSpan(at, length).CopyTo(bytes);
            }
            else
            {
                using var unpacked = new ZLibStream(new MemoryStream(woff, at, packed), CompressionMode.Decompress);
                unpacked.ReadExactly(bytes);
            }

            found[Encoding.ASCII.GetString(woff, entry, 4)] = bytes;
        }

        return found;
    }

    /// <summary>The table of characters by ranges (format 4).</summary>
    private void ReadCharacters()
    {
        var cmap = tables["cmap"];
        for (var i = 0; i < U16(cmap, 2); i++)
        {
            var at = (int)U32(cmap, 8 + (8 * i));
            if (U16(cmap, 4 + (8 * i)) != 3 || U16(cmap, at) != 4)
                continue;
            var segments = U16(cmap, at + 6) / 2;
            for (var s = 0; s < segments; s++)
            {
                var (end, start) = (U16(cmap, at + 14 + (2 * s)), U16(cmap, at + 16 + (2 * segments) + (2 * s)));
                var delta = U16(cmap, at + 16 + (4 * segments) + (2 * s));
                var offsets = at + 16 + (6 * segments) + (2 * s);
                for (int c = start; c <= end && c != 0xFFFF; c++)
                {
                    var offset = U16(cmap, offsets);
                    var glyph = offset == 0 ? (ushort)(c + delta) : U16(cmap, offsets + offset + (2 * (c - start)));
                    if (offset != 0 && glyph != 0)
                        glyph = (ushort)(glyph + delta);
                    if (glyph != 0)
                        glyphs[c] = glyph;
                }
            }
        }
    }

    /// <summary>A TrueType file of the tables that drawing needs.</summary>
    private byte[] Pack()
    {
        var kept = tables.Where(t => t.Key is "head" or "hhea" or "hmtx" or "maxp" or "loca" or "glyf" or "cvt " or "fpgm" or "prep" or "cmap").OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        var power = 1;
        while (power * 2 <= kept.Count)
            power *= 2;
        using var file = new MemoryStream();
        Write32(0x00010000);
        Write16(kept.Count);
        Write16(power * 16);
        Write16((int)Math.Log2(power));
        Write16((kept.Count - power) * 16);
        var at = 12 + (16 * kept.Count);
        foreach (var (tag, bytes) in kept)
        {
            file.Write(Encoding.ASCII.GetBytes(tag));
            Write32(Sum(bytes));
            Write32((uint)at);
            Write32((uint)bytes.Length);
            at += (bytes.Length + 3) / 4 * 4;
        }

        foreach (var (_, bytes) in kept)
        {
            file.Write(bytes);
            file.Write(new byte[((bytes.Length + 3) / 4 * 4) - bytes.Length]);
        }

        return file.ToArray();

        void Write16(int value) => file.Write([(byte)(value >> 8), (byte)value]);

        void Write32(uint value) => file.Write([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
    }

    private static uint Sum(byte[] bytes)
    {
        var sum = 0u;
        for (var i = 0; i < bytes.Length; i++)
            sum += (uint)bytes[i] << (24 - (8 * (i % 4)));
        return sum;
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
