using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Models;

/// <summary>Every model: what it predicts, which version is in use, and how accurate it proved.</summary>
public sealed record ShowModels
{
    public sealed class Handler(TandemDb db, IEnumerable<ILearner> learners)
    {
        public async Task<Outcome<IReadOnlyList<Model>>> Run(ShowModels ask, Actor by, CancellationToken ct)
        {
            if (!by.May(ModelPermissions.Read))
                return Refusal.NotFound;
            var inUse = await db.ModelVersions().AsNoTracking().Where(v => v.State == ModelState.InUse).Select(VersionView.Of).ToDictionaryAsync(v => v.Kind, ct);
            List<Model> models = [.. learners.OrderBy(l => l.Name, StringComparer.Ordinal).Select(l => new Model(l.Kind, l.Name, l.Means, inUse.GetValueOrDefault(l.Kind)))];
            return models;
        }
    }

    /// <param name="Name">English.</param>
    /// <param name="Means">English: what a probability of it means.</param>
    /// <param name="InUse">Null until enough has ended to learn from.</param>
    public sealed record Model(string Kind, string Name, string Means, VersionView? InUse);
}

/// <summary>One model opened: its versions, reliability on the later period, and how the cases asked about move.</summary>
public sealed record ShowModel
{
    public required string Kind { get; init; }

    /// <summary>The version to look at; the one in use if empty.</summary>
    public int? Version { get; init; }

    private const int Most = 50;

    public sealed class Handler(TandemDb db, IEnumerable<ILearner> learners)
    {
        public async Task<Outcome<Opened>> Run(ShowModel ask, Actor by, CancellationToken ct)
        {
            if (!by.May(ModelPermissions.Read) || learners.FirstOrDefault(l => l.Kind == ask.Kind) is not { } learner)
                return Refusal.NotFound;
            var versions = await db.ModelVersions().AsNoTracking().Where(v => v.Kind == ask.Kind).OrderByDescending(v => v.Number).Take(Most).Select(VersionView.Of).ToListAsync(ct);
            var shown = ask.Version is { } number ? versions.Find(v => v.Number == number) : versions.Find(v => v.State == ModelState.InUse);
            if (ask.Version is not null && shown is null)
                return Refusal.NotFound;
            var calibration = shown is null ? [] : (await db.ModelVersions().AsNoTracking().SingleAsync(v => v.Id == shown.Id, ct)).Calibration;
            var checks = await db.ModelChecks().AsNoTracking().Where(c => c.Kind == ask.Kind).OrderByDescending(c => c.Day).Take(Most).ToListAsync(ct);
            return new Opened(
                learner, versions, shown, [.. calibration.Select(c => new Group(c.Promised, c.Actual, c.Rows))],
                [.. checks.Select(c => new Check(c.Day, c.Version, c.Rows, c.Shift, c.Column is null ? null : learner.Say(c.Column), c.ColumnShift))]);
        }
    }

    public sealed record Opened(
        ILearner Learner, IReadOnlyList<VersionView> Versions, VersionView? Shown, IReadOnlyList<Group> Reliability, IReadOnlyList<Check> Checks);

    /// <summary>A tenth of the later period, from the least to the most likely.</summary>
    public sealed record Group(double Promised, double Actual, int Rows);

    /// <param name="Shift">Population stability index of the predictions since the version was first asked.</param>
    /// <param name="Column">What has moved most.</param>
    public sealed record Check(DateOnly Day, int Version, int Rows, double Shift, string? Column, double ColumnShift);
}

/// <summary>A version as people and programs see it: all but the model itself.</summary>
public sealed record VersionView
{
    public Id<ModelVersion> Id { get; init; }

    public string Kind { get; init; } = "";

    public int Number { get; init; }

    public DateTimeOffset Trained { get; init; }

    public int Rows { get; init; }

    public DateOnly From { get; init; }

    public DateOnly Until { get; init; }

    public double Rate { get; init; }

    public bool Proven { get; init; }

    public ModelState State { get; init; }

    public ModelReason Reason { get; init; }

    public DateOnly? TestedFrom { get; init; }

    public int TestedRows { get; init; }

    public double? LogLoss { get; init; }

    public double? Brier { get; init; }

    public double? Auc { get; init; }

    public double? BaseLogLoss { get; init; }

    public double? BaseBrier { get; init; }

    public double? RivalLogLoss { get; init; }

    public DateTimeOffset? Ended { get; init; }

    internal static readonly Expression<Func<ModelVersion, VersionView>> Of = v => new VersionView
    {
        Id = v.Id,
        Kind = v.Kind,
        Number = v.Number,
        Trained = v.Trained,
        Rows = v.Rows,
        From = v.From,
        Until = v.Until,
        Rate = v.Rate,
        Proven = v.Proven,
        State = v.State,
        Reason = v.Reason,
        TestedFrom = v.TestedFrom,
        TestedRows = v.TestedRows,
        LogLoss = v.LogLoss,
        Brier = v.Brier,
        Auc = v.Auc,
        BaseLogLoss = v.BaseLogLoss,
        BaseBrier = v.BaseBrier,
        RivalLogLoss = v.RivalLogLoss,
        Ended = v.Ended,
    };
}
