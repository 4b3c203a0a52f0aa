using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>An opportunity with an end customer: registered by a partner, or the vendor's own.</summary>
public sealed class Deal
{
    private readonly List<DealLine> lines = [];
    private readonly List<CoOwner> coOwners = [];

    private Deal() { }

    public Id<Deal> Id { get; private set; }

    /// <summary>What people say on the telephone: <c>D-7K3QX2M</c>.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>Null for the vendor's own (direct) deal.</summary>
    public Id<Organisation>? PartnerId { get; private set; }

    /// <summary>The person of the partner, or of the vendor for a direct deal, who works it.</summary>
    public Id<Person>? OwnerId { get; private set; }

    /// <summary>The vendor's view of the customer, once known; never shown to a partner.</summary>
    public Id<Account>? AccountId { get; private set; }

    public Customer Customer { get; private set; } = new();

    public Contact Contact { get; private set; } = new();

    public IReadOnlyList<DealLine> Lines => lines;

    /// <summary>People of the vendor or of the partner who work it together with its owner.</summary>
    public IReadOnlyList<CoOwner> CoOwners => coOwners;

    public Money Amount { get; private set; }

    /// <summary>The amount in the programme's currency when it was last set, for ordering a list over currencies.</summary>
    public long SortAmount { get; private set; }

    public DateOnly? CloseDate { get; private set; }

    /// <summary>What the customer needs, in the owner's words.</summary>
    public string Description { get; private set; } = "";

    public DealStatus Status { get; private set; }

    /// <summary>The pipeline stage by its code; empty before approval.</summary>
    public string Stage { get; private set; } = "";

    public DateTimeOffset StageSince { get; private set; }

    public string NextStep { get; private set; } = "";

    public DateOnly? NextStepDue { get; private set; }

    public Id<Territory>? TerritoryId { get; private set; }

    public DateTimeOffset Created { get; private set; }

    /// <summary>The last time somebody worked on it: stagnation counts from here.</summary>
    public DateTimeOffset Touched { get; private set; }

    /// <summary>The last time both sides were told that it stands still.</summary>
    public DateTimeOffset? Nudged { get; private set; }

    /// <summary>The business date of a win or a loss.</summary>
    public DateOnly? ClosedOn { get; private set; }

    public string LossReason { get; private set; } = "";

    public string? ExternalId { get; private set; }

    /// <summary>Set once it was taken back with its import: it is found nowhere until it comes again.</summary>
    public DateTimeOffset? Archived { get; private set; }

    public int Version { get; private set; }

    /// <summary>The partner's claim on this customer; null for the vendor's own deals and old imported ones.</summary>
    public Registration? Registration { get; private set; }

    public Ref Ref => new("deal", Id.Value);

    /// <summary>Undecided or being worked: it stands against others on the same customer.</summary>
    public static readonly IReadOnlyList<DealStatus> Live =
        [DealStatus.InReview, DealStatus.NeedsInfo, DealStatus.Appealed, DealStatus.Open];

    public bool IsLive => Live.Contains(Status);

    public bool IsClosed => Status is DealStatus.Won or DealStatus.Lost;

    public static Deal Draft(Id<Organisation> partner, Id<Person>? owner, string reference, DateTimeOffset now) => new()
    {
        Id = Id<Deal>.New(now),
        Reference = reference,
        PartnerId = partner,
        OwnerId = owner,
        Status = DealStatus.Draft,
        Created = now,
        Touched = now,
        StageSince = now,
    };

    /// <summary>The vendor's own deal, or one that a CRM already holds: in the pipeline from the start.</summary>
    public static Deal InPipeline(
        Id<Organisation>? partner, Id<Person>? owner, Id<Account>? account, string stage, string reference, DateTimeOffset opened,
        string? externalId = null) => new()
        {
            Id = Id<Deal>.New(opened),
            Reference = reference,
            PartnerId = partner,
            OwnerId = owner,
            AccountId = account,
            Status = DealStatus.Open,
            Stage = stage,
            Created = opened,
            Touched = opened,
            StageSince = opened,
            ExternalId = externalId,
        };

    public void Describe(Customer customer, Contact contact, Money amount, long sortAmount, DateOnly? closeDate, string description)
    {
        (Customer, Contact, Amount, SortAmount) = (customer, contact, amount, sortAmount);
        (CloseDate, Description) = (closeDate, description);
    }

    public void Sell(IEnumerable<(Id<Product> Product, int Quantity, Money? UnitPrice)> products)
    {
        lines.Clear();
        foreach (var (product, quantity, price) in products)
            lines.Add(new DealLine(Id, lines.Count + 1, product, quantity, price));
    }

    public void PlaceIn(Id<Territory>? territory) => TerritoryId = territory;

    public void Submit(Registration registration, DateTimeOffset now)
    {
        Registration = registration;
        Enter(DealStatus.InReview, now);
    }

    public void AskForInfo(DateTimeOffset now) => Enter(DealStatus.NeedsInfo, now);

