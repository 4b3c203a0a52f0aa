using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Journeys;

/// <summary>Who may open notes and files of a task: whoever sees the task.</summary>
public sealed class TaskAccess : ISubjectAccess
{
    public string Kind => JourneyStep.Kind;

    public async Task<Sight?> See(Guid id, Actor reader, TandemDb db, CancellationToken ct)
    {
        var step = await db.Steps().AsNoTracking().VisibleTo(reader).Where(s => s.Id == new Id<JourneyStep>(id))
            .Select(s => new { s.Title, s.Journey.PartnerId, s.Journey.Audience, s.PersonId, s.Journey.OpenedBy }).FirstOrDefaultAsync(ct);
        return step is null ? null : new Sight(new Ref(Kind, id), step.PartnerId, step.Title, $"/tasks/{id}")
        {
            Contacts = [.. new[] { step.PersonId, step.OpenedBy }.OfType<Id<Person>>()],
        };
    }
}
