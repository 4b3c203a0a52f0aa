using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Journeys;

/// <summary>Somebody gives a task to a person or to a side: a journey of one step.</summary>
public sealed record AddTask
{
    [Required(ErrorMessage = "Say what is to be done."), StringLength(200)] public string Title { get; init; } = "";

    [StringLength(4000)] public string? Text { get; init; }

    /// <summary>The partner whose work it is part of; a partner's own people leave it out.</summary>
    public Id<Organisation>? Partner { get; init; }

    /// <summary>Which side owes it; the author's own if empty.</summary>
    public Side? Side { get; init; }

    /// <summary>Who does it; anybody of that side if empty.</summary>
    public Id<Person>? Person { get; init; }

    public DateOnly? Due { get; init; }

    /// <summary>Only people of the author's own side read it.</summary>
    public bool Own { get; init; }

    /// <summary>What it belongs to, such as a plan.</summary>
    [StringLength(40)] public string? SubjectKind { get; init; }

    public Guid? SubjectId { get; init; }

    public sealed class Handler(TandemDb db, Subjects subjects, TimeProvider clock)
    {
        public async Task<Outcome<Added>> Run(AddTask ask, Actor by, CancellationToken ct)
        {
            var subject = ask is { SubjectKind: { Length: > 0 } kind, SubjectId: { } id } ? new Ref(kind, id) : (Ref?)null;
            var sight = subject is { } about ? await subjects.See(about, by, db, ct) : null;
            if (subject is not null && sight is null)
                return Refusal.NotFound;
            var partner = by.IsPartner ? by.Partner : sight?.Partner ?? ask.Partner;
            var side = ask.Side ?? (by.IsVendor ? Identity.Side.Vendor : Identity.Side.Partner);
            if (await Wrong(ask, side, partner, by, ct) is { } wrong)
                return wrong;
            var now = clock.GetUtcNow();
            var journey = Journey.Open("task", subject, partner, AudienceOf(ask, partner, by), by, now);
            var step = journey.Add(new StepPlan(ask.Title.Trim(), side, ask.Person, ask.Due, Text: ask.Text?.Trim()), now);
            db.Add(journey);
            db.Tell(step, by, new TaskAdded(step.Id, side, ask.Person, ask.Due), now);
            await db.SaveChangesAsync(ct);
            return new Added(step.Id);
        }

        private static Audience AudienceOf(AddTask ask, Id<Organisation>? partner, Actor by) =>
            !ask.Own && partner is not null ? Audience.Shared : by.IsVendor ? Audience.Internal : Audience.Partner;

        private async Task<Refusal?> Wrong(AddTask ask, Side side, Id<Organisation>? partner, Actor by, CancellationToken ct)
        {
            if (side == Identity.Side.Partner && partner is null)
                return Refusal.Invalid("journeys/no-partner", "Choose the partner who is to do it.").On(nameof(Partner));
            var own = by.IsVendor == (side == Identity.Side.Vendor);
            if (ask.Own && !own)
                return Refusal.Invalid("journeys/cannot-be-own", "The other side must be able to read what it is to do.").On(nameof(Own));
            if (partner is { } firm && !await db.Organisations().AnyAsync(o => o.Id == firm && !o.IsVendor, ct))
                return Refusal.NotFound;
            return ask.Person is { } person && !await MayDo(person, side, partner, by, ct)
                ? Refusal.Invalid("journeys/not-of-that-side", "This person does not belong to the side that is to do it.").On(nameof(Person))
                : null;
        }

        /// <summary>A partner chooses among its own people only: the vendor's staff list is not for it.</summary>
        private Task<bool> MayDo(Id<Person> person, Side side, Id<Organisation>? partner, Actor by, CancellationToken ct) => side == Identity.Side.Vendor
            ? db.People().AnyAsync(p => p.Id == person && p.Active && p.Organisation.IsVendor && by.IsVendor, ct)
            : db.People().AnyAsync(p => p.Id == person && p.Active && p.OrganisationId == partner, ct);
    }

    public sealed record Added(Id<JourneyStep> Id);
}
