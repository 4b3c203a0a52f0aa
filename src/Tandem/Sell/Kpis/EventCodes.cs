using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Sell.Kpis;

/// <summary>What an event of a deal says beyond its kind: a moved close date, an answer that came in time.</summary>
public sealed class EventCodes(TandemDb db) : IEventCodes
{
    public const string CloseDateMoved = "sell.close-date-moved";
    public const string InfoInTime = "sell.info-given-in-time";
    private static readonly TimeSpan InTime = TimeSpan.FromDays(3);
    private static readonly string Updated = FactKinds.Kind<DealUpdated>();
    private static readonly string Given = FactKinds.Kind<InfoGiven>();
    private static readonly string Asked = FactKinds.Kind<InfoRequested>();

    public IReadOnlyList<string> Kinds { get; } = [Updated, Given];

    public async Task<ILookup<Id<Event>, string>> Of(IReadOnlyList<Event> events, CancellationToken ct)
    {
        var found = events.Where(e => e.Kind == Updated && ((DealUpdated)e.Fact).Changed.Contains(DealField.CloseDate)).Select(e => (e.Id, Code: CloseDateMoved)).ToList();
        if (events.Where(e => e.Kind == Given).ToList() is { Count: > 0 } given)
        {
            var deals = given.ConvertAll(e => e.SubjectId);
            var asked = (await db.Events().AsNoTracking().Where(e => deals.Contains(e.SubjectId) && e.Kind == Asked)
                .Select(e => new { e.SubjectId, e.Happened }).ToListAsync(ct)).ToLookup(e => e.SubjectId, e => e.Happened);
            found.AddRange(given
                .Where(e => asked[e.SubjectId].Where(at => at <= e.Happened).DefaultIfEmpty().Max() is var at && at != default && e.Happened - at <= InTime)
                .Select(e => (e.Id, InfoInTime)));
        }

        return found.ToLookup(f => f.Id, f => f.Code);
    }
}
