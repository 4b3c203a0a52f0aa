using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Approvals;

/// <summary>Where a request for approval stands.</summary>
public enum ApprovalState { Open, Paused, Approved, Rejected, Withdrawn }

/// <summary>One person or group that must say yes, and how long it has.</summary>
/// <param name="Name">Shown to approvers and in the preview: "Regional manager".</param>
/// <param name="Permission">Who may decide at this level.</param>
/// <param name="Hours">The time allowed at this level.</param>
/// <param name="WorkingHours">Counts the vendor's working hours instead of elapsed ones.</param>
public sealed record ApprovalLevel(string Name, string Permission, int Hours, bool WorkingHours = false);

/// <summary>Something that waits for one or several people of the vendor to say yes.</summary>
/// <remarks>It knows no pillar: the pillar's own use case decides it and saves both in one transaction.</remarks>
public sealed class ApprovalRequest
{
    private ApprovalRequest() { }

    public Id<ApprovalRequest> Id { get; private set; }

    /// <summary>What is asked for: <c>sell.registration</c>, <c>sell.appeal</c>, <c>sell.extension</c>.</summary>
    public string Kind { get; private set; } = "";

    public string SubjectKind { get; private set; } = "";

    public Guid SubjectId { get; private set; }

    public Id<Organisation>? PartnerId { get; private set; }

    /// <summary>Steers which queue it stands in: the territory's id.</summary>
    public Guid? Queue { get; private set; }

    public Money Amount { get; private set; }

    /// <summary>The levels as they were when it was opened, as JSON.</summary>
    public string LevelsJson { get; private set; } = "[]";

    /// <summary>Index of the level that decides next.</summary>
    public int Level { get; private set; }

    public ApprovalState State { get; private set; }

    public DateTimeOffset Opened { get; private set; }

    /// <summary>When the present level must have decided.</summary>
    public DateTimeOffset Due { get; private set; }

    /// <summary>Set while the asking side owes information: the clock stands.</summary>
    public DateTimeOffset? PausedAt { get; private set; }

    /// <summary>Set when a missed clock was reported upwards.</summary>
    public DateTimeOffset? EscalatedAt { get; private set; }

    /// <summary>Set when a rule, not a person, will approve it at that moment; it stands in no queue.</summary>
    public DateTimeOffset? AutomaticAt { get; private set; }

    public DateTimeOffset? Closed { get; private set; }

    public int Version { get; private set; }

    public IReadOnlyList<ApprovalLevel> Levels => JsonSerializer.Deserialize<List<ApprovalLevel>>(LevelsJson)!;

    public ApprovalLevel Current => Levels[Math.Min(Level, Levels.Count - 1)];

    public bool IsOpen => State is ApprovalState.Open or ApprovalState.Paused;

    public static ApprovalRequest Open(
        string kind, Ref subject, Id<Organisation>? partner, Guid? queue, Money amount,
        IReadOnlyList<ApprovalLevel> levels, DateTimeOffset now, DateTimeOffset due, DateTimeOffset? automaticAt = null)
    {
        if (levels.Count == 0)
            throw new ArgumentException("A request needs at least one level.", nameof(levels));
        return new ApprovalRequest
        {
            Id = Id<ApprovalRequest>.New(now),
            Kind = kind,
            SubjectKind = subject.Kind,
            SubjectId = subject.Id,
            PartnerId = partner,
            Queue = queue,
            Amount = amount,
            LevelsJson = JsonSerializer.Serialize(levels),
            Opened = now,
            Due = due,
            AutomaticAt = automaticAt,
        };
    }

    /// <summary>The level after the present one, if any.</summary>
    public ApprovalLevel? Next => Level + 1 < Levels.Count ? Levels[Level + 1] : null;

    /// <summary>The present level says yes. True when that was the last one.</summary>
    /// <param name="nextDue">When the next level must have decided; not used after the last.</param>
    public bool Approve(DateTimeOffset now, DateTimeOffset nextDue)
    {
        Level++;
        EscalatedAt = null;
        PausedAt = null;
        if (Level < Levels.Count)
        {
            State = ApprovalState.Open;
            Due = nextDue;
            return false;
        }

        (State, Closed) = (ApprovalState.Approved, now);
        return true;
    }

    /// <summary>The rule says yes for all levels.</summary>
    public void ApproveByRule(DateTimeOffset now) => (State, Closed) = (ApprovalState.Approved, now);

    public void Reject(DateTimeOffset now) => (State, Closed, PausedAt) = (ApprovalState.Rejected, now, null);

    public void Withdraw(DateTimeOffset now) => (State, Closed, PausedAt) = (ApprovalState.Withdrawn, now, null);

    /// <summary>The asking side owes information: the clock stops until <see cref="Resume"/>.</summary>
    public void Pause(DateTimeOffset now) => (State, PausedAt) = (ApprovalState.Paused, now);

    public void Resume(DateTimeOffset now)
    {
        Due += now - PausedAt!.Value;
        (State, PausedAt) = (ApprovalState.Open, null);
    }

    public void Escalate(DateTimeOffset now) => EscalatedAt = now;

    /// <summary>A person takes it over from the rule that would have approved it.</summary>
    public void TakeOver() => AutomaticAt = null;

    private sealed class Mapping : IEntityTypeConfiguration<ApprovalRequest>
    {
        public void Configure(EntityTypeBuilder<ApprovalRequest> builder)
        {
            builder.ToTable("approval_requests");
            builder.Ignore(r => r.Levels).Ignore(r => r.Current).Ignore(r => r.Next).Ignore(r => r.IsOpen);
            builder.HasIndex(r => new { r.State, r.Due });
            builder.HasIndex(r => r.SubjectId);
            builder.HasIndex(r => r.PartnerId);
        }
    }
}
