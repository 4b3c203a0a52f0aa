using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Journeys;

/// <summary>Somebody says that a step is done, and what shows it.</summary>
public sealed record FinishStep
{
    [JsonIgnore] public Id<JourneyStep> Step { get; init; }

    /// <summary>What shows it: a number, a link, a sentence.</summary>
    [StringLength(4000)] public string? Evidence { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<StepChangedTo>> Run(FinishStep ask, Actor by, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            await using var write = await db.BeginWrite(ct, [$"task:{ask.Step}"]);
            var found = await db.StepToChange(ask.Step, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var step = found.Value;
            if (!by.MayWork(step))
                return JourneyRefusals.NotYours;
            if (step.Status == StepStatus.Waiting)
                return Refusal.Conflict("journeys/waits", "Step {0} must be done first.", step.After);
            if (step.Status != StepStatus.Open)
                return JourneyRefusals.NotOpen;
            if (step.NeedsEvidence && string.IsNullOrWhiteSpace(ask.Evidence))
                return Refusal.Invalid("journeys/evidence-missing", "Say what shows that it was done.").On(nameof(Evidence));
            step.Finish(ask.Evidence, by, now);
            step.Journey.GoOn(step, now);
            db.Tell(step, by, new StepDone(step.Id, step.Number, step.Side, step.Due, step.Due is not { } due || today <= due), now);
            await write.Commit(ct);
            return StepChangedTo.Of(step);
        }
    }
}

/// <summary>Where a step stands after a change.</summary>
public sealed record StepChangedTo(Id<JourneyStep> Id, StepStatus Status, int Version)
{
    public static StepChangedTo Of(JourneyStep step) => new(step.Id, step.Status, step.Version);
}
