using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Strategize.Tiers;

/// <summary>How a partner stands in its tier: what it qualifies for, how near the next one is, and what happens if it falls short.</summary>
/// <param name="Since">The day from which it has its tier.</param>
/// <param name="Qualifies">The highest tier whose requirements all hold.</param>
/// <param name="Progress">How much of the next tier is reached, 0 to 1; null at the top.</param>
/// <param name="ShortSince">The day from which it falls short of its own tier; null while it does not.</param>
/// <param name="DownOn">The review at which it goes down unless it has caught up by then.</param>
/// <param name="HeldUntil">Set by a person to stay until this day, whatever the numbers say.</param>
/// <param name="Rules">The version of the rules that judged it.</param>
public sealed record TierState(string Tier, DateOnly Since, string Qualifies, double? Progress, DateOnly? ShortSince, DateOnly? DownOn, DateOnly? HeldUntil, int Rules)
{
    internal static TierState New(string tier, DateOnly day) => new(tier, day, "", null, null, null, null, 0);

    internal TierState FallShort(DateOnly since, DateOnly downOn) => this with { ShortSince = since, DownOn = downOn };

    internal TierState CatchUp() => this with { ShortSince = null, DownOn = null };

    /// <summary>Another tier begins: what was short of the old one is over.</summary>
    internal TierState Move(string tier, DateOnly day, DateOnly? heldUntil = null) => this with { Tier = tier, Since = day, ShortSince = null, DownOn = null, HeldUntil = heldUntil };
}

/// <summary>How a partner stood in its tier from one day on until another.</summary>
/// <remarks>"As of D" is the row with <c>known ≤ D &lt; until</c>. What its tier is today stands on the partner's record.</remarks>
public sealed class TierStanding
{
    private TierStanding() { }

    public TierStanding(Id<Organisation> partner, DateOnly known) => (PartnerId, Known) = (partner, known);

    public Id<Organisation> PartnerId { get; private set; }

    public DateOnly Known { get; private set; }

    public DateOnly Until { get; private set; } = DateOnly.MaxValue;

    public string Tier { get; private set; } = "";

    public DateOnly Since { get; private set; }

    public string Qualifies { get; private set; } = "";

    public double? Progress { get; private set; }

    public DateOnly? ShortSince { get; private set; }

    public DateOnly? DownOn { get; private set; }

    public DateOnly? HeldUntil { get; private set; }

    public int Rules { get; private set; }

    public TierState State => new(Tier, Since, Qualifies, Progress, ShortSince, DownOn, HeldUntil, Rules);

    internal void Say(TierState state) => (Tier, Since, Qualifies, Progress, ShortSince, DownOn, HeldUntil, Rules) = (
        state.Tier, state.Since, state.Qualifies, state.Progress, state.ShortSince, state.DownOn, state.HeldUntil, state.Rules);

    internal void End(DateOnly day) => Until = day;

    private sealed class Mapping : IEntityTypeConfiguration<TierStanding>
    {
        public void Configure(EntityTypeBuilder<TierStanding> builder)
        {
            builder.ToTable("tier_history").HasKey(s => new { s.PartnerId, s.Known });
            builder.Ignore(s => s.State);
            builder.HasIndex(s => new { s.Until, s.Progress });
        }
    }
}

/// <summary>Why a partner came to another tier.</summary>
public enum TierMoveKind
{
    /// <summary>The evidence arrived.</summary>
    Promoted,

    /// <summary>It fell short until a review after its grace.</summary>
    Demoted,

    /// <summary>A person decided, with a reason.</summary>
    Set,

    /// <summary>It had a tier that its ladder does not know.</summary>
    Placed,
}

/// <summary>A partner came from one tier to another.</summary>
public sealed class TierMove
{
    private TierMove() { }

    public Id<TierMove> Id { get; private set; }

    public Id<Organisation> PartnerId { get; private set; }

    public string FromTier { get; private set; } = "";

    public string ToTier { get; private set; } = "";

    public DateOnly Day { get; private set; }

    public DateTimeOffset At { get; private set; }

    public TierMoveKind Kind { get; private set; }

    public int Rules { get; private set; }

    /// <summary>In the words of who decided; empty where the rules did.</summary>
    public string Reason { get; private set; } = "";

    public Id<Person>? By { get; private set; }

    public static TierMove Of(Id<Organisation> partner, string from, string to, TierMoveKind kind, int rules, string reason, Actor by, DateOnly day, DateTimeOffset now) => new()
    {
        Id = Id<TierMove>.New(now),
        PartnerId = partner,
        FromTier = from,
        ToTier = to,
        Day = day,
        At = now,
        Kind = kind,
        Rules = rules,
        Reason = reason,
        By = by.IsSystem ? null : by.Person,
    };

    private sealed class Mapping : IEntityTypeConfiguration<TierMove>
    {
        public void Configure(EntityTypeBuilder<TierMove> builder)
        {
            builder.ToTable("tier_moves");
            builder.HasIndex(m => new { m.PartnerId, m.At });
            builder.HasIndex(m => m.Day);
        }
    }
}

/// <summary>The tables of tiers.</summary>
public static class TierSets
{
    public static DbSet<TierStanding> TierStandings(this TandemDb db) => db.Set<TierStanding>();

    /// <summary>The standings as one day ended; null: as they are.</summary>
    public static IQueryable<TierStanding> TierStandingsOf(this TandemDb db, DateOnly? asOf) => asOf is { } day
        ? db.TierStandings().AsNoTracking().Where(s => s.Known <= day && s.Until > day)
        : db.TierStandings().AsNoTracking().Where(s => s.Until == DateOnly.MaxValue);

    /// <summary>Says how a partner stands from today on; how it stood before stays to be read.</summary>
    /// <param name="standing">What stands; null for the first.</param>
    internal static void Stand(this TandemDb db, TierStanding? standing, Id<Organisation> partner, TierState state, DateOnly today)
    {
        if (standing?.State == state)
            return;
        if (standing is null || standing.Known != today)
        {
            standing?.End(today);
            db.Add(standing = new TierStanding(partner, today));
        }

        standing.Say(state);
    }

    public static DbSet<TierMove> TierMoves(this TandemDb db) => db.Set<TierMove>();

    /// <summary>The tiers that partners had as a day ended.</summary>
    internal static async Task<IReadOnlyDictionary<Id<Organisation>, string>> TiersOn(this TandemDb db, IReadOnlyCollection<Id<Organisation>> partners, DateOnly day, CancellationToken ct)
    {
        List<Id<Organisation>> ids = [.. partners];
        var now = await db.Partners().AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Tier }).ToListAsync(ct);
        var later = (await db.TierMoves().AsNoTracking().Where(m => ids.Contains(m.PartnerId) && m.Day > day)
            .Select(m => new { m.PartnerId, m.FromTier, m.At, m.Id }).ToListAsync(ct)).ToLookup(m => m.PartnerId);

        // What the first move after that day came from is what stood when it ended.
        return now.ToDictionary(p => p.Id, p => later[p.Id].OrderBy(m => m.At).ThenBy(m => m.Id).FirstOrDefault()?.FromTier ?? p.Tier);
    }
}
