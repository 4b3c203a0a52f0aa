using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Journeys;

/// <summary>Work in steps that both sides see: the milestones of a plan, an onboarding, or a single task.</summary>
public sealed class Journey
{
    private readonly List<JourneyStep> steps = [];

    private Journey() { }

    public Id<Journey> Id { get; private set; }

    /// <summary>What it is for, as a code of the module that opened it: <c>task</c>, <c>plan</c>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>What it belongs to; a task may stand alone.</summary>
    public string? SubjectKind { get; private set; }

    public Guid? SubjectId { get; private set; }

    /// <summary>The partner whose work this is part of; null for the vendor's own affairs.</summary>
    public Id<Organisation>? PartnerId { get; private set; }

    /// <summary>Who reads it: both sides, the vendor's people only, or the partner's people only.</summary>
    public Audience Audience { get; private set; }

    public Id<Person>? OpenedBy { get; private set; }

    public DateTimeOffset Opened { get; private set; }

    /// <summary>When its last step was done, or when it was called off.</summary>
    public DateTimeOffset? Closed { get; private set; }

    public int Version { get; private set; }

    public IReadOnlyList<JourneyStep> Steps => steps;

    public static Journey Open(string kind, Ref? subject, Id<Organisation>? partner, Audience audience, Actor by, DateTimeOffset now) => new()
    {
        Id = Id<Journey>.New(now),
        Kind = kind,
        SubjectKind = subject?.Kind,
        SubjectId = subject?.Id,
        PartnerId = partner,
        Audience = audience,
        OpenedBy = by.Person,
        Opened = now,
    };

    public JourneyStep Add(StepPlan plan, DateTimeOffset now)
    {
        var waits = plan.After is { } number && steps.Exists(s => s.Number == number && s.IsLeft);
        var step = JourneyStep.Of(this, steps.Count + 1, plan, waits, now);
        steps.Add(step);
        return step;
    }

    /// <summary>A step was done or left out: what waited for it begins, and with the last one the journey ends.</summary>
    public IReadOnlyList<JourneyStep> GoOn(JourneyStep done, DateTimeOffset now)
    {
        var next = steps.Where(s => s.Status == StepStatus.Waiting && s.After == done.Number).ToList();
        next.ForEach(s => s.Begin());
        GoOn(now);
        return next;
    }

    /// <summary>Steps were added or taken out: the journey is over when none is left.</summary>
    public void GoOn(DateTimeOffset now) => Closed = steps.TrueForAll(s => !s.IsLeft) ? Closed ?? now : null;

    /// <summary>A step is to be done again; what already began after it goes on.</summary>
    public void Reopen() => Closed = null;

    /// <summary>Nothing of it is to be done any more.</summary>
    public void CallOff(DateTimeOffset now)
    {
        foreach (var step in steps.Where(s => s.IsLeft))
            step.Skip(null, now);
        Closed ??= now;
    }

    private sealed class Mapping : IEntityTypeConfiguration<Journey>
    {
        public void Configure(EntityTypeBuilder<Journey> builder)
        {
            builder.ToTable("journeys");
            builder.HasMany(j => j.Steps).WithOne(s => s.Journey).HasForeignKey(s => s.JourneyId).OnDelete(DeleteBehavior.Cascade);
            builder.Navigation(j => j.Steps).HasField("steps").UsePropertyAccessMode(PropertyAccessMode.Field);
            builder.HasIndex(j => j.SubjectId);
            builder.HasIndex(j => j.PartnerId);
        }
    }
}

/// <summary>A step before it exists.</summary>
/// <param name="After">The number of the step that must be done first.</param>
/// <param name="Key">A code by which the module that opened the journey finds the step again.</param>
public sealed record StepPlan(string Title, Side Side, Id<Person>? Person = null, DateOnly? Due = null, int? After = null, bool NeedsEvidence = false, string? Text = null, string? Key = null);
