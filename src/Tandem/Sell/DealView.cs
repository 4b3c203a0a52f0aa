using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>Everything that the page of one deal shows to this reader.</summary>
public sealed record DealView
{
    public Id<Deal> Id { get; init; }

    public string Reference { get; init; } = "";

    public DealStatus Status { get; init; }

    public int Version { get; init; }

    public Customer Customer { get; init; } = new();

    /// <summary>Null for readers who see names and stage only.</summary>
    public Contact? Contact { get; init; }

    public Named<Organisation>? Partner { get; init; }

    public Named<Person>? Owner { get; init; }

    public IReadOnlyList<Named<Person>> CoOwners { get; init; } = [];

    public IReadOnlyList<LineView> Lines { get; init; } = [];

    /// <summary>Null where the reader does not see amounts.</summary>
    public Money? Amount { get; init; }

    public DateOnly? CloseDate { get; init; }

    public string Description { get; init; } = "";

    public string Stage { get; init; } = "";

    public DateTimeOffset? StageSince { get; init; }

    /// <summary>The whole pipeline, each stage with what this deal still lacks for it.</summary>
    public IReadOnlyList<StageView> Stages { get; init; } = [];

    public string NextStep { get; init; } = "";

    public DateOnly? NextStepDue { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset Touched { get; init; }

    /// <summary>Days without work, when they are more than the stage allows.</summary>
    public int? StalledDays { get; init; }

    public DateOnly? ClosedOn { get; init; }

    public string LossReason { get; init; } = "";

    public RegistrationView? Registration { get; init; }

    /// <summary>What the reader may do now.</summary>
    public IReadOnlyList<DealAction> Actions { get; init; } = [];

    /// <summary>For the vendor's eyes only; always null for a partner.</summary>
    public VendorView? Vendor { get; init; }

    /// <summary>One product of the deal.</summary>
    public sealed record LineView(int Number, Id<Product> Product, string Sku, string Name, int Quantity, Money? UnitPrice);

    /// <summary>One stage, and what the deal lacks for it.</summary>
    public sealed record StageView(string Code, string Name, IReadOnlyList<Criterion> Missing);

    /// <summary>The claim as its partner may know it.</summary>
    /// <param name="Rejection">The one code of a "no", with the policy's sentence.</param>
    /// <param name="Clock">What the vendor has still to decide, and until when.</param>
    public sealed record RegistrationView(
        DateTimeOffset Submitted, DateTimeOffset? Decided, RejectionCode? Rejection, string? RejectionSentence,
        DateOnly? ProtectedUntil, int? DaysLeft, int Extensions, int ExtensionsLeft, int? ExtensionAsked, int AppealsLeft, ClockView? Clock);

    /// <summary>An SLA clock; it stands while the partner owes an answer.</summary>
    public sealed record ClockView(string Kind, DateTimeOffset Due, bool Paused, bool Overdue);

    /// <summary>What only the vendor knows of a deal.</summary>
    public sealed record VendorView(
        Named<Account>? Account, string? Territory, bool First, int Findings, string RouteReason, int PolicyNumber,
        DateTimeOffset? AutomaticAt, int? Level, IReadOnlyList<string> Levels, string? ExternalId);
}

/// <summary>A thing with its name, ready to be linked.</summary>
public sealed record Named<T>(Id<T> Id, string Name);
