using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;

namespace Tandem.Strategize.Reviews;

/// <summary>The review decides: one side does something by a day. It becomes a task of that side.</summary>
public sealed record DecideInQbr
{
    [JsonIgnore] public Id<Qbr> Qbr { get; init; }

    [Required(ErrorMessage = "Say what was decided."), StringLength(200)] public string Title { get; init; } = "";

    /// <summary>The side that does it.</summary>
    [Required(ErrorMessage = "Say which side does it.")] public Side? Side { get; init; }

    /// <summary>Who does it; anybody of that side if empty.</summary>
    public Id<Person>? Person { get; init; }

    [Required(ErrorMessage = "Say until when.")] public DateOnly? Due { get; init; }

    public sealed class Handler(TandemDb db, JourneyDesk journeys, TimeProvider clock)
    {
        public async Task<Outcome<Decided>> Run(DecideInQbr ask, Actor by, CancellationToken ct)
        {
            if (!by.May(QbrPermissions.Work))
                return QbrRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Qbr.LockKey());
            var found = await db.ScheduledQbr(ask.Qbr, null, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var qbr = found.Value;
            if (ask.Person is { } person && !await MayDo(person, ask.Side!.Value, qbr, by, ct))
                return Refusal.Invalid("strategize/not-of-that-side", "This person does not belong to the side that is to do it.").On(nameof(Person));
            var plan = new StepPlan(ask.Title.Trim(), ask.Side!.Value, ask.Person, ask.Due);
            var journey = (await journeys.Of(qbr.Ref, Reviews.Qbr.Kind, ct)).FirstOrDefault();
            JourneyStep step;
            if (journey is null)
            {
                step = journeys.Open(Reviews.Qbr.Kind, qbr.Ref, qbr.PartnerId, Audience.Shared, [plan], by, now).Steps[0];
            }
            else
            {
                db.Add(step = journey.Add(plan, now));
                journey.GoOn(now);
            }

            db.Record(by, qbr.Ref, qbr.PartnerId, new QbrDecided(step.Id, step.Side, step.PersonId, ask.Due!.Value), now);
            await write.Commit(ct);
            return new Decided(step.Id);
        }

        /// <summary>Anybody of one's own side; of the other side who is asked to the review.</summary>
        private async Task<bool> MayDo(Id<Person> person, Side side, Qbr qbr, Actor by, CancellationToken ct)
        {
            var who = await db.People().AsNoTracking().Where(p => p.Id == person && p.Active && (side == Identity.Side.Vendor ? p.Organisation.IsVendor : p.OrganisationId == qbr.PartnerId))
                .Select(p => p.Id).FirstOrDefaultAsync(ct);
            return who == person && (by.IsVendor || side == Identity.Side.Partner || await db.QbrAttendees().AnyAsync(a => a.QbrId == qbr.Id && a.PersonId == person, ct));
        }
    }
}

/// <summary>A decision that became a task.</summary>
public sealed record Decided(Id<JourneyStep> Task);
