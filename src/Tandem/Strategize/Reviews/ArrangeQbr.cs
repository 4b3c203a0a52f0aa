using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Reviews;

/// <summary>A side says who of its people comes, and what is talked about.</summary>
public sealed record ArrangeQbr
{
    private const int MostPeople = 30;

    [JsonIgnore] public Id<Qbr> Qbr { get; init; }

    /// <summary>Everybody of the actor's own side who is asked; the other side's people stay.</summary>
    [MaxLength(MostPeople, ErrorMessage = "At most 30 people of a side.")] public IReadOnlyList<Id<Person>> People { get; init; } = [];

    /// <summary>One point a line.</summary>
    [StringLength(2000)] public string? Agenda { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, QbrInvitations invitations, TimeProvider clock)
    {
        public async Task<Outcome<QbrChanged>> Run(ArrangeQbr ask, Actor by, CancellationToken ct)
        {
            if (!by.May(QbrPermissions.Work))
                return QbrRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Qbr.LockKey());
            var found = await db.ScheduledQbr(ask.Qbr, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var qbr = found.Value;
            var own = by.IsVendor ? Side.Vendor : Side.Partner;
            var wanted = ask.People.Distinct().ToList();
            var known = await db.People().AsNoTracking().Where(p => wanted.Contains(p.Id) && p.Active && (by.IsVendor ? p.Organisation.IsVendor : p.OrganisationId == by.Organisation)).ToListAsync(ct);
            if (known.Count != wanted.Count)
                return Refusal.Invalid("strategize/not-of-your-side", "Choose a person of your own side.").On(nameof(People));
            var asked = await db.QbrAttendees().Where(a => a.QbrId == qbr.Id && a.Side == own).ToListAsync(ct);
            var gone = asked.Where(a => !wanted.Contains(a.PersonId)).ToList();
            db.RemoveRange(gone);
            db.AddRange(wanted.Where(id => asked.TrueForAll(a => a.PersonId != id)).Select(id => new QbrAttendee(qbr, id, own)));
            qbr.Plan(ask.Agenda?.Trim().ReplaceLineEndings("\n") ?? qbr.Agenda);
            qbr.Renew(now);
            var total = await db.QbrAttendees().CountAsync(a => a.QbrId == qbr.Id && a.Side != own, ct) + wanted.Count;
            db.Record(by, qbr.Ref, qbr.PartnerId, new QbrArranged(total), now);
            await invitations.Send(qbr, CalendarMethod.Request, now, ct);
            var leaving = gone.ConvertAll(a => a.PersonId);
            await invitations.Send(qbr, await db.People().AsNoTracking().Where(p => leaving.Contains(p.Id) && p.Active).ToListAsync(ct), CalendarMethod.Cancel, now, ct);
            await write.Commit(ct);
            return QbrChanged.Of(qbr);
        }
    }
}