    public void BackToReview(DateTimeOffset now) => Enter(DealStatus.InReview, now);

    public void Reject(DateTimeOffset now) => Enter(DealStatus.Rejected, now);

    public void Appeal(DateTimeOffset now) => Enter(DealStatus.Appealed, now);

    public void Approve(Id<Account> account, string firstStage, DateTimeOffset now)
    {
        AccountId = account;
        Stage = firstStage;
        StageSince = now;
        Enter(DealStatus.Open, now);
    }

    public void MoveTo(string stage, DateTimeOffset now)
    {
        (Stage, StageSince, Touched) = (stage, now, now);
    }

    public void Meet(Contact contact, DateTimeOffset now) => (Contact, Touched) = (contact, now);

    public void Explain(string description, DateTimeOffset now) => (Description, Touched) = (description, now);

    public void Plan(string nextStep, DateOnly? due, DateTimeOffset now) => (NextStep, NextStepDue, Touched) = (nextStep, due, now);

    public void Reschedule(DateOnly? closeDate, DateTimeOffset now) => (CloseDate, Touched) = (closeDate, now);

    public void Reprice(Money amount, long sortAmount, DateTimeOffset now) => (Amount, SortAmount, Touched) = (amount, sortAmount, now);

    public void Own(Id<Person>? owner) => OwnerId = owner;

    /// <summary>False when the person already does.</summary>
    public bool Share(Id<Person> person, DateTimeOffset now)
    {
        if (coOwners.Exists(c => c.PersonId == person))
            return false;
        coOwners.Add(new CoOwner(Id, person, now));
        Touched = now;
        return true;
    }

    /// <summary>False when the person did not.</summary>
    public bool Unshare(Id<Person> person, DateTimeOffset now)
    {
        if (coOwners.RemoveAll(c => c.PersonId == person) == 0)
            return false;
        Touched = now;
        return true;
    }

    public void Belong(Id<Account>? account) => AccountId = account;

    public void Touch(DateTimeOffset now) => Touched = now;

    public void Win(Money amount, long sortAmount, DateOnly on, DateTimeOffset now)
    {
        (Amount, SortAmount, ClosedOn) = (amount, sortAmount, on);
        Enter(DealStatus.Won, now);
    }

    public void Lose(string reason, DateOnly on, DateTimeOffset now)
    {
        (LossReason, ClosedOn) = (reason, on);
        Enter(DealStatus.Lost, now);
    }

    public void Reopen(DateTimeOffset now)
    {
        (LossReason, ClosedOn) = ("", null);
        Enter(DealStatus.Open, now);
    }

    public void Expire(DateTimeOffset now) => Enter(DealStatus.Expired, now);

    public void Release(DateTimeOffset now) => Enter(DealStatus.Released, now);

    public void Withdraw(DateTimeOffset now) => Enter(DealStatus.Withdrawn, now);

    public void Archive(DateTimeOffset now) => Archived = now;

    public void Restore() => Archived = null;

    private void Enter(DealStatus status, DateTimeOffset now)
    {
        (Status, Touched) = (status, now);

        // Who has left the pipeline needs no more days in it.
        if (status is not DealStatus.Open)
            Registration?.DropExtension();
    }

    private sealed class Mapping : IEntityTypeConfiguration<Deal>
    {
        public void Configure(EntityTypeBuilder<Deal> builder)
        {
            builder.ToTable("deals");
            builder.Ignore(d => d.Ref).Ignore(d => d.IsLive).Ignore(d => d.IsClosed);
            builder.ComplexProperty(d => d.Customer);
            builder.ComplexProperty(d => d.Contact);
            builder.HasMany(d => d.Lines).WithOne().HasForeignKey(l => l.DealId).OnDelete(DeleteBehavior.Cascade);
            builder.Navigation(d => d.Lines).HasField("lines").UsePropertyAccessMode(PropertyAccessMode.Field);
            builder.HasMany(d => d.CoOwners).WithOne().HasForeignKey(c => c.DealId).OnDelete(DeleteBehavior.Cascade);
            builder.Navigation(d => d.CoOwners).HasField("coOwners").UsePropertyAccessMode(PropertyAccessMode.Field);
            builder.HasOne(d => d.Registration).WithOne().HasForeignKey<Registration>(r => r.Id).OnDelete(DeleteBehavior.Cascade);
            builder.HasQueryFilter(d => d.Archived == null);
            builder.HasIndex(d => d.Reference).IsUnique();
            builder.HasIndex(d => d.ExternalId);
            builder.HasIndex(d => d.AccountId);
            builder.HasIndex(d => new { d.PartnerId, d.Status, d.Touched });
            builder.HasIndex(d => new { d.Status, d.CloseDate });
            builder.HasIndex(d => new { d.Status, d.SortAmount });
            builder.HasIndex(d => new { d.Status, d.Stage, d.Touched, d.Id });
            builder.HasIndex(d => new { d.Touched, d.Id });
        }
    }
}
