using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine.Learning;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Models;

/// <summary>What a model said about one deal or partner, from one day on until another, with its reasons.</summary>
/// <remarks>"As of D" is the row with <c>since ≤ D &lt; until</c>. A prediction that hardly moves keeps its row.</remarks>
public sealed class Prediction
{
    /// <summary>Less than half a percentage point is not worth a new row.</summary>
    private const double Least = 0.005;

    private Prediction() { }

    internal Prediction(string kind, Guid subject, Id<Organisation>? partner, DateOnly since, double value, int version, Reasons reasons, DateTimeOffset at)
    {
        (Kind, SubjectId, PartnerId, Since, Value, Version, At) = (kind, subject, partner, since, value, version, at);
        Why = reasons.Write();
    }

    public string Kind { get; private set; } = "";

    public Guid SubjectId { get; private set; }

    /// <summary>Whose it is; null for the vendor's own.</summary>
    public Id<Organisation>? PartnerId { get; private set; }

    public DateOnly Since { get; private set; }

    public DateOnly Until { get; private set; } = DateOnly.MaxValue;

    /// <summary>The probability, 0 to 1.</summary>
    public double Value { get; private set; }

    /// <summary>The number of the version that said it.</summary>
    public int Version { get; private set; }

    public DateTimeOffset At { get; private set; }

    internal string Why { get; private set; } = "";

    public Reasons Reasons => Reasons.Read(Why);

    internal bool Stands(double value, int version) => Version == version && Math.Abs(Value - value) < Least;

    private sealed class Mapping : IEntityTypeConfiguration<Prediction>
    {
        public void Configure(EntityTypeBuilder<Prediction> builder)
        {
            builder.ToTable("predictions");
            builder.Ignore(p => p.Reasons);
            builder.Property(p => p.Why);
            builder.HasKey(p => new { p.Kind, p.SubjectId, p.Since });
            builder.HasIndex(p => new { p.Kind, p.Until, p.Value });
        }
    }
}

/// <summary>Why a probability is what it is: parts in log-odds which, with the start, add up to it exactly.</summary>
/// <param name="Start">Log-odds of the common rate.</param>
/// <param name="Parts">What each known thing adds, the largest first; the small ones together under an empty name.</param>
public sealed record Reasons(double Start, IReadOnlyList<ReasonPart> Parts)
{
    private const int Named = 6;

    internal static Reasons Of(Odds odds)
    {
        var parts = odds.Parts.Take(Named).Select(p => new ReasonPart(p.Column, p.Value, p.LogOdds)).ToList();
        if (odds.Parts.Count > Named)
            parts.Add(new ReasonPart("", "", odds.Parts.Skip(Named).Sum(p => p.LogOdds)));
        return new Reasons(odds.Start, parts);
    }

    /// <summary>The same in probability: where it starts, and by how much each part moves it, one after the other; they add up.</summary>
    public (double Start, IReadOnlyList<(ReasonPart Part, double Points)> Steps) InPoints()
    {
        var at = Start;
        var steps = new List<(ReasonPart, double)>();
        foreach (var part in Parts)
        {
            steps.Add((part, Share(at + part.LogOdds) - Share(at)));
            at += part.LogOdds;
        }

        return (Share(Start), steps);
    }

    internal string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    internal static Reasons Read(string text) => JsonSerializer.Deserialize<Reasons>(text, JsonSerializerOptions.Web)!;

    private static double Share(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
}

/// <param name="Column">The code of what is known, such as <c>stage</c>; empty for all the small ones together.</param>
/// <param name="Value">What was known of it.</param>
public sealed record ReasonPart(string Column, string Value, double LogOdds);

/// <summary>The tables of Models.</summary>
public static class ModelSets
{
    public static DbSet<ModelVersion> ModelVersions(this TandemDb db) => db.Set<ModelVersion>();

    public static DbSet<ModelCheck> ModelChecks(this TandemDb db) => db.Set<ModelCheck>();

    /// <summary>With their history: those in force have no end.</summary>
    public static DbSet<Prediction> PredictionRows(this TandemDb db) => db.Set<Prediction>();
}
