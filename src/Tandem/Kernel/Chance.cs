using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tandem.Kernel;

/// <summary>Where ids, references and salts come from: nobody can guess one, except in a programme that is made from a seed.</summary>
/// <remarks>
/// The one thing that is not handed on as a parameter: forty constructors would carry it for the sake of the demo alone. A seed
/// reaches only what is called below the caller that names it, and only <c>Demo</c> may (held by a test).
/// </remarks>
public static class Chance
{
    private static readonly AsyncLocal<Random?> Seeded = new();

    /// <summary>From here on, in this flow of calls, the same seed gives the same ids.</summary>
    internal static void Seed(int seed) => Seeded.Value = new Random(seed);

    /// <summary>A UUID of version 7 for a moment.</summary>
    public static Guid Id(DateTimeOffset moment)
    {
        if (Seeded.Value is not { } random)
            return Guid.CreateVersion7(moment);
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(moment.ToUnixTimeMilliseconds() >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)moment.ToUnixTimeMilliseconds());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>So many letters of an alphabet.</summary>
    public static string Letters(string alphabet, int length) => Seeded.Value is { } random
        ? string.Create(length, (random, alphabet), static (span, from) => from.random.GetItems(from.alphabet, span))
        : RandomNumberGenerator.GetString(alphabet, length);

    public static byte[] Bytes(int count)
    {
        if (Seeded.Value is not { } random)
            return RandomNumberGenerator.GetBytes(count);
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
