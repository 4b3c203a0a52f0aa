using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine.Learning;
using Tandem.Kernel;

namespace Tandem.Models;

/// <summary>Where a trained version stands.</summary>
public enum ModelState
{
    /// <summary>Its predictions are the ones that are shown.</summary>
    InUse,

    /// <summary>A later version proved better.</summary>
    Replaced,

    /// <summary>It did not prove better than the one in use.</summary>
    Refused,
}

/// <summary>Why a version was put in use or not.</summary>
public enum ModelReason
{
    /// <summary>There was none before it.</summary>
    First,

    /// <summary>Its losses on the later period are lower by more than chance.</summary>
    Better,

    NotBetter,

    /// <summary>The one before looked at other things and can no longer be asked.</summary>
    OtherColumns,
}

/// <summary>A model as it was trained on one day: from which outcomes, how good on a later period, and whether it is in use.</summary>
public sealed class ModelVersion
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { IncludeFields = true };

    private ModelVersion() { }

    public Id<ModelVersion> Id { get; private set; }

    /// <summary>What it predicts: <c>win-odds</c>.</summary>
    public string Kind { get; private set; } = "";

    public int Number { get; private set; }

    public DateTimeOffset Trained { get; private set; }

    /// <summary>Known outcomes it learned from.</summary>
    public int Rows { get; private set; }

    /// <summary>The days on which the first and the last of them became known.</summary>
    public DateOnly From { get; private set; }

    public DateOnly Until { get; private set; }

    /// <summary>The share of them that succeeded.</summary>
    public double Rate { get; private set; }

    /// <summary>Telling cases apart has proved better than the base rate; if not, the base rate answers.</summary>
    public bool Proven { get; private set; }

    public ModelState State { get; private set; }

    public ModelReason Reason { get; private set; }

    /// <summary>The first day of the later period on which it was tested; null where there were too few outcomes.</summary>
    public DateOnly? TestedFrom { get; private set; }

    public int TestedRows { get; private set; }

    public double? LogLoss { get; private set; }

    public double? Brier { get; private set; }

    public double? Auc { get; private set; }

    /// <summary>The base rate's, known before the later period, on the same outcomes.</summary>
    public double? BaseLogLoss { get; private set; }

    public double? BaseBrier { get; private set; }

    /// <summary>Of the version that was in use, on the same outcomes.</summary>
    public double? RivalLogLoss { get; private set; }

    /// <summary>What it looks at, one name per line, in order.</summary>
    public string Columns { get; private set; } = "";

    internal string Reliability { get; private set; } = "[]";

    /// <summary>The model itself in the stable format of <see cref="OddsDocument"/>; null once refused.</summary>
    public string? Document { get; private set; }

    /// <summary>How those first asked about were spread, to notice when they change; null until then.</summary>
    internal string? Profile { get; private set; }

    public DateTimeOffset? Ended { get; private set; }

    public Ref Ref => new("model", Id.Value);

    /// <summary>Promised against actual on the later period.</summary>
    public IReadOnlyList<(double Promised, double Actual, int Rows)> Calibration =>
        JsonSerializer.Deserialize<List<(double, double, int)>>(Reliability, Json)!;

    internal IReadOnlyList<ColumnProfile>? Spread =>
        Profile is null ? null : JsonSerializer.Deserialize<List<ColumnProfile>>(Profile, Json);

    internal static ModelVersion Of(string kind, int number, Verdict verdict, IReadOnlyList<string> columns, DateTimeOffset now) => new()
    {
        Id = Id<ModelVersion>.New(now),
        Kind = kind,
        Number = number,
        Trained = now,
        Rows = verdict.Rows,
        From = verdict.From,
        Until = verdict.Until,
        Rate = verdict.Rate,
        Proven = verdict.Proven,
        State = verdict.Model is null ? ModelState.Refused : ModelState.InUse,
        Reason = verdict.Reason,
        TestedFrom = verdict.Later?.From,
        TestedRows = verdict.Later?.Challenger.Rows ?? 0,
        LogLoss = verdict.Later?.Challenger.LogLoss,
        Brier = verdict.Later?.Challenger.Brier,
        Auc = verdict.Later?.Challenger.Auc,
        BaseLogLoss = verdict.Later?.BaseRate.LogLoss,
        BaseBrier = verdict.Later?.BaseRate.Brier,
        RivalLogLoss = verdict.Later?.Champion?.LogLoss,
        Columns = string.Join('\n', columns),
        Reliability = JsonSerializer.Serialize(verdict.Later?.Calibration ?? [], Json),
        Document = verdict.Model is null ? null : OddsDocument.Write(verdict.Model),
    };

    /// <summary>Its predictions stay with the subjects; the model itself is kept too, so that they can be made again.</summary>
    internal void Replace(DateTimeOffset now) => (State, Ended) = (ModelState.Replaced, now);

    internal void Remember(IReadOnlyList<ColumnProfile> spread) => Profile = JsonSerializer.Serialize(spread, Json);

    private sealed class Mapping : IEntityTypeConfiguration<ModelVersion>
    {
        public void Configure(EntityTypeBuilder<ModelVersion> builder)
        {
            builder.ToTable("model_versions");
            builder.Ignore(v => v.Ref).Ignore(v => v.Calibration).Ignore(v => v.Spread);
            builder.Property(v => v.Reliability);
            builder.Property(v => v.Profile);
            builder.HasIndex(v => new { v.Kind, v.Number }).IsUnique();
        }
    }
}

/// <summary>How far those asked about on a day had moved from those a version was first asked about.</summary>
public sealed class ModelCheck
{
    private ModelCheck() { }

    internal ModelCheck(string kind, DateOnly day, int version, int rows, double shift, string? column, double columnShift) =>
        (Kind, Day, Version, Rows, Shift, Column, ColumnShift) = (kind, day, version, rows, shift, column, columnShift);

    public string Kind { get; private set; } = "";

    public DateOnly Day { get; private set; }

    public int Version { get; private set; }

    public int Rows { get; private set; }

    /// <summary>Population stability index of the predictions.</summary>
    public double Shift { get; private set; }

    /// <summary>What has moved most; null where nothing has.</summary>
    public string? Column { get; private set; }

    public double ColumnShift { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<ModelCheck>
    {
        public void Configure(EntityTypeBuilder<ModelCheck> builder) => builder.ToTable("model_checks").HasKey(c => new { c.Kind, c.Day });
    }
}
