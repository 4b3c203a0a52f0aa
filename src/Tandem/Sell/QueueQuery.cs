using Microsoft.AspNetCore.Mvc;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>The filters of the review queue as they stand in the page's address; what cannot be read is left out.</summary>
public sealed record QueueQuery
{
    [FromQuery(Name = "q")] public string? Text { get; init; }

    public string? Territory { get; init; }

    /// <summary><c>registration</c>, <c>appeal</c> or <c>extension</c>.</summary>
    public string? Kind { get; init; }

    /// <summary><c>waiting</c>: the partner owes an answer; <c>all</c>; else what can be decided now.</summary>
    public string? Show { get; init; }

    public string? Partner { get; init; }

    public string? Sort { get; init; }

    public string? After { get; init; }

    public ReviewQueue ToQueue() => new()
    {
        Text = Text,
        Territory = Guid.TryParse(Territory, out var territory) ? new Id<Territory>(territory) : null,
        Partner = Guid.TryParse(Partner, out var partner) ? new Id<Organisation>(partner) : null,
        Kind = Kind switch { "registration" => RequestKind.Registration, "appeal" => RequestKind.Appeal, "extension" => RequestKind.Extension, _ => null },
        Paused = Show switch { "waiting" => true, "all" => null, _ => false },
        Sort = Sort,
        Cursor = After,
    };
}
