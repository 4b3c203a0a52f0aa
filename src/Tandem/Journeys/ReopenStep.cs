using System.Text.Json.Serialization;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Journeys;

/// <summary>A step that was called done, or left out, is to be done after all.</summary>
public sealed record ReopenStep
{
    [JsonIgnore] public Id<JourneyStep> Step { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<StepChangedTo>> Run(ReopenStep ask, Actor by, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, [$"task:{ask.Step}"]);
            var found = await db.StepToChange(ask.Step, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var step = found.Value;
            if (step.IsLeft)
                return Refusal.Conflict("journeys/is-open", "This task is open already.");
            step.Reopen();
            step.Journey.Reopen();
            db.Tell(step, by, new StepReopened(step.Id, step.Number, step.Side), now);
            await write.Commit(ct);
            return StepChangedTo.Of(step);
        }
    }
}
