using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel.Api;

namespace Tandem.Sell;

/// <summary>The review queue as a file: the same filters and order as the page.</summary>
public static class QueueExport
{
    public sealed class Handler(ReviewQueue.Handler queue)
    {
        public async Task Run(ReviewQueue ask, TableWriter table, Actor by, CancellationToken ct)
        {
            await table.Row(
                "Reference", "Customer", "Country", "Partner", "Tier", "Territory", "Kind", "Amount", "Currency", "Opened", "Due", "Paused", "Overdue",
                "Level", "Levels", "Findings", "Route");
            await table.AllOf(
                async after => (await queue.Run(ask with { Limit = PageAsk.Most, Cursor = after }, by, ct)).Then(p => new Page<QueueRow>(p.Items, p.Next)),
                r => [r.Reference, r.Customer, r.Country, r.Partner.Name, r.Tier, r.Territory, r.Kind, r.Amount.Amount, r.Amount.Currency, r.Opened, r.Due,
                    r.Paused ? "yes" : "no", r.Overdue ? "yes" : "no", r.Level + 1, r.Levels.Count, r.Findings, r.RouteReason]);
        }
    }
}
