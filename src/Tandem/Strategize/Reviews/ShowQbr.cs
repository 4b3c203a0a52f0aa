using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>A review as both sides see it, before, in and after the meeting.</summary>
public sealed record ShowQbr
{
    private const int MostColleagues = 300;

    public Id<Qbr> Qbr { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<QbrView>> Run(ShowQbr ask, Actor by, CancellationToken ct)
        {
            var qbr = await db.Qbrs().AsNoTracking().VisibleTo(by).SingleOrDefaultAsync(q => q.Id == ask.Qbr, ct);
            if (qbr is null)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var today = programme.DateOf(now);
            var plan = await db.Plans().AsNoTracking().SingleAsync(p => p.Id == qbr.PlanId, ct);
            var before = await db.Qbrs().AsNoTracking().Where(q => q.PlanId == plan.Id && q.State == QbrState.Held && q.Starts < qbr.Starts).OrderByDescending(q => q.Starts).FirstOrDefaultAsync(ct);
            var packs = await db.QbrPacks().AsNoTracking().Where(p => p.QbrId == qbr.Id).OrderByDescending(p => p.AsOf)
                .Select(p => new QbrView.PackLine(p.Id, p.AsOf, p.Made, p.Hash)).ToListAsync(ct);
            var newest = packs is [var first, ..] ? PackDocument.Read(await db.QbrPacks().Where(p => p.Id == first.Id).Select(p => p.Body).SingleAsync(ct)) : null;
            var local = TimeZoneInfo.ConvertTime(qbr.Starts, TimeZoneInfo.FindSystemTimeZoneById(programme.TimeZone));
            var work = by.May(QbrPermissions.Work) && qbr.State == QbrState.Scheduled;
            return new QbrView
            {
                Id = qbr.Id,
                Plan = plan.Id,
                PlanTitle = plan.Title,
                Partner = plan.PartnerId,
                PartnerName = await db.Organisations().Where(o => o.Id == plan.PartnerId).Select(o => o.Name).SingleAsync(ct),
                State = qbr.State,
                Starts = qbr.Starts,
                Lasts = qbr.Lasts,
                Day = DateOnly.FromDateTime(local.DateTime),
                At = TimeOnly.FromDateTime(local.DateTime),
                TimeZone = programme.TimeZone,
                Place = qbr.Place,
                Agenda = [.. qbr.Agenda.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
                Minutes = qbr.Minutes,
                Reason = qbr.Reason,
                Held = qbr.Held,
                Revision = qbr.Revision,
                RevisionOpen = qbr.Revision is { } number && plan.Negotiated == number,
                Attendees = await db.QbrAttendees().AsNoTracking().Where(a => a.QbrId == qbr.Id)
                    .Join(db.People(), a => a.PersonId, p => p.Id, (a, p) => new QbrView.Attendee(p.Id, p.Name, a.Side)).ToListAsync(ct),
                Packs = packs,
                Pack = newest,
                Decisions = await Steps(qbr, by, today, ct),
                Before = before is null ? null : new QbrView.Earlier(before.Id, before.Starts, await Steps(before, by, today, ct)),
                Colleagues = work ? await db.People().AsNoTracking().Where(p => p.OrganisationId == by.Organisation && p.Active && !p.IsProgram).OrderBy(p => p.Name).Take(MostColleagues)
                    .Select(p => new OfferLead.Colleague(p.Id, p.Name)).ToListAsync(ct) : [],
                Currency = programme.Currency,
                Today = today,
                MayWork = work,
                MayWrite = by.May(QbrPermissions.Work) && qbr.State != QbrState.Cancelled,
                MayLead = by.May(QbrPermissions.Lead) && qbr.State == QbrState.Scheduled,
                MayHold = by.May(QbrPermissions.Lead) && qbr.State == QbrState.Scheduled && programme.DateOf(qbr.Starts) <= today,
                MayRevise = work && plan.State is PlanState.Agreed or PlanState.Active,
                Version = qbr.Version,
            };
        }

        private async Task<List<QbrView.Decision>> Steps(Qbr qbr, Actor by, DateOnly today, CancellationToken ct)
        {
            var steps = (await db.StepsOf(qbr.Ref, by, ct)).Where(s => s.Journey.Kind == Reviews.Qbr.Kind).ToList();
            var people = steps.Select(s => s.PersonId).OfType<Id<Person>>().Distinct().ToList();
            var names = await db.People().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
            return steps.ConvertAll(s => new QbrView.Decision(s.Id, s.Title, s.Side, s.PersonId is { } id ? names.GetValueOrDefault(id) : null, s.Due, s.Status, s.IsLeft && s.Due < today));
        }
    }
}

/// <summary>Both sides' one view of a review.</summary>
public sealed record QbrView
{
    public Id<Qbr> Id { get; init; }

    public Id<Plan> Plan { get; init; }

    public string PlanTitle { get; init; } = "";

    public Id<Organisation> Partner { get; init; }

    public string PartnerName { get; init; } = "";

    public QbrState State { get; init; }

    public DateTimeOffset Starts { get; init; }

    /// <summary>In minutes.</summary>
    public int Lasts { get; init; }

    /// <summary>Day and hour where the programme is at home.</summary>
    public DateOnly Day { get; init; }

    public TimeOnly At { get; init; }

    public string TimeZone { get; init; } = "";

    public string Place { get; init; } = "";

    public IReadOnlyList<string> Agenda { get; init; } = [];

    public string Minutes { get; init; } = "";

    /// <summary>Why it was called off.</summary>
    public string Reason { get; init; } = "";

    public DateTimeOffset? Held { get; init; }

    /// <summary>The version of the plan that it opened.</summary>
    public int? Revision { get; init; }

    /// <summary>That version still waits for signatures.</summary>
    public bool RevisionOpen { get; init; }

    public IReadOnlyList<Attendee> Attendees { get; init; } = [];

    /// <summary>The newest day first.</summary>
    public IReadOnlyList<PackLine> Packs { get; init; } = [];

    internal PackDocument? Pack { get; init; }

    public IReadOnlyList<Decision> Decisions { get; init; } = [];

    /// <summary>The review before, with what it decided.</summary>
    public Earlier? Before { get; init; }

    internal IReadOnlyList<OfferLead.Colleague> Colleagues { get; init; } = [];

    public string Currency { get; init; } = "EUR";

    public DateOnly Today { get; init; }

    public bool MayWork { get; init; }

    public bool MayWrite { get; init; }

    public bool MayLead { get; init; }

    public bool MayHold { get; init; }

    public bool MayRevise { get; init; }

    public int Version { get; init; }

    /// <summary>Somebody who is asked.</summary>
    public sealed record Attendee(Id<Person> Id, string Name, Side Side);

    /// <summary>A pack that was made.</summary>
    public sealed record PackLine(Id<QbrPack> Id, DateOnly AsOf, DateTimeOffset Made, string Hash);

    /// <summary>What was decided, and how far it is.</summary>
    public sealed record Decision(Id<JourneyStep> Task, string Title, Side Side, string? Person, DateOnly? Due, StepStatus Status, bool Late);

    /// <summary>A review that was held before this one.</summary>
    public sealed record Earlier(Id<Qbr> Id, DateTimeOffset Starts, IReadOnlyList<Decision> Decisions);
}
