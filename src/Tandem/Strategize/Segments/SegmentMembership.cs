using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Segments;

/// <summary>The segment a partner was in from one day on until another, and the numbers that put it there.</summary>
/// <remarks>"As of D" is the row with <c>known ≤ D &lt; until</c>.</remarks>
public sealed class SegmentMembership
{
    private SegmentMembership() { }

    public SegmentMembership(Id<Organisation> partner, DateOnly known) => (PartnerId, Known) = (partner, known);

    public Id<Organisation> PartnerId { get; private set; }

    public DateOnly Known { get; private set; }

    public DateOnly Until { get; private set; } = DateOnly.MaxValue;

    /// <summary>The segment by its code; empty where no rule holds.</summary>
    public string Segment { get; private set; } = "";

    /// <summary>The first day of this stay in the segment.</summary>
    public DateOnly Since { get; private set; }

    /// <summary>Distance to the ideal, 0 to 100; null when nothing of it is known.</summary>
    public double? Distance { get; private set; }

    /// <summary>A person keeps it here for a while.</summary>
    public bool ByException { get; private set; }

    /// <summary>The version of the rules that decided.</summary>
    public int Rules { get; private set; }

    /// <summary>The numbers that the rule looked at, as JSON.</summary>
    public string Evidence { get; private set; } = "[]";

    public IReadOnlyList<SegmentEvidence> Numbers => JsonSerializer.Deserialize<List<SegmentEvidence>>(Evidence, JsonSerializerOptions.Web) ?? [];

    internal bool Says(SegmentReading reading) =>
        Segment == reading.Code && Distance == reading.Distance && ByException == reading.ByException && Rules == reading.Rules && Evidence == Written(reading);

    internal void Say(SegmentReading reading, DateOnly since) =>
        (Segment, Since, Distance, ByException, Rules, Evidence) = (reading.Code, since, reading.Distance, reading.ByException, reading.Rules, Written(reading));

    internal void End(DateOnly day) => Until = day;

    private static string Written(SegmentReading reading) => JsonSerializer.Serialize(reading.Evidence, JsonSerializerOptions.Web);

    private sealed class Mapping : IEntityTypeConfiguration<SegmentMembership>
    {
        public void Configure(EntityTypeBuilder<SegmentMembership> builder)
        {
            builder.ToTable("segment_memberships").HasKey(m => new { m.PartnerId, m.Known });
            builder.Ignore(m => m.Numbers);
            builder.HasIndex(m => new { m.Until, m.Segment });
        }
    }
}

/// <summary>One number that a segment's rule looked at.</summary>
/// <param name="What"><c>Distance</c>, <c>C3</c>, an axis, or a KPI with its window.</param>
public sealed record SegmentEvidence(string What, double? Value);

/// <summary>The mark that a person gave a partner for one criterion, with the reason.</summary>
public sealed class IdealMark
{
    private IdealMark() { }

    public Id<IdealMark> Id { get; private set; }

    public Id<Organisation> PartnerId { get; private set; }

    public string Criterion { get; private set; } = "";

    /// <summary>1 to 5.</summary>
    public int Mark { get; private set; }

    public string Reason { get; private set; } = "";

    public DateOnly Day { get; private set; }

    public DateTimeOffset At { get; private set; }

    public Id<Person>? By { get; private set; }

    public static IdealMark Of(Id<Organisation> partner, string criterion, int mark, string reason, Actor by, DateOnly day, DateTimeOffset now) =>
        new() { Id = Id<IdealMark>.New(now), PartnerId = partner, Criterion = criterion, Mark = mark, Reason = reason, Day = day, At = now, By = by.Person };

    private sealed class Mapping : IEntityTypeConfiguration<IdealMark>
    {
        public void Configure(EntityTypeBuilder<IdealMark> builder)
        {
            builder.ToTable("ideal_marks");
            builder.HasIndex(m => new { m.PartnerId, m.Criterion, m.At });
        }
    }
}

/// <summary>A person keeps a partner in a segment until a day, whatever the rules say.</summary>
public sealed class SegmentException
{
    private SegmentException() { }

    public Id<SegmentException> Id { get; private set; }

    public Id<Organisation> PartnerId { get; private set; }

    public string Segment { get; private set; } = "";

    public string Reason { get; private set; } = "";

    public DateOnly FromDay { get; private set; }

    /// <summary>The last day.</summary>
    public DateOnly ToDay { get; private set; }

    public DateTimeOffset At { get; private set; }

    public Id<Person>? By { get; private set; }

    public static SegmentException Of(Id<Organisation> partner, string segment, string reason, DateOnly from, DateOnly to, Actor by, DateTimeOffset now) =>
        new() { Id = Id<SegmentException>.New(now), PartnerId = partner, Segment = segment, Reason = reason, FromDay = from, ToDay = to, At = now, By = by.Person };

    /// <summary>It ends before its day: yesterday was its last.</summary>
    public void End(DateOnly today) => ToDay = today.AddDays(-1);

    private sealed class Mapping : IEntityTypeConfiguration<SegmentException>
    {
        public void Configure(EntityTypeBuilder<SegmentException> builder)
        {
            builder.ToTable("segment_exceptions");
            builder.HasIndex(e => new { e.PartnerId, e.ToDay });
        }
    }
}

/// <summary>The tables of segments.</summary>
public static class SegmentSets
{
    public static DbSet<SegmentMembership> SegmentMemberships(this TandemDb db) => db.Set<SegmentMembership>();

    public static DbSet<IdealMark> IdealMarks(this TandemDb db) => db.Set<IdealMark>();

    public static DbSet<SegmentException> SegmentExceptions(this TandemDb db) => db.Set<SegmentException>();

    /// <summary>The memberships as one day ended; null: as they stand.</summary>
    public static IQueryable<SegmentMembership> SegmentsOf(this TandemDb db, DateOnly? asOf) => asOf is { } day
        ? db.SegmentMemberships().AsNoTracking().Where(m => m.Known <= day && m.Until > day)
        : db.SegmentMemberships().AsNoTracking().Where(m => m.Until == DateOnly.MaxValue);
}
