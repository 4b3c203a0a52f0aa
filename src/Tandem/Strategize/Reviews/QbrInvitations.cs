using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Policies;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>Puts a review into people's calendars: letters with an invitation, written in the caller's own transaction.</summary>
public sealed class QbrInvitations(TandemDb db, MailSettings mail, PolicyBook policies)
{
    /// <summary>Everybody who is asked gets the newest invitation, or that it is off.</summary>
    public async Task Send(Qbr qbr, CalendarMethod method, DateTimeOffset now, CancellationToken ct)
    {
        var people = await People(qbr, ct);
        await Send(qbr, people, people, method, now, ct);
    }

    /// <summary>Some of them only: who was newly asked, or is no longer.</summary>
    public async Task Send(Qbr qbr, IReadOnlyList<Person> to, CalendarMethod method, DateTimeOffset now, CancellationToken ct) =>
        await Send(qbr, to, method == CalendarMethod.Cancel ? to : await People(qbr, ct), method, now, ct);

    private async Task Send(Qbr qbr, IReadOnlyList<Person> to, IReadOnlyList<Person> attendees, CalendarMethod method, DateTimeOffset now, CancellationToken ct)
    {
        if (to.Count == 0)
            return;
        var (plan, zone) = (await db.Plans().AsNoTracking().SingleAsync(p => p.Id == qbr.PlanId, ct), await Zone(now, ct));
        var when = TimeZoneInfo.ConvertTime(qbr.Starts, zone);
        var day = DateOnly.FromDateTime(when.DateTime);
        var hour = when.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture) + " " + zone.Id;
        Sentence says = (method, qbr.Sequence) switch
        {
            (CalendarMethod.Cancel, _) => new("The business review of {0} on {1} is off.", plan.Title, day),
            (_, 0) => new("You are asked to the business review of {0} on {1}, {2}.", plan.Title, day, hour),
            _ => new("The business review of {0} is on {1}, {2}.", plan.Title, day, hour),
        };
        foreach (var some in to.GroupBy(p => p.Roles.Any(QbrPermissions.Readers.Contains)))
        {
            // Who may not see amounts may come, but could not open the page.
            var reads = some.Key;
            var calendar = await Calendar(qbr, plan, zone, attendees, reads, ct);
            db.AddRange(some.Select(person => Mail.To(person, new Letter
            {
                Subject = says,
                Paragraphs = [says],
                Action = reads ? new LetterAction("Open in the portal", $"/qbr/{qbr.Id}") : null,
                Calendar = new LetterCalendar(method == CalendarMethod.Cancel ? "CANCEL" : "REQUEST", calendar.Write(method)),
            }, now)));
        }
    }

    /// <summary>The meeting for a calendar, as it stands now.</summary>
    /// <param name="linked">With the address of its page, for whoever may open it.</param>
    public async Task<CalendarText> Calendar(Qbr qbr, Plan plan, TimeZoneInfo zone, IReadOnlyList<Person>? attendees, bool linked, CancellationToken ct) => new()
    {
        Uid = $"qbr-{qbr.Id}@{mail.From.Host}",
        Sequence = qbr.Sequence,
        Stamp = qbr.Invited,
        Starts = qbr.Starts,
        Ends = qbr.Ends,
        Zone = zone,
        Summary = $"QBR {plan.Title}",
        Description = linked ? qbr.Agenda + "\n\n" + mail.Link($"/qbr/{qbr.Id}") : qbr.Agenda,
        Place = qbr.Place,
        Url = linked ? mail.Link($"/qbr/{qbr.Id}") : "",
        Organiser = new(mail.From.DisplayName.Length > 0 ? mail.From.DisplayName : "Tandem", mail.From.Address),
        Attendees = [.. (attendees ?? await People(qbr, ct)).Select(p => new CalendarPerson(p.Name, p.Email))],
    };

    public async Task<TimeZoneInfo> Zone(DateTimeOffset now, CancellationToken ct) =>
        TimeZoneInfo.FindSystemTimeZoneById((await policies.Current<ProgrammePolicy>(now, ct)).Rules.TimeZone);

    /// <summary>Who is asked, as saved and as just added.</summary>
    private async Task<List<Person>> People(Qbr qbr, CancellationToken ct)
    {
        var entries = db.ChangeTracker.Entries<QbrAttendee>().Where(e => e.Entity.QbrId == qbr.Id).ToList();
        var ids = (await db.QbrAttendees().AsNoTracking().Where(a => a.QbrId == qbr.Id).Select(a => a.PersonId).ToListAsync(ct))
            .Except(entries.Where(e => e.State == EntityState.Deleted).Select(e => e.Entity.PersonId))
            .Union(entries.Where(e => e.State == EntityState.Added).Select(e => e.Entity.PersonId)).ToList();
        return await db.People().AsNoTracking().Where(p => ids.Contains(p.Id) && p.Active).OrderBy(p => p.Name).ThenBy(p => p.Id).ToListAsync(ct);
    }
}
