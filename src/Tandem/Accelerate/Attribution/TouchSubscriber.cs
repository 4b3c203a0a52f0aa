using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.Attribution;

/// <summary>Touches that nobody has to type: whoever registers, sells or works a deal beside its partner has reached the customer.</summary>
/// <remarks>
/// A registration is its partner's touch, a direct deal the vendor's; an import keeps the source that its file names. Somebody of the
/// vendor who joins or works a partner's deal sells with it, which counts once. A co-marketing activity of the plan in force counts for a
/// registration whose customer the plan names. Each carries the event that proves it and records none of its own.
/// </remarks>
public sealed class TouchSubscriber(PlanActivities activities, PolicyBook policies) : ISubscriber
{
    public const string Called = "accelerate.touches";
    public const string Registration = "registration";
    public const string Direct = "direct";
    private const string CoSell = "co-sell";

    /// <summary>Of all that happens to deals, this tells who reached the customer.</summary>
    public static readonly string[] Telling =
        [FactKinds.Kind<RegistrationSubmitted>(), FactKinds.Kind<DirectDealAdded>(), FactKinds.Kind<DealImported>(), FactKinds.Kind<CoOwnerJoined>(), FactKinds.Kind<StageMoved>(), FactKinds.Kind<DealUpdated>()];

    public string Name => Called;

    public async Task Handle(IReadOnlyList<Event> events, TandemDb db, CancellationToken ct)
    {
        var telling = events.Where(e => e.SubjectKind == "deal" && Telling.Contains(e.Kind)).ToList();
        if (telling.Count == 0)
            return;
        var programme = (await policies.Current<ProgrammePolicy>(telling[^1].Recorded, ct)).Rules;
        var vendors = await Vendors(telling, db, ct);
        var touches = telling.Select(e => Of(e, vendors, programme)).OfType<Touch>().ToList();
        touches.AddRange(await activities.Of([.. telling.Where(e => e.Kind == FactKinds.Kind<RegistrationSubmitted>())], db, ct));
        await db.InsertMany(await New(touches, db, ct), ct);
    }

    private static Touch? Of(Event seen, HashSet<Id<Person>> vendors, ProgrammePolicy programme)
    {
        var day = programme.DateOf(seen.Happened);
        return seen.Fact switch
        {
            RegistrationSubmitted => Touch.Of(seen, seen.PartnerId, Registration, day),
            DirectDealAdded => Touch.Of(seen, null, Direct, day),
            DealImported { New: true, SourceCode: { } source, Opened: var opened } => Touch.Of(seen, seen.PartnerId, source, opened),
            CoOwnerJoined joined when seen.PartnerId is not null && vendors.Contains(joined.Person) => Touch.Of(seen, null, CoSell, day),
            StageMoved or DealUpdated when seen.PartnerId is not null && seen.ActorId is { } actor && vendors.Contains(actor) => Touch.Of(seen, null, CoSell, day),
            _ => null,
        };
    }

    private static async Task<HashSet<Id<Person>>> Vendors(List<Event> events, TandemDb db, CancellationToken ct)
    {
        var people = events.Select(e => e.Fact is CoOwnerJoined joined ? joined.Person : e.ActorId).OfType<Id<Person>>().Distinct().ToList();
        return people.Count == 0 ? [] : [.. await db.People().AsNoTracking().Where(p => people.Contains(p.Id) && p.Organisation.IsVendor).Select(p => p.Id).ToListAsync(ct)];
    }

    /// <summary>The same firm reaches a customer by the same way once for a deal, however often the log says so.</summary>
    private static async Task<List<Touch>> New(List<Touch> touches, TandemDb db, CancellationToken ct)
    {
        List<Guid> deals = [.. touches.Select(t => t.SubjectId).Distinct()];
        var standing = deals.Count == 0 ? [] : (await db.Touches().AsNoTracking().Where(t => deals.Contains(t.SubjectId) && t.EventId != null)
            .Select(t => new { t.SubjectId, t.PartnerId, t.Channel }).ToListAsync(ct)).Select(t => (t.SubjectId, t.PartnerId, t.Channel)).ToHashSet();
        return touches.FindAll(t => standing.Add((t.SubjectId, t.PartnerId, t.Channel)));
    }
}
