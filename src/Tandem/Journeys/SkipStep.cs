using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Journeys;

/// <summary>A step is left out, with a reason that both sides read; only the other side, or the author, lets somebody off.</summary>
public sealed record SkipStep
{
    [JsonIgnore] public Id<JourneyStep> Step { get; init; }

    [Required(ErrorMessage = "Say why it is left out."), StringLength(1000)] public string Why { get; init; } = "";

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<StepChangedTo>> Run(SkipStep ask, Actor by, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, [$"task:{ask.Step}"]);
            var found = await db.StepToChange(ask.Step, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var step = found.Value;
            if (!step.IsLeft)
                return JourneyRefusals.NotOpen;
            if (!MayLetOff(step, by))
                return Refusal.Forbidden("journeys/not-let-off", "What you owe, the other side can let you off. Ask for it in the conversation.");
            step.Skip(ask.Why, now, by);
            step.Journey.GoOn(step, now);
            db.Tell(step, by, new StepSkipped(step.Id, step.Number, step.Side), now);
            await write.Commit(ct);
            return StepChangedTo.Of(step);
        }

        /// <summary>Nobody lets themselves off what was promised to the other side.</summary>
        private static bool MayLetOff(JourneyStep step, Actor by) =>
            step.Journey.Audience != Audience.Shared || by.IsVendor != (step.Side == Side.Vendor)
            || (step.Journey.Kind == "task" && step.Journey.OpenedBy == by.Person);
    }
}
