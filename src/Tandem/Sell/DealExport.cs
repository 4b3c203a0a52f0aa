using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel.Api;
using Tandem.Models;

namespace Tandem.Sell;

/// <summary>A list of deals as a file: the same filters, the same order, the same sight as the page; the vendor's with the odds of a win.</summary>
public sealed class DealExport(DealList.Handler list, Predictions predictions)
{
    public async Task Write(DealList ask, TableWriter table, Actor by, CancellationToken ct)
    {
        var (odds, said) = (by.May(ModelPermissions.Read), (IReadOnlyDictionary<Guid, Prediction>)new Dictionary<Guid, Prediction>());
        string[] head =
        [
            "Reference", "Customer", "Partner", "Owner", "Status", "Stage", "Amount", "Currency", "Close date", "Next step", "Next step due", "Protected until", "Created", "Last work",
        ];
        await table.Row([.. head, .. odds ? ["Odds"] : Array.Empty<object?>()]);
        await table.AllOf(
            async after =>
            {
                var page = await list.Run(ask with { Limit = PageAsk.Most, Cursor = after }, by, ct);
                if (odds && page.Ok)
                    said = await predictions.Of(DealOdds.Kind, [.. page.Value.Items.Where(d => d.Status == DealStatus.Open).Select(d => d.Id.Value)], ct);
                return page.Then(p => new Page<DealRow>(p.Items, p.Next));
            },
            d =>
            [
                d.Reference, d.Customer, d.Partner, d.Owner, d.Status.ToString(), d.StageName, d.Amount?.Amount, d.Amount?.Currency, d.CloseDate, d.NextStep, d.NextStepDue,
                d.ProtectedUntil, d.Created, d.Touched, .. odds ? [said.GetValueOrDefault(d.Id.Value)?.Value] : Array.Empty<object?>(),
            ]);
    }
}
