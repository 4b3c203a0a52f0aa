using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Journeys;

/// <summary>One task with all that its reader may know and do.</summary>
public sealed record ShowTask
{
    public Id<JourneyStep> Step { get; init; }

    public sealed class Handler(TandemDb db, Subjects subjects, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(ShowTask ask, Actor by, CancellationToken ct)
        {
            var step = await db.Steps().AsNoTracking().VisibleTo(by).Include(s => s.Journey).SingleOrDefaultAsync(s => s.Id == ask.Step, ct);
            if (step is null)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            Id<Person>?[] ids = [step.PersonId, step.FinishedBy, step.Journey.OpenedBy];
            var names = await db.People().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
            var partner = await db.Organisations().AsNoTracking().Where(o => o.Id == step.Journey.PartnerId).Select(o => o.Name).FirstOrDefaultAsync(ct);
            var sight = step.Journey is { SubjectKind: { } kind, SubjectId: { } id } ? await subjects.See(new Ref(kind, id), by, db, ct) : null;
            var mine = by.IsVendor == (step.Side == Side.Vendor);
            var colleagues = mine && step.IsLeft
                ? await db.People().AsNoTracking().Where(p => p.OrganisationId == by.Organisation && p.Active).OrderBy(p => p.Name).Take(200).Select(p => new Named(p.Id, p.Name)).ToListAsync(ct)
                : [];
            return new View(
                step.Id, step.Number, step.Title, step.Text, step.Side, step.Status, step.Due, step.IsLeft && step.Due < today, step.After, step.NeedsEvidence, step.Evidence,
                step.Finished, Name(step.FinishedBy), step.PersonId, Name(step.PersonId), Name(step.Journey.OpenedBy), step.Journey.Opened, partner, step.Journey.Audience,
                sight is null ? null : new About(sight.Title, sight.Url), by.MayWork(step) && step.Status == StepStatus.Open, step.Journey is { Kind: "task" } or { Audience: not Audience.Shared }, step.Version)
            { Colleagues = colleagues };

            string? Name(Id<Person>? person) => person is { } known ? names.GetValueOrDefault(known) : null;
        }
    }

    public sealed record Named(Id<Person> Id, string Name);

    /// <param name="MayFinish">The reader may say that it is done.</param>
    /// <param name="DayIsFree">Its day is not part of what both sides signed.</param>
    public sealed record View(
        Id<JourneyStep> Id, int Number, string Title, string Text, Side Side, StepStatus Status, DateOnly? Due, bool Late, int? After, bool NeedsEvidence, string Evidence,
        DateTimeOffset? Finished, string? FinishedBy, Id<Person>? PersonId, string? Person, string? OpenedBy, DateTimeOffset Opened, string? Partner, Audience Audience,
        About? About, bool MayFinish, bool DayIsFree, int Version)
    {
        /// <summary>To whom the reader may give it.</summary>
        public IReadOnlyList<Named> Colleagues { get; init; } = [];
    }
}
