using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;

namespace Tandem.Strategize;

/// <summary>The address of a list of partners by their scores, tiers or segments, as a browser writes it; what cannot be read is left out.</summary>
public sealed record StandingQuery
{
    [FromQuery(Name = "q")] public string? Text { get; init; }

    public string? Type { get; init; }

    public string? Tier { get; init; }

    public string? Segment { get; init; }

    public string? Territory { get; init; }

    public string? Short { get; init; }

    public string? Mine { get; init; }

    public string? AsOf { get; init; }

    public string? Sort { get; init; }

    public string? After { get; init; }

    internal Choice<PartnerType>? PartnerType => Choice<PartnerType>.TryParse(Type, null, out var type) ? type : null;

    internal Id<Territory>? InTerritory => Guid.TryParse(Territory, out var territory) ? new Id<Territory>(territory) : null;

    internal bool? OnlyShort => Short == "true" ? true : null;

    internal bool? OnlyMine => Mine == "true" ? true : null;

    internal DateOnly? Day => Date(AsOf);

    internal static DateOnly? Date(string? text) => DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var day) ? day : null;
}
