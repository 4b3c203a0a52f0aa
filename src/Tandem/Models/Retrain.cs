using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Learning;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Models;

/// <summary>A newly trained version took over from the one before it, or is the first.</summary>
[Fact("models.version-in-use", Icon = "chart-dots")]
public sealed record VersionInUse(string Kind, int Number, ModelReason Reason, int Rows, bool Proven) : IFact
{
    public string Say(Words l) => l["put version {0} of the model in use, learned from {1} outcomes", Number, Rows];
}

/// <summary>A newly trained version did not prove better: the one in use stays.</summary>
[Fact("models.version-refused", Icon = "chart-dots")]
public sealed record VersionRefused(string Kind, int Number, int InUse) : IFact
{
    public string Say(Words l) => l["kept version {0} of the model: version {1} did not prove better", InUse, Number];
}

/// <summary>Trains every model anew from what has ended since, and puts a new version in use only where it proves better.</summary>
public sealed record Retrain
{
    /// <summary>Only this kind; null for all.</summary>
    [JsonIgnore] public string? Kind { get; init; }

    public sealed class Handler(TandemDb db, IEnumerable<ILearner> learners, TimeProvider clock)
    {
        public async Task<Outcome<Retrained>> Run(Retrain ask, Actor by, CancellationToken ct)
        {
            if (!by.IsSystem && !by.May(ModelPermissions.Train))
                return Refusal.NotFound;
            var (tried, inUse, refused) = (0, 0, 0);
            foreach (var learner in learners.Where(l => ask.Kind is null || l.Kind == ask.Kind))
            {
                var replaced = await Try(learner, by, ct);
                (tried, inUse, refused) = (tried + 1, inUse + (replaced == true ? 1 : 0), refused + (replaced == false ? 1 : 0));
            }

            return tried == 0 ? Refusal.NotFound : new Retrained(tried, inUse, refused);
        }

        /// <summary>True when a new version is in use; false when it was refused; null when too little has happened.</summary>
        private async Task<bool?> Try(ILearner learner, Actor by, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var current = await db.ModelVersions().AsNoTracking().SingleOrDefaultAsync(v => v.Kind == learner.Kind && v.State == ModelState.InUse, ct);
            var lesson = await learner.Learn(now, ct);
            var columns = lesson.Frame.Columns.Select(c => c.Name).ToList();
            var verdict = Contest.Hold(lesson, await ChampionOf(current, columns, ct));
            if (verdict is null)
                return null;

            await using var write = await db.BeginWrite(ct, [$"models:{learner.Kind}"]);
            var standing = await db.ModelVersions().SingleOrDefaultAsync(v => v.Kind == learner.Kind && v.State == ModelState.InUse, ct);
            if (standing?.Id != current?.Id)
                return null;
            var last = await db.ModelVersions().Where(v => v.Kind == learner.Kind).MaxAsync(v => (int?)v.Number, ct) ?? 0;
            var version = ModelVersion.Of(learner.Kind, last + 1, verdict, columns, now);
            if (version.State == ModelState.InUse)
                standing?.Replace(now);
            db.Add(version);
            db.Record(by, version.Ref, partner: null, version.State == ModelState.InUse
                ? new VersionInUse(version.Kind, version.Number, version.Reason, version.Rows, version.Proven)
                : new VersionRefused(version.Kind, version.Number, standing!.Number), now);
            await write.Commit(ct);
            return version.State == ModelState.InUse;
        }

        /// <summary>What a refused challenger has lost on is not asked again: the next one meets later outcomes.</summary>
        private async Task<Champion?> ChampionOf(ModelVersion? current, List<string> columns, CancellationToken ct)
        {
            if (current is null)
                return null;
            var until = await db.ModelVersions().Where(v => v.Kind == current.Kind && v.Number >= current.Number).MaxAsync(v => v.Until, ct);
            var comparable = current.Columns == string.Join('\n', columns);
            return new Champion(comparable ? OddsDocument.Read(current.Document!) : null, until);
        }
    }

    /// <summary>How many models were tried, and what became of them.</summary>
    public sealed record Retrained(int Models, int InUse, int Refused);
}
