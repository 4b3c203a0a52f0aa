using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine.Forecasting;
using Tandem.Kernel;

namespace Tandem.Accelerate.Forecast;

/// <summary>What a forecast is divided by.</summary>
public enum ForecastBy
{
    Programme,
    Region,
    Partner,
}

/// <summary>The forecast of one business day, kept: what moved since is seen by comparing two.</summary>
public sealed class ForecastRun
{
    private ForecastRun() { }

    internal ForecastRun(DateOnly day, DateTimeOffset made, string currency, int deals, int open, int unrated, Moves moves, IReadOnlyList<Tested> tests, IReadOnlyList<TriedInput> inputs,
        IReadOnlyList<PastQuarter> past, Grounds? grounds) =>
        (Day, Made, Currency, Deals, Open, Unrated, MovesJson, TestsJson, InputsJson, PastJson, GroundsJson) =
        (day, made, currency, deals, open, unrated, JsonSerializer.Serialize(moves, JsonSerializerOptions.Web), JsonSerializer.Serialize(tests, JsonSerializerOptions.Web), JsonSerializer.Serialize(inputs, JsonSerializerOptions.Web),
        JsonSerializer.Serialize(past, JsonSerializerOptions.Web), JsonSerializer.Serialize(grounds, JsonSerializerOptions.Web));

    public DateOnly Day { get; private set; }

    public DateTimeOffset Made { get; private set; }

    /// <summary>All amounts are minor units of it: closed deals at the rate of their day, open ones at this day's.</summary>
    public string Currency { get; private set; } = "";

    /// <summary>Deals looked at, open and ended.</summary>
    public int Deals { get; private set; }

    public int Open { get; private set; }

    /// <summary>Deals left out because their currency has no rate.</summary>
    public int Unrated { get; private set; }

    internal string MovesJson { get; private set; } = "";

    internal string TestsJson { get; private set; } = "";

    internal string InputsJson { get; private set; } = "[]";

    internal string PastJson { get; private set; } = "[]";

    internal string GroundsJson { get; private set; } = "null";

    public Moves Moves => JsonSerializer.Deserialize<Moves>(MovesJson, JsonSerializerOptions.Web)!;

    /// <summary>How far off each way of forecasting would have been over the history.</summary>
    public IReadOnlyList<Tested> Tests => JsonSerializer.Deserialize<List<Tested>>(TestsJson, JsonSerializerOptions.Web)!;

    /// <summary>What else is known of open deals, and whether the forecast got better by it.</summary>
    public IReadOnlyList<TriedInput> Inputs => JsonSerializer.Deserialize<List<TriedInput>>(InputsJson, JsonSerializerOptions.Web)!;

    /// <summary>What the quarters before this one brought, the earliest first.</summary>
    public IReadOnlyList<PastQuarter> Past => JsonSerializer.Deserialize<List<PastQuarter>>(PastJson, JsonSerializerOptions.Web)!;

    /// <summary>How the programme's quarters came about; null for a forecast of the days before that was kept.</summary>
    public Grounds? Grounds => JsonSerializer.Deserialize<Grounds?>(GroundsJson, JsonSerializerOptions.Web);

    private sealed class Mapping : IEntityTypeConfiguration<ForecastRun>
    {
        public void Configure(EntityTypeBuilder<ForecastRun> builder)
        {
            builder.ToTable("forecast_runs").HasKey(r => r.Day);
            builder.Property(r => r.MovesJson);
            builder.Property(r => r.TestsJson);
            builder.Property(r => r.InputsJson);
            builder.Property(r => r.PastJson);
            builder.Property(r => r.GroundsJson);
            builder.Ignore(r => r.Moves).Ignore(r => r.Tests).Ignore(r => r.Inputs).Ignore(r => r.Past).Ignore(r => r.Grounds);
        }
    }
}

/// <summary>How far today's forecast has come while it is being computed.</summary>
public sealed class ForecastProgress
{
    private ForecastProgress() { }

    internal ForecastProgress(DateOnly day, double share) => (Day, Share) = (day, share);

    public DateOnly Day { get; private set; }

