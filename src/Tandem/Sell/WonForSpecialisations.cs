using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.Specialisations;

namespace Tandem.Sell;

/// <summary>What Sell tells of the deals that partners won, for those who judge what they are specialised in: the products' families and the customer's sector.</summary>
internal static class WonForSpecialisations
{
    private static readonly List<string> Endings = [FactKinds.Kind<DealWon>(), FactKinds.Kind<DealLost>(), FactKinds.Kind<DealReopened>(), FactKinds.Kind<DealImported>()];

    public static async Task<IReadOnlyList<WonDeal>> Read(
        IServiceProvider services, IReadOnlyCollection<Id<Organisation>> partners, DateOnly from, DateOnly to, bool past, CancellationToken ct)
    {
        var db = services.GetRequiredService<TandemDb>();
        var deals = db.Deals().AsNoTracking().OfPartners(partners);
        if (!past)
            return await Told(db, deals.Where(d => d.Status == DealStatus.Won && d.ClosedOn >= from && d.ClosedOn <= to), null, ct);

        var programme = (await services.GetRequiredService<PolicyBook>().Current<ProgrammePolicy>(services.GetRequiredService<TimeProvider>().GetUtcNow(), ct)).Rules;
        var (changed, won) = await WonThen(db, [.. partners], programme.StartOf(to.AddDays(1)), ct);
        List<Id<Deal>> known = [.. won.Where(w => w.Value >= from && w.Value <= to).Select(w => new Id<Deal>(w.Key))];
        List<Id<Deal>> since = [.. changed.Select(id => new Id<Deal>(id))];
        return await Told(db, deals.Where(d => known.Contains(d.Id)
            || (d.Status == DealStatus.Won && d.ClosedOn >= from && d.ClosedOn <= to && !since.Contains(d.Id))), won, ct);
    }

    /// <summary>Deals whose end was told, or told anew, from a moment on; and on which day those of them had been won that were known as won before it.</summary>
    private static async Task<(IReadOnlyCollection<Guid> Changed, Dictionary<Guid, DateOnly> Won)> WonThen(
        TandemDb db, List<Id<Organisation>?> partners, DateTimeOffset until, CancellationToken ct)
    {
        var changed = await db.Events().AsNoTracking()
            .Where(e => e.SubjectKind == "deal" && e.PartnerId != null && partners.Contains(e.PartnerId) && Endings.Contains(e.Kind) && e.Recorded >= until)
            .Select(e => e.SubjectId).Distinct().ToListAsync(ct);
        var log = await db.Events().AsNoTracking()
            .Where(e => e.SubjectKind == "deal" && changed.Contains(e.SubjectId) && Endings.Contains(e.Kind) && e.Recorded < until)
            .OrderBy(e => e.Recorded).ThenBy(e => e.Id).ToListAsync(ct);
        var won = log.GroupBy(e => e.SubjectId).Select(facts => (Deal: facts.Key, On: facts.Last().Fact switch
        {
            DealWon win => win.On,
            DealImported { Status: DealStatus.Won, Closed: { } on } => on,
            _ => (DateOnly?)null,
        }));
        return (changed, won.Where(w => w.On is not null).ToDictionary(w => w.Deal, w => w.On!.Value));
    }

    private static async Task<IReadOnlyList<WonDeal>> Told(TandemDb db, IQueryable<Deal> won, Dictionary<Guid, DateOnly>? days, CancellationToken ct)
    {
        var families = (await won.SelectMany(d => d.Lines, (d, line) => new { d.Id, line.ProductId })
            .Join(db.Products(), l => l.ProductId, p => p.Id, (l, p) => new { l.Id, p.Family }).Distinct().ToListAsync(ct)).ToLookup(l => l.Id, l => l.Family);
        var deals = await won.Select(d => new
        {
            d.Id,
            d.PartnerId,
            d.Reference,
            d.Customer.Name,
            d.ClosedOn,
            Sector = db.Accounts().Where(a => a.Id == d.AccountId).Select(a => a.Sector).FirstOrDefault(),
        }).ToListAsync(ct);
        return deals.ConvertAll(d => new WonDeal(
            d.PartnerId!.Value, d.Id.Value, d.Reference, d.Name, days?.GetValueOrDefault(d.Id.Value) is { DayNumber: > 0 } on ? on : d.ClosedOn!.Value, [.. families[d.Id]], d.Sector));
    }
}
