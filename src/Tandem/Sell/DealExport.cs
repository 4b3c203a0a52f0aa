using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel.Api;
using Tandem.Models;

namespace Tandem.Sell;

/// <summary>A list of deals as a file: the same filters, the same order, the same sight as the page; the vendor's with the odds of a win.</summary>
public sealed class DealExport(DealList.Handler list)
{
    public async Task Write(DealList ask, TableWriter table, Actor by, CancellationToken ct)
    {
        var odds = by.May(ModelPermissions.Read);
        string[] head =
        [
            "Reference", "Customer", "Partner", "Owner", "Status", "Stage", "Amount", "Currency", "Close date", "Next step", "Next step due", "Protected until", "Created", "Last work",
        ];
        await table.Row([.. head, .. odds ? ["Odds"] : Array.Empty<object?>()]);
        await table.AllOf(
            async after => (await list.Run(ask with { Limit = PageAsk.Most, Cursor = after }, by, ct)).Then(p => new Page<DealRow>(p.Items, p.Next)),
            d =>
            [
                d.Reference, d.Customer, d.Partner, d.Owner, d.Status.ToString(), d.StageName, d.Amount?.Amount, d.Amount?.Currency, d.CloseDate, d.NextStep, d.NextStepDue,
                d.ProtectedUntil, d.Created, d.Touched, .. odds ? [d.Odds] : Array.Empty<object?>(),
            ]);
    }
}
