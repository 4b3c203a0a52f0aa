using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Events;

/// <summary>Writing to and reading from the programme's one log of events.</summary>
public static class EventLog
{
    public static DbSet<Event> Events(this TandemDb db) => db.Set<Event>();

    /// <summary>Adds the event of a change to the same transaction; the use case saves both.</summary>
    /// <param name="happened">When it was true, if that is not now: only imports know better.</param>
    public static Event Record(
        this TandemDb db, Actor by, Ref subject, Id<Organisation>? partner, IFact fact, DateTimeOffset now,
        DateTimeOffset? happened = null, bool imported = false)
    {
        var entry = Event.Of(by, subject, partner, fact, now, happened, imported);
        db.Append(entry);
        return entry;
    }

    /// <summary>The place of the last event that has one; asked for as the end of its index, because a plan made for any place reads all events.</summary>
    public static async Task<long> NewestPosition(this TandemDb db, CancellationToken ct) => await db.Events().MaxAsync(e => e.Position, ct) ?? 0;

    /// <summary>The history of one subject, newest first, cut to what the actor may see.</summary>
    public static IQueryable<Event> HistoryOf(this TandemDb db, Ref subject, Actor reader)
    {
        var history = db.Events().AsNoTracking().Where(e => e.SubjectId == subject.Id && e.SubjectKind == subject.Kind);
        if (reader.IsPartner)
        {
            var kinds = FactKinds.SeenByPartner;
            var partner = reader.Partner;
            history = history.Where(e => e.PartnerId == partner && kinds.Contains(e.Kind));
        }

        return history.OrderByDescending(e => e.Happened).ThenByDescending(e => e.Id);
    }
}
