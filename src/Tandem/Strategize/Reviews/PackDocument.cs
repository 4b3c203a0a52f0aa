using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>Everything a pack says, as it was known at the end of one day. Page, PDF and slides are drawn from this and nothing else.</summary>
/// <remarks>
/// Values are in the unit of their KPI: money in minor units of <see cref="Currency"/>, shares as fractions. Names stand in it, so that a
/// KPI or a deal that is gone tomorrow still reads the same. <see cref="Format"/> counts the shapes this document ever had.
/// </remarks>
public sealed record PackDocument
{
    public const int NewestFormat = 1;

    public int Format { get; init; } = NewestFormat;

    public DateOnly AsOf { get; init; }

    /// <summary>The quarter that the day lies in: <c>2026-Q3</c>.</summary>
    public string Quarter { get; init; } = "";

    /// <summary>The quarter that the proposal is for.</summary>
    public string NextQuarter { get; init; } = "";

    public Id<Plan> Plan { get; init; }

    public string PlanTitle { get; init; } = "";

    public string PlanReference { get; init; } = "";

    /// <summary>The version in force that day; 0 when nothing was signed yet.</summary>
    public int PlanVersion { get; init; }

    public string Goal { get; init; } = "";

    public DateOnly Starts { get; init; }

    public DateOnly Ends { get; init; }

    public Id<Organisation> Partner { get; init; }

    public string PartnerName { get; init; } = "";

    public string Currency { get; init; } = "EUR";

    /// <summary>0 to 100; null when nothing could be judged.</summary>
    public double? Health { get; init; }

    public double? HealthOfPartner { get; init; }

    public double? HealthOfVendor { get; init; }

    public Track Track { get; init; }

    /// <summary>At the end of the quarter before.</summary>
    public double? HealthBefore { get; init; }

    public IReadOnlyList<PackTarget> Targets { get; init; } = [];

    public IReadOnlyList<PackStep> Steps { get; init; } = [];

    public PackPipeline Pipeline { get; init; } = new();

    /// <summary>KPIs of pipeline, enablement and engagement that were measured then.</summary>
    public IReadOnlyList<PackFigure> Figures { get; init; } = [];

    /// <summary>Only where five or more other partners stand behind the quartiles.</summary>
    public IReadOnlyList<PackBenchmark> Benchmarks { get; init; } = [];

    public IReadOnlyList<PackAdvice> Coaching { get; init; } = [];

    public IReadOnlyList<PackProposal> Proposals { get; init; } = [];

    /// <summary>The versions of the rules that judged: health, coaching.</summary>
    public int HealthRules { get; init; }

    public int CoachingRules { get; init; }

    private static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static PackDocument Read(string json) => JsonSerializer.Deserialize<PackDocument>(json, Json)!;
}

/// <summary>What a number is called and how it reads.</summary>
public record PackKpi
{
    public string Kpi { get; init; } = "";

    public string Name { get; init; } = "";

    public KpiUnit Unit { get; init; }

    public Better Better { get; init; }
}

/// <summary>A promise: what was expected, what was reached, how it went, what moved it.</summary>
public sealed record PackTarget : PackKpi
{
    public string Key { get; init; } = "";

    public Side Side { get; init; }

    public Pace Pace { get; init; }

    public Cadence Cadence { get; init; }

    public double Amount { get; init; }

    public int Weight { get; init; }

    /// <summary>False for a KPI that nobody measured any more.</summary>
    public bool Measured { get; init; }

    public double? Actual { get; init; }

    public double? Expected { get; init; }

    /// <summary>0 to 1.</summary>
    public double? Share { get; init; }

    /// <summary>Points it takes from the plan's health.</summary>
    public double Lost { get; init; }

    /// <summary>Month by month or quarter by quarter within the plan.</summary>
    public IReadOnlyList<PackSlot> Slots { get; init; } = [];

    /// <summary>KPIs that are counted from the same facts, this period and the one before.</summary>
    public IReadOnlyList<PackFigure> Drivers { get; init; } = [];
}

/// <summary>One month or quarter of a promise.</summary>
public sealed record PackSlot(string Period, double Promised, double? Reached);

/// <summary>A number, and what it was in the period before.</summary>
public sealed record PackFigure : PackKpi
{
    public string Group { get; init; } = "";

    public string Period { get; init; } = "";

    /// <summary>It grows with the days of its period, which was not over: less than the whole period before says nothing yet.</summary>
    public bool SoFar { get; init; }

    public double? Now { get; init; }

    public double? Before { get; init; }
}

/// <summary>A step of the plan that was due, or was done.</summary>
public sealed record PackStep(string Title, Side Side, DateOnly? Due, DateOnly? Done, bool Late);

/// <summary>What is open between partner and customers, by stage, and what stands still.</summary>
public sealed record PackPipeline
{
    public IReadOnlyList<PackStage> Stages { get; init; } = [];

    /// <summary>The day of the rates by which amounts were brought into one currency.</summary>
    public DateOnly? Rates { get; init; }

    /// <summary>Deals in currencies without a rate; they are counted but not summed.</summary>
    public int Unvalued { get; init; }

    /// <summary>The ones that stand still for longest.</summary>
    public IReadOnlyList<PackDeal> Stalled { get; init; } = [];

    public int StalledCount { get; init; }

    public long StalledMinor { get; init; }
}

/// <param name="Minor">In the programme's currency.</param>
public sealed record PackStage(string Name, int Count, long Minor);

/// <summary>A deal that stands still.</summary>
/// <param name="Days">Without work.</param>
/// <param name="NextStep">Null when it was rewritten between the day and the making of the pack: words are not kept as of a day.</param>
public sealed record PackDeal(Guid Id, string Reference, string Customer, string Stage, long Minor, string Currency, DateOnly? CloseDate, int Days, string? NextStep);
