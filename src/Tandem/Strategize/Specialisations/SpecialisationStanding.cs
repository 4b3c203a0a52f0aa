using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Specialisations;

/// <summary>How a partner stands towards a specialisation.</summary>
/// <param name="Since">The day from which it is held without a break; null while it is not.</param>
/// <param name="ValidUntil">The last day on which it is held; null while it is not.</param>
/// <param name="DueSince">The day on which its holder was told what is missing for renewal; null while nothing is.</param>
/// <param name="Progress">How much of what it asks for is reached, 0 to 1.</param>
/// <param name="Rules">The version of the rules that judged it.</param>
public sealed record SpecialisationState(DateOnly? Since, DateOnly? ValidUntil, DateOnly? DueSince, double Progress, int Rules)
{
    internal static SpecialisationState None { get; } = new(null, null, null, 0, 0);

    internal SpecialisationState Earn(DateOnly today, int months) => this with { Since = today, ValidUntil = today.AddMonths(months).AddDays(-1), DueSince = null };

    /// <summary>The new term begins where the old one ends, or today if that is long past.</summary>
    internal SpecialisationState Renew(DateOnly today, int months) =>
        this with { ValidUntil = (ValidUntil >= today ? ValidUntil.Value.AddDays(1) : today).AddMonths(months).AddDays(-1), DueSince = null };

    internal SpecialisationState FallShort(DateOnly today) => this with { DueSince = DueSince ?? today };

    internal SpecialisationState CatchUp() => this with { DueSince = null };

    internal SpecialisationState Lose() => this with { Since = null, ValidUntil = null, DueSince = null };
}

/// <summary>How a partner stood towards a specialisation from one day on until another.</summary>
/// <remarks>"As of D" is the row with <c>known ≤ D &lt; until</c>. There is none while nothing was ever reached of it.</remarks>
public sealed class SpecialisationStanding
{
    private SpecialisationStanding() { }

    internal SpecialisationStanding(Id<Organisation> partner, string code, DateOnly known, DateTimeOffset now) =>
        (Id, PartnerId, Code, Known) = (Id<SpecialisationStanding>.New(now), partner, code, known);

    public Id<SpecialisationStanding> Id { get; private set; }

    public Id<Organisation> PartnerId { get; private set; }

    /// <summary>The specialisation.</summary>
    public string Code { get; private set; } = "";

    public DateOnly Known { get; private set; }

    public DateOnly Until { get; private set; } = DateOnly.MaxValue;

    public DateOnly? Since { get; private set; }

    public DateOnly? ValidUntil { get; private set; }

    public DateOnly? DueSince { get; private set; }

    public double Progress { get; private set; }

    public int Rules { get; private set; }

    public SpecialisationState State => new(Since, ValidUntil, DueSince, Progress, Rules);

    internal void Say(SpecialisationState state) => (Since, ValidUntil, DueSince, Progress, Rules) = (state.Since, state.ValidUntil, state.DueSince, state.Progress, state.Rules);

    internal void End(DateOnly day) => Until = day;

    private sealed class Mapping : IEntityTypeConfiguration<SpecialisationStanding>
    {
        public void Configure(EntityTypeBuilder<SpecialisationStanding> builder)
        {
            builder.ToTable("specialisation_history");
            builder.Ignore(s => s.State);
            builder.HasIndex(s => new { s.PartnerId, s.Code, s.Known }).IsUnique();
            builder.HasIndex(s => new { s.Until, s.Progress });
        }
    }
}

/// <summary>The tables of specialisations.</summary>
public static class SpecialisationSets
{
    public static DbSet<SpecialisationStanding> SpecialisationStandings(this TandemDb db) => db.Set<SpecialisationStanding>();

    /// <summary>The standings as one day ended; null: as they are.</summary>
    public static IQueryable<SpecialisationStanding> SpecialisationStandingsOf(this TandemDb db, DateOnly? asOf) => asOf is { } day
        ? db.SpecialisationStandings().AsNoTracking().Where(s => s.Known <= day && s.Until > day)
        : db.SpecialisationStandings().AsNoTracking().Where(s => s.Until == DateOnly.MaxValue);

    /// <summary>Says how a partner stands from today on; how it stood before stays to be read.</summary>
    /// <param name="standing">What stands; null for the first.</param>
    internal static void Stand(
        this TandemDb db, SpecialisationStanding? standing, Id<Organisation> partner, string code, SpecialisationState state, DateOnly today, DateTimeOffset now)
    {
        if (standing?.State == state || (standing is null && state is { Since: null, Progress: 0 }))
            return;
        if (standing is null || standing.Known != today)
        {
            standing?.End(today);
            db.Add(standing = new SpecialisationStanding(partner, code, today, now));
        }

        standing.Say(state);
    }
}
