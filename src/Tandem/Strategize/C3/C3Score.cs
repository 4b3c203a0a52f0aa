using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.C3;

/// <summary>What the three scores of a partner were from one day on until another.</summary>
/// <remarks>"As of D" is the row with <c>known ≤ D &lt; until</c>.</remarks>
public sealed class C3Score
{
    private C3Score() { }

    public C3Score(Id<Organisation> partner, DateOnly known) => (PartnerId, Known) = (partner, known);

    public Id<Organisation> PartnerId { get; private set; }

    public DateOnly Known { get; private set; }

    public DateOnly Until { get; private set; } = DateOnly.MaxValue;

    public double? Capability { get; private set; }

    public double? Capacity { get; private set; }

    public double? Commitment { get; private set; }

    /// <summary>The mean of the three, as far as they are known.</summary>
    public double? Overall { get; private set; }

    /// <summary>The version of the rules that made it.</summary>
    public int Rules { get; private set; }

    /// <summary>The partner's type that day.</summary>
    public string Type { get; private set; } = "";

    public double? Of(Axis axis) => axis switch { Axis.Capability => Capability, Axis.Capacity => Capacity, _ => Commitment };

    internal bool Says(C3Reading reading) =>
        Rules == reading.Rules && Type == reading.Type && Overall == reading.Overall
        && Capability == reading.Of(Axis.Capability) && Capacity == reading.Of(Axis.Capacity) && Commitment == reading.Of(Axis.Commitment);

    internal void Say(C3Reading reading) => (Capability, Capacity, Commitment, Overall, Rules, Type) = (
        reading.Of(Axis.Capability), reading.Of(Axis.Capacity), reading.Of(Axis.Commitment), reading.Overall, reading.Rules, reading.Type);

    internal void End(DateOnly day) => Until = day;

    private sealed class Mapping : IEntityTypeConfiguration<C3Score>
    {
        public void Configure(EntityTypeBuilder<C3Score> builder)
        {
            builder.ToTable("c3_scores").HasKey(s => new { s.PartnerId, s.Known });
            builder.HasIndex(s => new { s.Until, s.Overall });
        }
    }
}

/// <summary>The tables of C³.</summary>
public static class C3Sets
{
    public static DbSet<C3Score> C3Scores(this TandemDb db) => db.Set<C3Score>();

    /// <summary>The scores as one day ended; null: as they stand.</summary>
    public static IQueryable<C3Score> C3ScoresOf(this TandemDb db, DateOnly? asOf) => asOf is { } day
        ? db.C3Scores().AsNoTracking().Where(s => s.Known <= day && s.Until > day)
        : db.C3Scores().AsNoTracking().Where(s => s.Until == DateOnly.MaxValue);
}

/// <summary>Who may see scores, segments and tiers.</summary>
public sealed class StandingPermissions : IPermissions
{
    /// <summary>See C³ scores and tiers: of all partners, or of one's own firm.</summary>
    public const string See = "strategize.standing";

    /// <summary>See and compare all partners: lists, segments, marks.</summary>
    public const string All = "strategize.all-standings";

    /// <summary>Mark partners, except them from segments, set tiers: each with a reason.</summary>
    public const string Decide = "strategize.decide-standing";

    public IEnumerable<Grant> Grants =>
    [
        new(See, [.. Roles.Vendor, .. Roles.Partner]),
        new(All, [.. Roles.Vendor]),
        new(Decide, Role.Operations, Role.ChannelManager, Role.PartnerManager),
    ];
}
