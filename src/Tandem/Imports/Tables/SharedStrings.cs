using System.Text;

namespace Tandem.Imports.Tables;

/// <summary>The text table of an Excel file, kept as bytes: millions of short strings would cost several times as much.</summary>
internal sealed class SharedStrings
{
    private const int ChunkBytes = 1 << 20;
    private readonly List<byte[]> chunks = [];
    private readonly List<long> places = [];
    private int used = ChunkBytes;

    public void Add(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (used + length > ChunkBytes)
        {
            chunks.Add(new byte[Math.Max(ChunkBytes, length)]);
            used = 0;
        }

        Encoding.UTF8.GetBytes(text, chunks[^1].AsSpan(used));
        places.Add(((long)(chunks.Count - 1) << 42) | ((long)used << 21) | (uint)length);
        used += length;
    }

    public string this[int index]
    {
        get
        {
            if (index < 0 || index >= places.Count)
                throw new UnreadableTableException("The Excel file names a text that it does not hold.");
            var place = places[index];
            var (chunk, start, length) = ((int)(place >> 42), (int)(place >> 21) & 0x1FFFFF, (int)place & 0x1FFFFF);
            return Encoding.UTF8.GetString(chunks[chunk], start, length);
        }
    }
}
