using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Strategize.Tiers;

/// <summary>How a partner stands in its tier: what it qualifies for, how near the next one is, and what happens if it falls short.</summary>
/// <remarks>The tier itself stands on the partner's record alone.</remarks>
public sealed class TierStanding
{
    private TierStanding() { }

    public TierStanding(Id<Organisation> partner, DateOnly since) => (PartnerId, Since) = (partner, since);

    public Id<Organisation> PartnerId { get; private set; }

    /// <summary>The day from which it has its tier.</summary>
    public DateOnly Since { get; private set; }

    /// <summary>The highest tier whose requirements all hold.</summary>
    public string Qualifies { get; private set; } = "";

    /// <summary>How much of the next tier is reached, 0 to 1; null at the top.</summary>
    public double? Progress { get; private set; }

    /// <summary>The day from which it falls short of its own tier; null while it does not.</summary>
    public DateOnly? ShortSince { get; private set; }

    /// <summary>The review at which it goes down unless it has caught up by then.</summary>
    public DateOnly? DownOn { get; private set; }

    /// <summary>Set by a person to stay until this day, whatever the numbers say.</summary>
    public DateOnly? HeldUntil { get; private set; }

    /// <summary>The version of the rules that judged it.</summary>
    public int Rules { get; private set; }

    public DateTimeOffset Judged { get; private set; }

    internal void Judge(string qualifies, double? progress, int rules, DateTimeOffset now) => (Qualifies, Progress, Rules, Judged) = (qualifies, progress, rules, now);

    internal void FallShort(DateOnly since, DateOnly downOn) => (ShortSince, DownOn) = (since, downOn);

    internal void CatchUp() => (ShortSince, DownOn) = (null, null);

    /// <summary>Another tier begins: what was short of the old one is over.</summary>
    internal void Move(DateOnly day, DateOnly? heldUntil = null) => (Since, ShortSince, DownOn, HeldUntil) = (day, null, null, heldUntil);

    private sealed class Mapping : IEntityTypeConfiguration<TierStanding>
    {
        public void Configure(EntityTypeBuilder<TierStanding> builder)
        {
            builder.ToTable("tier_standings").HasKey(s => s.PartnerId);
            builder.HasIndex(s => s.DownOn);
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

    public static DbSet<TierMove> TierMoves(this TandemDb db) => db.Set<TierMove>();

    /// <summary>The tiers that partners had as a day ended.</summary>
    internal static async Task<IReadOnlyDictionary<Id<Organisation>, string>> TiersOn(this TandemDb db, IReadOnlyCollection<Id<Organisation>> partners, DateOnly day, CancellationToken ct)
    {
        List<Id<Organisation>> ids = [.. partners];
        var now = await db.Partners().AsNoTracking().Where(p => EF.Parameter(ids).Contains(p.Id)).Select(p => new { p.Id, p.Tier }).ToListAsync(ct);
        var later = (await db.TierMoves().AsNoTracking().Where(m => EF.Parameter(ids).Contains(m.PartnerId) && m.Day > day)
            .Select(m => new { m.PartnerId, m.FromTier, m.At, m.Id }).ToListAsync(ct)).ToLookup(m => m.PartnerId);

        // What the first move after that day came from is what stood when it ended.
        return now.ToDictionary(p => p.Id, p => later[p.Id].OrderBy(m => m.At).ThenBy(m => m.Id).FirstOrDefault()?.FromTier ?? p.Tier);
    }
}
