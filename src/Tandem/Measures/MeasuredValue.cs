using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>What a KPI said about a partner and a period from one day on until another: values have a history.</summary>
/// <remarks>"As of D" is the row with <c>known ≤ D &lt; until</c>. Where no row stands, the KPI's value for no history holds.</remarks>
public sealed class MeasuredValue
{
    private MeasuredValue() { }

    public MeasuredValue(Id<Organisation> partner, string period, string kpi, DateOnly known, Figure figure) =>
        (PartnerId, Period, Kpi, Known, Value, Sample) = (partner, period, kpi, known, figure.Value, figure.Sample);

    public Id<Organisation> PartnerId { get; private set; }

    /// <summary>The key of the period: <c>2026-07-01/3</c>.</summary>
    public string Period { get; private set; } = "";

    public string Kpi { get; private set; } = "";

    /// <summary>The business day from whose end on it is known.</summary>
    public DateOnly Known { get; private set; }

    /// <summary>The day from which another value holds.</summary>
    public DateOnly Until { get; private set; } = DateOnly.MaxValue;

    public double? Value { get; private set; }

    public long Sample { get; private set; }

    public Figure Figure => new(Value, Sample);

    internal void Say(Figure figure) => (Value, Sample) = (figure.Value, figure.Sample);

    private sealed class Mapping : IEntityTypeConfiguration<MeasuredValue>
    {
        public void Configure(EntityTypeBuilder<MeasuredValue> builder)
        {
            builder.ToTable("measure_values");
            builder.HasKey(v => new { v.PartnerId, v.Period, v.Kpi, v.Known });
            builder.Ignore(v => v.Figure);
        }
    }
}

/// <summary>When a partner's values were last computed, and since when they wait to be computed again.</summary>
public sealed class MeasureMark
{
    private MeasureMark() { }

    public MeasureMark(Id<Organisation> partner) => PartnerId = partner;

    public Id<Organisation> PartnerId { get; private set; }

    /// <summary>Counts the computations, so that a slow one sees that a newer one has passed it.</summary>
    public long Run { get; private set; }

    /// <summary>Something happened that is not in the values yet; null when all is.</summary>
    public DateTimeOffset? Due { get; private set; }

    internal void Touch(DateTimeOffset now) => Due ??= now;

    internal void Done() => (Run, Due) = (Run + 1, null);

    private sealed class Mapping : IEntityTypeConfiguration<MeasureMark>
    {
        public void Configure(EntityTypeBuilder<MeasureMark> builder)
        {
            builder.ToTable("measure_marks").HasKey(m => m.PartnerId);
            builder.HasIndex(m => m.Due);
        }
    }
}

/// <summary>How many events of one kind one person did in a partnership on one business day: the log, rolled up.</summary>
public sealed class EventDay
{
    private EventDay() { }

    public EventDay(Id<Organisation> partner, string kind, DateOnly day, Guid actor, bool own) =>
        (PartnerId, Kind, Day, ActorId, Own) = (partner, kind, day, actor, own);

    public Id<Organisation> PartnerId { get; private set; }

    public string Kind { get; private set; } = "";

    public DateOnly Day { get; private set; }

    /// <summary>Empty for Tandem itself.</summary>
    public Guid ActorId { get; private set; }

    /// <summary>The actor is one of the partner's people.</summary>
    public bool Own { get; private set; }

    public long Count { get; private set; }

    /// <summary>A whole day's count, where days are written set-wise.</summary>
    public static EventDay Of(Id<Organisation> partner, string kind, DateOnly day, Guid actor, bool own, long count) =>
        new(partner, kind, day, actor, own) { Count = count };

    internal void Add(long more) => Count += more;

    private sealed class Mapping : IEntityTypeConfiguration<EventDay>
    {
        public void Configure(EntityTypeBuilder<EventDay> builder) =>
            builder.ToTable("event_days").HasKey(d => new { d.PartnerId, d.Day, d.Kind, d.ActorId });
    }
}

/// <summary>The tables of Measures.</summary>
public static class MeasureSets
{
    public static DbSet<MeasuredValue> MeasuredValues(this TandemDb db) => db.Set<MeasuredValue>();

    public static DbSet<MeasureMark> MeasureMarks(this TandemDb db) => db.Set<MeasureMark>();

    public static DbSet<EventDay> EventDays(this TandemDb db) => db.Set<EventDay>();

    public static DbSet<Population> Populations(this TandemDb db) => db.Set<Population>();
}
