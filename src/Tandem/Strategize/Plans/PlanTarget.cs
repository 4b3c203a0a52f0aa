using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Plans;

/// <summary>A promise of the version in force, with what was last measured of it.</summary>
/// <remarks>Amounts are in the unit of the KPI's values: money in minor units, shares as fractions.</remarks>
public sealed class PlanTarget
{
    private PlanTarget() { }

    public Id<Plan> PlanId { get; private set; }

    public string Key { get; private set; } = "";

    public Id<Organisation> PartnerId { get; private set; }

    public int Number { get; private set; }

    public Side Side { get; private set; }

    public string Kpi { get; private set; } = "";

    public Cadence Cadence { get; private set; }

    public double Amount { get; private set; }

    public int Weight { get; private set; }

    /// <summary>What the KPI said before the plan began.</summary>
    public double? Baseline { get; private set; }

    /// <summary>Reached so far; null when there is nothing to judge.</summary>
    public double? Actual { get; private set; }

    public double? Expected { get; private set; }

    /// <summary>0 to 1.</summary>
    public double? Share { get; private set; }

    public static PlanTarget Of(Plan plan, string key) => new() { PlanId = plan.Id, PartnerId = plan.PartnerId, Key = key };

    public void Promise(TargetTerm term, int number, double amount)
    {
        if (term.Kpi != Kpi)
            (Baseline, Actual, Expected, Share) = (null, null, null, null);
        (Number, Side, Kpi, Cadence, Amount, Weight) = (number, term.Side, term.Kpi, term.Cadence, amount, term.Weight);
    }

    public void StartFrom(double? baseline) => Baseline = baseline;

    public void Judge(double? actual, double? expected, double? share) => (Actual, Expected, Share) = (actual, expected, share);

    private sealed class Mapping : IEntityTypeConfiguration<PlanTarget>
    {
        public void Configure(EntityTypeBuilder<PlanTarget> builder)
        {
            builder.ToTable("plan_targets");
            builder.HasKey(t => new { t.PlanId, t.Key });
            builder.HasIndex(t => t.Kpi);
        }
    }
}

/// <summary>A plan's health as one day saw it.</summary>
public sealed class PlanHealthDay
{
    private PlanHealthDay() { }

    public PlanHealthDay(Id<Plan> plan, DateOnly day) => (PlanId, Day) = (plan, day);

    public Id<Plan> PlanId { get; private set; }

    public DateOnly Day { get; private set; }

    public double? Health { get; private set; }

    public double? OfPartner { get; private set; }

    public double? OfVendor { get; private set; }

    public Track Track { get; private set; }

    /// <summary>The version of the rules that judged.</summary>
    public int Rules { get; private set; }

    public void Judge(double? health, double? ofPartner, double? ofVendor, Track track, int rules) =>
        (Health, OfPartner, OfVendor, Track, Rules) = (health, ofPartner, ofVendor, track, rules);

    private sealed class Mapping : IEntityTypeConfiguration<PlanHealthDay>
    {
        public void Configure(EntityTypeBuilder<PlanHealthDay> builder) =>
            builder.ToTable("plan_health_days").HasKey(d => new { d.PlanId, d.Day });
    }
}
