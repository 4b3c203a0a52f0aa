using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Approvals;

/// <summary>What an approver can answer.</summary>
public enum Verdict { Approve, Reject, NeedsInfo }

/// <summary>Who said what at which level, kept for ever.</summary>
public sealed class ApprovalDecision
{
    private ApprovalDecision() { }

    public ApprovalDecision(ApprovalRequest request, Verdict verdict, Actor by, DateTimeOffset now)
    {
        Id = Id<ApprovalDecision>.New(now);
        RequestId = request.Id;
        Level = request.Level;
        Verdict = verdict;
        By = by.Person;
        At = now;
        InTime = now <= request.Due;
    }

    public Id<ApprovalDecision> Id { get; private set; }

    public Id<ApprovalRequest> RequestId { get; private set; }

    public int Level { get; private set; }

    public Verdict Verdict { get; private set; }

    /// <summary>Null when a rule decided.</summary>
    public Id<Person>? By { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>Within the clock of its level: the raw material of the published SLA statistics.</summary>
    public bool InTime { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<ApprovalDecision>
    {
        public void Configure(EntityTypeBuilder<ApprovalDecision> builder)
        {
            builder.ToTable("approval_decisions");
            builder.HasIndex(d => d.RequestId);
        }
    }
}

/// <summary>Somebody decides for somebody else while that person is away.</summary>
public sealed class Delegation
{
    private Delegation() { }

    public Delegation(Id<Person> from, Id<Person> to, DateOnly start, DateOnly end, DateTimeOffset now) =>
        (Id, From, To, Start, End) = (Id<Delegation>.New(now), from, to, start, end);

    public Id<Delegation> Id { get; private set; }

    public Id<Person> From { get; private set; }

    public Id<Person> To { get; private set; }

    public DateOnly Start { get; private set; }

    public DateOnly End { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<Delegation>
    {
        public void Configure(EntityTypeBuilder<Delegation> builder)
        {
            builder.ToTable("delegations");
            builder.HasIndex(d => d.To);
        }
    }
}
