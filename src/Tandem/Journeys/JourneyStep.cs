using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Journeys;

/// <summary>Where a step stands.</summary>
public enum StepStatus
{
    /// <summary>Another step must be done first.</summary>
    Waiting,
    Open,
    Done,

    /// <summary>Left out: nobody owes it any more.</summary>
    Skipped,
}

/// <summary>One thing that one side owes by a day.</summary>
public sealed class JourneyStep
{
    /// <summary>The word for a step in references and addresses.</summary>
    public const string Kind = "task";

    private JourneyStep() { }

    public Id<JourneyStep> Id { get; private set; }

    public Id<Journey> JourneyId { get; private set; }

    public Journey Journey { get; private set; } = null!;

    public int Number { get; private set; }

    /// <summary>A code by which the module that opened the journey finds the step again.</summary>
    public string? Key { get; private set; }

    public string Title { get; private set; } = "";

    public string Text { get; private set; } = "";

    public Side Side { get; private set; }

    /// <summary>Who does it; null for anybody of that side.</summary>
    public Id<Person>? PersonId { get; private set; }

    public DateOnly? Due { get; private set; }

    /// <summary>The number of the step that must be done first.</summary>
    public int? After { get; private set; }

    /// <summary>It is done only with a word on what shows it.</summary>
    public bool NeedsEvidence { get; private set; }

    public StepStatus Status { get; private set; }

    /// <summary>What shows that it was done, or why it was left out.</summary>
    public string Evidence { get; private set; } = "";

    public DateTimeOffset? Finished { get; private set; }

    public Id<Person>? FinishedBy { get; private set; }

    /// <summary>When both sides were told that it is late.</summary>
    public DateTimeOffset? ToldLate { get; private set; }

    public int Version { get; private set; }

    public Ref Ref => new(Kind, Id.Value);

    /// <summary>Still to be done.</summary>
    public bool IsLeft => Status is StepStatus.Open or StepStatus.Waiting;

    internal static JourneyStep Of(Journey journey, int number, StepPlan plan, bool waits, DateTimeOffset now) => new()
    {
        Id = Id<JourneyStep>.New(now),
        JourneyId = journey.Id,
        Journey = journey,
        Number = number,
        Key = plan.Key,
        Title = plan.Title,
        Text = plan.Text ?? "",
        Side = plan.Side,
        PersonId = plan.Person,
        Due = plan.Due,
        After = plan.After,
        NeedsEvidence = plan.NeedsEvidence,
        Status = waits ? StepStatus.Waiting : StepStatus.Open,
    };

    public void Describe(string title, string text, DateOnly? due)
    {
        if (due != Due)
            ToldLate = null;
        (Title, Text, Due) = (title, text, due);
    }

    public void Assign(Side side, Id<Person>? person) => (Side, PersonId) = (side, person);

    public void Begin() => Status = StepStatus.Open;

    public void Finish(string? evidence, Actor by, DateTimeOffset now) =>
        (Status, Evidence, Finished, FinishedBy) = (StepStatus.Done, evidence?.Trim() ?? "", now, by.Person);

    public void Skip(string? why, DateTimeOffset now, Actor? by = null) =>
        (Status, Evidence, Finished, FinishedBy) = (StepStatus.Skipped, why?.Trim() ?? "", now, by?.Person);

    public void Reopen() => (Status, Finished, FinishedBy) = (StepStatus.Open, null, null);

    public void TellLate(DateTimeOffset now) => ToldLate = now;

    private sealed class Mapping : IEntityTypeConfiguration<JourneyStep>
    {
        public void Configure(EntityTypeBuilder<JourneyStep> builder)
        {
            builder.ToTable("journey_steps");
            builder.Ignore(s => s.Ref).Ignore(s => s.IsLeft);
            builder.HasIndex(s => s.JourneyId);
            builder.HasIndex(s => new { s.PersonId, s.Status });
            builder.HasIndex(s => new { s.Status, s.Due });
        }
    }
}
