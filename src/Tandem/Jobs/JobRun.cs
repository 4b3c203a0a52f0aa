using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Jobs;

/// <summary>How a run of a job ended.</summary>
public enum RunState
{
    Running,
    Done,

    /// <summary>The use case said no, with a reason.</summary>
    Refused,

    /// <summary>A bug or a broken connection; the next run tries again.</summary>
    Failed,

    /// <summary>Its process ended before it did.</summary>
    Abandoned,
}

/// <summary>One run of a job: when, how it ended, what it counted.</summary>
/// <remarks>Its times are real times, whatever the programme's clock says: they are about processes, not about business.</remarks>
public sealed class JobRun
{
    private JobRun() { }

    public Id<JobRun> Id { get; private set; }

    public string Name { get; private set; } = "";

    public DateTimeOffset Started { get; private set; }

    public DateTimeOffset? Ended { get; private set; }

    public RunState State { get; private set; }

    /// <summary>What the use case answered, as JSON: mostly a number.</summary>
    public string? Counts { get; private set; }

    public string? Error { get; private set; }

    public static JobRun Start(string name, DateTimeOffset now) => new() { Id = Id<JobRun>.New(now), Name = name, Started = now };

    internal void End(RunState state, DateTimeOffset now, string? counts = null, string? error = null)
    {
        (State, Ended, Counts) = (state, now, counts);
        Error = error is { Length: > 2000 } ? error[..2000] : error;
    }

    private sealed class Mapping : IEntityTypeConfiguration<JobRun>
    {
        public void Configure(EntityTypeBuilder<JobRun> builder)
        {
            builder.ToTable("job_runs");
            builder.HasIndex(r => new { r.Name, r.Started });
        }
    }
}

/// <summary>The table of Jobs.</summary>
public static class JobSets
{
    public static DbSet<JobRun> JobRuns(this TandemDb db) => db.Set<JobRun>();

    /// <summary>When a job last began, on whichever node.</summary>
    internal static Task<DateTimeOffset?> LastStart(this TandemDb db, Schedule schedule, CancellationToken ct) => db.JobRuns()
        .Where(r => r.Name == schedule.Name).OrderByDescending(r => r.Started).Select(r => (DateTimeOffset?)r.Started).FirstOrDefaultAsync(ct);
}
