using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Models;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The pipeline as a table: one page of deals, what all of them are worth, and the filters and views on offer.</summary>
public static class TablePage
{
    public sealed class Handler(
        DealList.Handler list, DealWorth.Handler worth, ListViews.Handler views, TerritoryList.Handler territories, ProductList.Handler products,
        Predictions predictions, PolicyBook policies, TimeProvider clock)
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
            var map = await territories.Run(new TerritoryList(), by, ct);
            var sold = await products.Run(new ProductList(), by, ct);
            var stages = (await policies.Current<StagesPolicy>(clock.GetUtcNow(), ct)).Rules;
            var odds = by.May(ModelPermissions.Read)
                ? await predictions.Of(DealOdds.Kind, [.. deals.Value.Items.Where(d => d.Status == DealStatus.Open).Select(d => d.Id.Value)], ct)
                : new Dictionary<Guid, Prediction>();
            return new Shown(
                deals.Value, odds, sum.Ok ? sum.Value : null, kept.Ok ? kept.Value : [], map.Ok ? map.Value : [], sold.Ok ? sold.Value : [], stages);
        }
    }

    /// <summary>What the page shows.</summary>
    /// <param name="Odds">Of the open deals on this page; empty while no model is in use.</param>
    public sealed record Shown(
        DealPage Deals, IReadOnlyDictionary<Guid, Prediction> Odds, DealWorth.Sum? Sum, IReadOnlyList<ListViews.Row> Views, IReadOnlyList<TerritoryList.Row> Territories,
        IReadOnlyList<ProductList.Row> Products, StagesPolicy Stages);
}
