using Tandem.Accelerate.Attention;
using Tandem.Accelerate.Attribution;
using Tandem.Accelerate.Forecast;
using Tandem.Accelerate.Lifetime;
using Tandem.Accelerate.Matching;
using Tandem.Identity;
using Tandem.Jobs;

namespace Tandem.Accelerate;

/// <summary>Accelerate's own permissions.</summary>
public sealed class AcceleratePermissions : IPermissions
{
    /// <summary>See what the programme will bring.</summary>
    public const string Forecast = "accelerate.forecast";

    /// <summary>Have it computed now.</summary>
    public const string Compute = "accelerate.compute";

    /// <summary>Say how attention is valued and what revenue leaves.</summary>
    public const string Settings = "accelerate.settings";

    public IEnumerable<Grant> Grants =>
    [
        new(Forecast, [.. Roles.Vendor]),
        new(Settings, Role.Operations, Role.ChannelManager),
        new(Compute, Role.Operations, Role.ChannelManager, Role.Executive, Role.VendorFinance),
    ];
}

/// <summary>What Tandem foretells by itself.</summary>
public sealed class AccelerateSchedules : ISchedules
{
    public const string Forecast = "accelerate.forecast";

    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.At(Forecast, "Computes the forecast of the coming quarters", "0 0 3 * * ?",
            (MakeForecast.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
        Schedule.At("accelerate.attribution", "Credits the channels for the deals that ended", "0 10 3 * * ?",
            (AttributeChannels.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
        Schedule.At("accelerate.lifetime", "Computes what each partner is still worth", "0 20 3 * * ?",
            (ValuePartners.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
        Schedule.At("accelerate.attention", "Ranks the partners by where attention pays", "0 30 3 * * ?",
            (RankAttention.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
        Schedule.At("accelerate.matching", "Tries the conflict check on the registrations of the last year", "0 40 3 * * ?",
            (TryMatching.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
    ];
}
