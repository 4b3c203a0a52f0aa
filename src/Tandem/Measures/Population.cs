using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tandem.Measures;

/// <summary>How a KPI was spread among all partners it applies to, or those of one type, as one day saw it.</summary>
/// <remarks>Kept daily, so that a score of last spring can be computed again with last spring's quartiles.</remarks>
public sealed class Population
{
    /// <summary>The group of all partners together.</summary>
    public const string Everybody = "*";

    private Population() { }

    public Population(DateOnly day, string kpi, string period, string peers) => (Day, Kpi, Period, Peers) = (day, kpi, period, peers);

    public DateOnly Day { get; private set; }

    public string Kpi { get; private set; } = "";

    /// <summary>The key of the period; of a trailing year before <see cref="Day"/> for what small samples are drawn to.</summary>
    public string Period { get; private set; } = "";

    /// <summary>The code of a partner type, or <see cref="Everybody"/>.</summary>
    public string Peers { get; private set; } = "";

    /// <summary>How many partners had a value.</summary>
    public int Count { get; private set; }

    public double Least { get; private set; }

    public double LowerQuartile { get; private set; }

    public double Median { get; private set; }

    public double UpperQuartile { get; private set; }

    public double Most { get; private set; }

    public double Mean { get; private set; }

    /// <summary>The share that small samples are drawn to; null where none is.</summary>
    public double? PriorMean { get; private set; }

    /// <summary>How many cases that share counts for.</summary>
    public double? PriorWeight { get; private set; }

    internal void Spread(IReadOnlyList<double> sorted)
    {
        (Count, Least, Most, Mean) = (sorted.Count, sorted[0], sorted[^1], sorted.Average());
        (LowerQuartile, Median, UpperQuartile) = (At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    internal void Draw(int count, double mean, double weight) => (Count, PriorMean, PriorWeight) = (count, mean, weight);

    /// <summary>Linear between the two nearest, as spreadsheets do it (R's type 7).</summary>
    internal static double At(IReadOnlyList<double> sorted, double share)
    {
        var place = (sorted.Count - 1) * share;
        var below = (int)place;
        return below + 1 < sorted.Count ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private sealed class Mapping : IEntityTypeConfiguration<Population>
    {
        public void Configure(EntityTypeBuilder<Population> builder) =>
            builder.ToTable("measure_populations").HasKey(p => new { p.Day, p.Kpi, p.Period, p.Peers });
    }
}
