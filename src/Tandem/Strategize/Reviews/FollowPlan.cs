using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>Keeps the reviews where the plan in force puts them: scheduled when it begins, moved by a revision, called off when it ends.</summary>
public sealed class QbrCalendar(TandemDb db, QbrInvitations invitations, PolicyBook policies, TimeProvider clock)
{
    /// <summary>Brings the reviews of a plan in line with it; the caller saves. Doing it twice changes nothing.</summary>
    public async Task Follow(Plan plan, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var kept = await db.Qbrs().Where(q => q.PlanId == plan.Id && q.Planned != null).ToListAsync(ct);
        var open = kept.Where(q => q.State == QbrState.Scheduled && q.Ends > now).ToList();
        if (plan.State == PlanState.Closed)
        {
            foreach (var qbr in await db.Qbrs().Where(q => q.PlanId == plan.Id && q.State == QbrState.Scheduled && q.Starts > now).ToListAsync(ct))
                await Cancel(qbr, "The plan has ended.", now, ct);
            return;
        }

        if (plan.State != PlanState.Active || await db.TermsInForce(plan, ct) is not { } terms)
            return;
        var programme = (await policies.Current<ProgrammePolicy>(now, ct, plan.PartnerId)).Rules;
        var today = programme.DateOf(now);
        var wanted = terms.Reviews.Where(day => day >= today && kept.TrueForAll(q => q.Planned != day)).Order().ToList();
        var left = open.Where(q => !terms.Reviews.Contains(q.Planned!.Value)).OrderBy(q => q.Planned).ToList();

        // A day that went and a day that came, in their order, are one review that was moved.
        for (var i = 0; i < left.Count; i++)
        {
            if (i < wanted.Count)
                await Move(left[i], wanted[i], programme, now, ct);
            else
                await Cancel(left[i], $"Taken out by version {plan.InForce} of the plan.", now, ct);
        }

        var rules = (await policies.Current<QbrRules>(now, ct, plan.PartnerId)).Rules;
        foreach (var day in wanted.Skip(left.Count))
            await Schedule(plan, day, QbrDay.At(day, rules.At, programme), rules, null, Actor.System, now, ct);
    }

    /// <summary>A new review with who answers for the plan on each side.</summary>
    public async Task<Qbr> Schedule(Plan plan, DateOnly? planned, DateTimeOffset starts, QbrRules rules, string? place, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        var qbr = Qbr.Schedule(plan, planned, starts, rules.Lasts, place ?? "", string.Join('\n', rules.Agenda), now);
        db.Add(qbr);
        var firm = await db.People().AsNoTracking().Where(p => p.OrganisationId == plan.PartnerId && p.Active).OrderBy(p => p.Id).ToListAsync(ct);
        var partner = firm.Where(p => p.Id == plan.PartnerLeadId || p.Roles.Contains(Role.Signatory)).ToList();
        if (partner.Count == 0)
            partner = [.. firm.Where(p => p.Roles.Contains(Role.PartnerAdmin)).Take(1)];
        if (plan.VendorLeadId is { } lead)
            db.Add(new QbrAttendee(qbr, lead, Side.Vendor));
        db.AddRange(partner.Select(p => new QbrAttendee(qbr, p.Id, Side.Partner)));
        db.Record(by, qbr.Ref, qbr.PartnerId, new QbrScheduled(qbr.Starts, qbr.Lasts, planned is not null), now);
        await invitations.Send(qbr, CalendarMethod.Request, now, ct);
        return qbr;
    }

    private async Task Move(Qbr qbr, DateOnly day, ProgrammePolicy programme, DateTimeOffset now, CancellationToken ct)
    {
        var (from, local) = (qbr.Starts, TimeZoneInfo.ConvertTime(qbr.Starts, TimeZoneInfo.FindSystemTimeZoneById(programme.TimeZone)));
        qbr.Follow(day);
        qbr.Move(QbrDay.At(day, TimeOnly.FromTimeSpan(local.TimeOfDay), programme), qbr.Lasts, qbr.Place, now);
        db.Record(Actor.System, qbr.Ref, qbr.PartnerId, new QbrMoved(from, qbr.Starts, qbr.Sequence), now);
        await invitations.Send(qbr, CalendarMethod.Request, now, ct);
    }

    private async Task Cancel(Qbr qbr, string why, DateTimeOffset now, CancellationToken ct)
    {
        qbr.Cancel(why, now);
        db.Record(Actor.System, qbr.Ref, qbr.PartnerId, new QbrCancelled(qbr.Starts, true), now);
        await invitations.Send(qbr, CalendarMethod.Cancel, now, ct);
    }
}

/// <summary>Between days and hours where the programme is at home, and moments.</summary>
internal static class QbrDay
{
    /// <summary>An hour that the clocks leave out that day is the next one they show.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly hour, ProgrammePolicy programme)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(programme.TimeZone);
        var local = day.ToDateTime(hour);
        if (zone.IsInvalidTime(local))
            local = local.AddHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

/// <summary>Hears when plans begin, are revised and end.</summary>
public sealed class QbrSubscriber(QbrCalendar calendar) : ISubscriber
{
    private static readonly string[] Facts = [FactKinds.Kind<PlanAgreed>(), FactKinds.Kind<PlanBegan>(), FactKinds.Kind<PlanClosed>()];

    public string Name => "strategize.qbr";

    public async Task Handle(IReadOnlyList<Event> events, TandemDb db, CancellationToken ct)
    {
        var ids = events.Where(e => Facts.Contains(e.Kind) && !e.Imported).Select(e => new Id<Plan>(e.SubjectId)).Distinct().ToList();
        foreach (var plan in await db.Plans().Where(p => ids.Contains(p.Id)).OrderBy(p => p.Id).ToListAsync(ct))
        {
            await calendar.Follow(plan, ct);
            await db.SaveChangesAsync(ct);
        }
    }
}
