using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Journeys;

/// <summary>Opens and looks after journeys for the pillars, inside their own transaction; the pillar's event carries the news.</summary>
public sealed class JourneyDesk(TandemDb db)
{
    public Journey Open(
        string kind, Ref? subject, Id<Organisation>? partner, Audience audience, IEnumerable<StepPlan> steps, Actor by, DateTimeOffset now)
    {
        var journey = Journey.Open(kind, subject, partner, audience, by, now);
        foreach (var step in steps)
            journey.Add(step, now);
        db.Add(journey);
        return journey;
    }

    /// <summary>The journeys of one kind that belong to a subject, with their steps, to be changed.</summary>
    public Task<List<Journey>> Of(Ref subject, string kind, CancellationToken ct) =>
        db.Journeys().Include(j => j.Steps).Where(j => j.SubjectId == subject.Id && j.SubjectKind == subject.Kind && j.Kind == kind).ToListAsync(ct);

    /// <summary>What is left of everything that belongs to a subject is called off.</summary>
    public async Task CallOff(Ref subject, DateTimeOffset now, CancellationToken ct)
    {
        var open = await db.Journeys().Include(j => j.Steps)
            .Where(j => j.SubjectId == subject.Id && j.SubjectKind == subject.Kind && j.Closed == null).ToListAsync(ct);
        open.ForEach(j => j.CallOff(now));
    }
}
