using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Journeys;

/// <summary>Who does a step, and by when. What was promised to the other side keeps its day.</summary>
public sealed record ChangeStep
{
    [JsonIgnore] public Id<JourneyStep> Step { get; init; }

    /// <summary>A person of the side that owes it; nobody in particular if empty.</summary>
    public Id<Person>? Person { get; init; }

    /// <summary>Another day; as it was if empty.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<StepChangedTo>> Run(ChangeStep ask, Actor by, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, [$"task:{ask.Step}"]);
            var found = await db.StepToChange(ask.Step, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var step = found.Value;
            if (!step.IsLeft)
                return JourneyRefusals.NotOpen;
            var due = ask.Due ?? step.Due;
            if (due != step.Due && step.Journey is { Kind: not "task", Audience: Audience.Shared })
                return Refusal.Conflict("journeys/day-is-agreed", "Both sides agreed this day. Change it by a revision.").On(nameof(Due));
            if (ask.Person != step.PersonId)
            {
                if (by.IsVendor != (step.Side == Side.Vendor))
                    return JourneyRefusals.NotYours;
                if (ask.Person is { } person && !await db.People().AnyAsync(p => p.Id == person && p.Active && p.OrganisationId == by.Organisation, ct))
                    return Refusal.Invalid("journeys/not-of-that-side", "This person does not belong to the side that is to do it.").On(nameof(Person));
            }

            step.Assign(step.Side, ask.Person);
            step.Describe(step.Title, step.Text, due);
            db.Tell(step, by, new StepChanged(step.Id, step.Number, step.Side, ask.Person, due), now);
            await write.Commit(ct);
            return StepChangedTo.Of(step);
        }
    }
}