    public double Share { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<ForecastProgress>
    {
        public void Configure(EntityTypeBuilder<ForecastProgress> builder) => builder.ToTable("forecast_progress").HasKey(p => p.Day);
    }
}

/// <summary>What happened to the pipeline within the last seven days, in minor units.</summary>
public sealed record Moves(DateOnly Since, Move Opened, Move Won, Move Gone);

/// <summary>How many deals, and what they are worth.</summary>
public sealed record Move(int Deals, long Worth);

/// <summary>What a quarter that is over brought, in minor units.</summary>
public sealed record PastQuarter(DateOnly Starts, int Deals, long Won);

/// <summary>How a forecast came about: what each way of forecasting said of each quarter and how much it counted, and what the weighted pipeline rests on.</summary>
public sealed record Grounds(WeightedRule Rule, IReadOnlyList<ForecastGround> Quarters);

/// <summary>How one quarter of the programme came about, in minor units.</summary>
/// <param name="Starts">The first day of the fiscal quarter.</param>
/// <param name="Left">The part of a quarter's revenue that past quarters won from this far into them on.</param>
/// <param name="AsQuarter">What is still to come, seen as one quarter.</param>
/// <param name="AsMonths">The same as the sum of its months.</param>
/// <param name="OpenDeals">What deals open at its beginning are expected to bring; null in later quarters.</param>
/// <param name="Unborn">What deals born within it are expected to bring; null in later quarters.</param>
public sealed record ForecastGround(DateOnly Starts, double Left, long AsQuarter, long? AsMonths, IReadOnlyList<ForecastWay> Ways, long? OpenDeals, long? Unborn)
{
    internal static ForecastGround Of(ForecastBasis basis, DateOnly starts) => new(
        starts, basis.Left, (long)Math.Round(basis.AsPeriod), (long?)Rounded(basis.AsMonths), basis.Ways, (long?)Rounded(basis.OpenDeals), (long?)Rounded(basis.Unborn));

    private static double? Rounded(double? amount) => amount is { } known ? Math.Round(known) : null;
}

/// <summary>One way of forecasting, held against what came.</summary>
/// <param name="Wape">Sum of absolute errors as a part of the revenue; lower is better.</param>
/// <param name="Coverage">How often the actual lay within the 80 % range.</param>
public sealed record Tested(ForecastBy By, PeriodLength Length, string Method, int Periods, double Wape, double Bias, double? Coverage);

/// <summary>What one quarter will bring, for the programme, a region or a partner, as of a day; minor units.</summary>
public sealed class ForecastLineKept
{
    private ForecastLineKept() { }

    internal ForecastLineKept(DateOnly day, ForecastBy by, Guid group, DateOnly starts, ForecastLine line, long won)
    {
        (Day, By, GroupId, Starts, Won) = (day, by, group, starts, won);
        (Expected, P10, P50, P90, Weighted) = (Whole(line.Expected), Whole(line.P10), Whole(line.P50), Whole(line.P90), Whole(line.WeightedPipeline));
    }

    public DateOnly Day { get; private set; }

    public ForecastBy By { get; private set; }

    /// <summary>The region or partner; empty for the programme, for deals without a region and for direct deals.</summary>
    public Guid GroupId { get; private set; }

    /// <summary>The first day of the fiscal quarter.</summary>
    public DateOnly Starts { get; private set; }

    public long Expected { get; private set; }

    public long P10 { get; private set; }

    public long P50 { get; private set; }

    public long P90 { get; private set; }

    /// <summary>What the customary rule says: open amounts times the win rate, all in the current quarter.</summary>
    public long Weighted { get; private set; }

    /// <summary>Already won in the quarter.</summary>
    public long Won { get; private set; }

    private static long Whole(double minor) => (long)Math.Round(minor, MidpointRounding.AwayFromZero);

    private sealed class Mapping : IEntityTypeConfiguration<ForecastLineKept>
    {
        public void Configure(EntityTypeBuilder<ForecastLineKept> builder) =>
            builder.ToTable("forecast_lines").HasKey(l => new { l.Day, l.By, l.GroupId, l.Starts });
    }
}

/// <summary>The tables of the forecast.</summary>
public static class ForecastSets
{
    public static DbSet<ForecastRun> ForecastRuns(this TandemDb db) => db.Set<ForecastRun>();

    public static DbSet<ForecastLineKept> ForecastLines(this TandemDb db) => db.Set<ForecastLineKept>();
}
