using Microsoft.AspNetCore.Mvc;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;

namespace Tandem.Strategize.Plans;

/// <summary>The address of the list of plans as a browser writes it; what cannot be read is left out.</summary>
public sealed record PlanQuery
{
    [FromQuery(Name = "q")] public string? Text { get; init; }

    public string? State { get; init; }

    public string? Track { get; init; }

    public string? Territory { get; init; }

    public string? Partner { get; init; }

    public string? Mine { get; init; }

    public string? Sort { get; init; }

    public string? After { get; init; }

    public PlanList ToList() => new()
    {
        Text = Text,
        State = Choice<PlanState>.TryParse(State, null, out var state) ? state : null,
        Track = Choice<Track>.TryParse(Track, null, out var track) ? track : null,
        Territory = Guid.TryParse(Territory, out var territory) ? new Id<Territory>(territory) : null,
        Partner = Guid.TryParse(Partner, out var partner) ? new Id<Organisation>(partner) : null,
        Mine = Mine == "true" ? true : null,
        Sort = Sort is { Length: > 0 } ? Sort : null,
        Cursor = After,
    };
}
