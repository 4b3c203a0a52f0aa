using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel.Api;

namespace Tandem.Sell;

/// <summary>A list of deals as a file: the same filters, the same order, the same sight as the page.</summary>
public sealed class DealExport(DealList.Handler list)
{
    public async Task Write(DealList ask, TableWriter table, Actor by, CancellationToken ct)
    {
        await table.Row(
            "Reference", "Customer", "Partner", "Owner", "Status", "Stage", "Amount", "Currency", "Close date", "Next step", "Next step due",
            "Protected until", "Created", "Last work");
        await table.AllOf(
            async after => (await list.Run(ask with { Limit = PageAsk.Most, Cursor = after }, by, ct)).Then(p => new Page<DealRow>(p.Items, p.Next)),
            d => [d.Reference, d.Customer, d.Partner, d.Owner, d.Status.ToString(), d.StageName, d.Amount?.Amount, d.Amount?.Currency, d.CloseDate,
                d.NextStep, d.NextStepDue, d.ProtectedUntil, d.Created, d.Touched]);
    }
}
