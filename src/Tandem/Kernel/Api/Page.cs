using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Tandem.Kernel.Api;

/// <summary>One page of a list.</summary>
/// <param name="Next">Give it back as <c>cursor</c> for the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    public Page<TOther> With<TOther>(Func<T, TOther> view) => new([.. Items.Select(view)], Next);
}

/// <summary>What every list can be asked for: how many, and after which row.</summary>
public abstract record PageAsk
{
    public const int Most = 200;

    /// <summary>Rows per page, 1 to 200.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, Most, ErrorMessage = "Ask for 1 to 200 rows.")]
    public int? Limit { get; init; }

    /// <summary>Rows per page, 50 unless asked otherwise.</summary>
    internal int Rows => Limit ?? 50;

    /// <summary>Where the previous page ended, as it was given there.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Seals and opens the place where a page ended: nobody can read, guess or forge one.</summary>
/// <remarks>A page is found by the key of its last row (keyset), so page 1,000 costs as much as page 1.</remarks>
public sealed class Cursors(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Tandem.Cursors");

    /// <param name="list">The list and its order, such as <c>deals:closeDate:desc</c>: a cursor opens no other.</param>
    public string Seal(string list, params object?[] keys) => protector.Protect(JsonSerializer.Serialize(
        keys.Select(key => key is IFormattable f ? f.ToString(key is DateTimeOffset or DateTime ? "O" : null, CultureInfo.InvariantCulture) : key?.ToString())
            .Prepend(list)));

    /// <summary>The keys of the last row seen; null for no cursor, an old one or a forged one: the list starts again.</summary>
    public IReadOnlyList<string?>? Open(string list, string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return null;
        try
        {
            var parts = JsonSerializer.Deserialize<List<string?>>(protector.Unprotect(cursor))!;
            return parts[0] == list ? parts[1..] : null;
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }
}
