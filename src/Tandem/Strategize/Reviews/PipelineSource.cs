using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Reviews;

/// <summary>What the pillar that runs deals lays into a pack: a partner's open deals at the end of a day.</summary>
/// <remarks>Reviews know no deals; whoever does replaces the empty source that is registered here.</remarks>
public delegate Task<PackPipeline> PipelineSource(IServiceProvider services, Id<Organisation> partner, DateOnly day, CancellationToken ct);
