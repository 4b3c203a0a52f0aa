using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel.Api;

namespace Tandem.Sell;

/// <summary>The review queue as a file: the same filters and order as the page.</summary>
public static class QueueExport
{
    private const int Most = 100_000;

    public sealed class Handler(ReviewQueue.Handler queue)
    {
        public async Task Run(ReviewQueue ask, TableWriter table, Actor by, CancellationToken ct)
        {
            await table.Row(
                "Reference", "Customer", "Country", "Partner", "Tier", "Territory", "Kind", "Amount", "Currency", "Opened", "Due", "Paused", "Overdue",
                "Level", "Levels", "Findings", "Route");
            var written = 0;
            string? cursor = null;
            do
            {
                var page = await queue.Run(ask with { Limit = PageAsk.Most, Cursor = cursor }, by, ct);
                if (!page.Ok)
                    return;
                foreach (var r in page.Value.Items)
                {
                    await table.Row(
                        r.Reference, r.Customer, r.Country, r.Partner.Name, r.Tier, r.Territory, r.Kind, r.Amount.Amount, r.Amount.Currency, r.Opened, r.Due,
                        r.Paused ? "yes" : "no", r.Overdue ? "yes" : "no", r.Level + 1, r.Levels.Count, r.Findings, r.RouteReason);
                }

                written += page.Value.Items.Count;
                cursor = page.Value.Next;
            }
            while (cursor is not null && written < Most);
        }
    }
}
