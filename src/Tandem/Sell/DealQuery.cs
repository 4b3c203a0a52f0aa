using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>The filters of a list of deals as they stand in a page's address; what cannot be read is left out.</summary>
public sealed record DealQuery
{
    [FromQuery(Name = "q")] public string? Text { get; init; }

    public string? Sort { get; init; }

    public string? After { get; init; }

    public string[]? Status { get; init; }

    public string[]? Stage { get; init; }

    public string? Territory { get; init; }

    public string? Partner { get; init; }

    public string? Owner { get; init; }

    public string? Mine { get; init; }

    public string? Direct { get; init; }

    public string? Tier { get; init; }

    public string? Product { get; init; }

    public string? Currency { get; init; }

    public string? AmountFrom { get; init; }

    public string? AmountTo { get; init; }

    public string? OddsFrom { get; init; }

    public string? OddsTo { get; init; }

    public string? CloseFrom { get; init; }

    public string? CloseTo { get; init; }

    public string? Stalled { get; init; }

    public string? ProtectionEndsBy { get; init; }

    /// <summary>The stage whose column of the board goes on for longer.</summary>
    public string? More { get; init; }

    /// <summary>How many cards that column shows.</summary>
    public string? Cards { get; init; }

    /// <summary>The filters of an address that a form was sent to: a form's own fields are not among them.</summary>
    public static DealQuery Of(IQueryCollection query)
    {
        var read = new DealQuery { Text = query["q"] };
        foreach (var property in typeof(DealQuery).GetProperties().Where(p => p.Name != nameof(Text) && query.ContainsKey(p.Name)))
            property.SetValue(read, property.PropertyType == typeof(string) ? query[property.Name].ToString() : query[property.Name].OfType<string>().ToArray());
        return read;
    }

    public DealList ToList(int limit = 50) => Fill(new DealList { Sort = Sort is { Length: > 0 } sort ? sort : "-touched", Cursor = After, Limit = limit });

    public PipelineBoard ToBoard() => Fill(new PipelineBoard
    {
        More = More,
        Cards = int.TryParse(Cards, NumberStyles.None, CultureInfo.InvariantCulture, out var cards) ? Math.Clamp(cards, PipelineBoard.Shown, PipelineBoard.MostCards) : null,
    });

    public DealWorth ToWorth() => Fill(new DealWorth());

    private T Fill<T>(T ask) where T : DealFilter => (T)(ask with
    {
        Text = Text,
        Status = [.. (Status ?? []).Select(s => Enum.TryParse<DealStatus>(s, ignoreCase: true, out var status) ? status : (DealStatus?)null).OfType<DealStatus>()],
        Stage = [.. (Stage ?? []).Where(s => s.Length > 0)],
        Territory = IdOf<Territory>(Territory),
        Partner = IdOf<Organisation>(Partner),
        Owner = IdOf<Person>(Owner),
        Product = IdOf<Product>(Product),
        Mine = Truth(Mine),
        Direct = Truth(Direct),
        Stalled = Truth(Stalled),
        Tier = Tier,
        Currency = Currency,
        AmountFrom = Number(AmountFrom),
        AmountTo = Number(AmountTo),
        OddsFrom = (double?)Number(OddsFrom),
        OddsTo = (double?)Number(OddsTo),
        CloseFrom = Day(CloseFrom),
        CloseTo = Day(CloseTo),
        ProtectionEndsBy = Day(ProtectionEndsBy),
    });

    private static Id<T>? IdOf<T>(string? text) => Guid.TryParse(text, out var id) ? new Id<T>(id) : null;

    private static bool? Truth(string? text) => bool.TryParse(text, out var yes) ? yes : null;

    private static decimal? Number(string? text) =>
        decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var day) ? day : null;
}
