using Tandem.Identity;
using Tandem.Imports.Tables;

namespace Tandem.Sell;

/// <summary>A list of deals as a file: the same filters, the same order, the same sight as the page.</summary>
public sealed class DealExport(DealList.Handler list)
{
    private const int Most = 100_000;

    public async Task Write(DealList ask, TableWriter table, Actor by, CancellationToken ct)
    {
        await table.Row(
            "Reference", "Customer", "Partner", "Owner", "Status", "Stage", "Amount", "Currency", "Close date", "Next step", "Next step due",
            "Protected until", "Created", "Last work");
        var written = 0;
        string? cursor = null;
        do
        {
            var page = await list.Run(ask with { Limit = Kernel.Api.PageAsk.Most, Cursor = cursor }, by, ct);
            if (!page.Ok)
                return;
            foreach (var d in page.Value.Items)
            {
                await table.Row(
                    d.Reference, d.Customer, d.Partner, d.Owner, d.Status.ToString(), d.StageName, d.Amount?.Amount, d.Amount?.Currency, d.CloseDate,
                    d.NextStep, d.NextStepDue, d.ProtectedUntil, d.Created, d.Touched);
            }

            written += page.Value.Items.Count;
            cursor = page.Value.Next;
        }
        while (cursor is not null && written < Most);
    }
}
