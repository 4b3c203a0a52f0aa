using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The pipeline as a table: one page of deals, what all of them are worth, and the filters and views on offer.</summary>
public static class TablePage
{
    public sealed class Handler(
        DealList.Handler list, DealWorth.Handler worth, ListViews.Handler views, TerritoryTree territories, Catalogue catalogue,
        PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Shown>> Run(DealQuery query, Actor by, CancellationToken ct)
        {
            var ask = query.ToList();
            var deals = await list.Run(ask, by, ct);
            if (!deals.Ok)
                return deals.Refusal!;

            // Whoever lists more than can be counted learns the sum once the list is narrower.
            var sum = deals.Value.More ? Refusal.NotFound : await worth.Run(query.ToWorth(), by, ct);
            var kept = await views.Run(new ListViews(), by, ct);
            var tree = await territories.InUse(by, ct);
            var sold = await catalogue.OnSale(ct);
            var stages = (await policies.Current<StagesPolicy>(clock.GetUtcNow(), ct)).Rules;
            return new Shown(deals.Value, sum.Ok ? sum.Value : null, kept.Ok ? kept.Value : [], tree, sold, stages);
        }
    }

    /// <summary>What the page shows.</summary>
    public sealed record Shown(
        DealPage Deals, DealWorth.Sum? Sum, IReadOnlyList<ListViews.Row> Views, IReadOnlyList<TerritoryTree.Node> Territories, IReadOnlyList<Product> Products,
        StagesPolicy Stages);
}
