using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Journeys;

/// <summary>The tables of Journeys, and the one place that says which steps somebody may see.</summary>
public static class JourneySets
{
    public static DbSet<Journey> Journeys(this TandemDb db) => db.Set<Journey>();

    public static DbSet<JourneyStep> Steps(this TandemDb db) => db.Set<JourneyStep>();

    /// <summary>The vendor's people see all but what a firm keeps for itself; a partner's people see their firm's, but nothing internal.</summary>
    public static IQueryable<JourneyStep> VisibleTo(this IQueryable<JourneyStep> steps, Actor reader)
    {
        if (reader.IsVendor)
            return steps.Where(s => s.Journey.Audience != Audience.Partner);
        var partner = reader.Partner;
        return steps.Where(s => s.Journey.PartnerId == partner && s.Journey.Audience != Audience.Internal);
    }

    /// <summary>What waits for a person, as the frame of every page counts it: its own open steps, and those of its firm that nobody has taken.</summary>
    /// <remarks>The rule of <see cref="VisibleTo" /> and of <see cref="TaskView.Mine" /> in SQL.</remarks>
    internal static string WaitFor(Shell shell) => "SELECT 1 FROM journey_steps AS s JOIN journeys AS j ON j.id = s.journey_id WHERE s.status = 'Open' AND " + (shell.IsVendor
        ? "s.side = 'Vendor' AND s.person_id = $1 AND j.audience <> 'Partner'"
        : "s.side = 'Partner' AND (s.person_id = $1 OR s.person_id IS NULL) AND j.partner_id = $2 AND j.audience <> 'Internal'");

    /// <summary>The steps of everything that belongs to one subject, in their order.</summary>
    public static Task<List<JourneyStep>> StepsOf(this TandemDb db, Ref subject, Actor reader, CancellationToken ct) =>
        db.Steps().AsNoTracking().VisibleTo(reader).Include(s => s.Journey)
            .Where(s => s.Journey.SubjectId == subject.Id && s.Journey.SubjectKind == subject.Kind)
            .OrderBy(s => s.Journey.Opened).ThenBy(s => s.Number).ToListAsync(ct);

    /// <summary>What somebody did with a step stands in the history of what it belongs to; what is internal is no event of the partner.</summary>
    internal static void Tell(this TandemDb db, JourneyStep step, Actor by, IFact fact, DateTimeOffset now) => db.Record(
        by, step.Journey is { SubjectKind: { } kind, SubjectId: { } id } ? new Ref(kind, id) : step.Ref,
        step.Journey.Audience == Audience.Internal ? null : step.Journey.PartnerId, fact, now);

    /// <summary>The step with its journey, for a use case that holds its write.</summary>
    internal static async Task<Outcome<JourneyStep>> StepToChange(this TandemDb db, Id<JourneyStep> id, int? seen, Actor by, CancellationToken ct)
    {
        var step = await db.Steps().VisibleTo(by).Include(s => s.Journey).ThenInclude(j => j.Steps).SingleOrDefaultAsync(s => s.Id == id, ct);
        if (step is null)
            return Refusal.NotFound;
        return seen is { } version && version != step.Version ? Refusal.Stale : step;
    }

    /// <summary>May this actor say that a step is done? Its own side may; the vendor may for both.</summary>
    internal static bool MayWork(this Actor by, JourneyStep step) => by.IsVendor || step.Side == Side.Partner;
}

/// <summary>Journeys' own permissions.</summary>
public sealed class JourneyPermissions : IPermissions
{
    /// <summary>See and do the tasks of one's own side.</summary>
    public const string Work = "journeys.work";

    public IEnumerable<Grant> Grants => [new(Work, [.. Roles.Vendor, .. Roles.Partner])];
}

/// <summary>The refusals that several use cases of Journeys share.</summary>
internal static class JourneyRefusals
{
    public static Refusal NotYours { get; } = Refusal.Forbidden("journeys/not-yours", "This is for the other side to do.");

    public static Refusal NotOpen { get; } = Refusal.Conflict("journeys/not-open", "This task is not open any more.");
}
