using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Specialisations;

/// <summary>A deal that a partner won: what was sold, and in which sector.</summary>
/// <param name="Families">The product families of its lines.</param>
/// <param name="Sector">Of the customer; null where nobody said.</param>
public sealed record WonDeal(Id<Organisation> Partner, Guid Deal, string Reference, string Customer, DateOnly On, IReadOnlyList<string> Families, string? Sector);

/// <summary>What the pillar that runs deals tells of the deals that some partners won: one or two queries, whatever their number.</summary>
/// <param name="from">First day.</param>
/// <param name="to">Last day.</param>
/// <param name="past">As it was known when the last day ended; false: as it is known now.</param>
/// <remarks>Strategize knows no deals; whoever does replaces the empty source that is registered here.</remarks>
public delegate Task<IReadOnlyList<WonDeal>> WonDealSource(
    IServiceProvider services, IReadOnlyCollection<Id<Organisation>> partners, DateOnly from, DateOnly to, bool past, CancellationToken ct);
