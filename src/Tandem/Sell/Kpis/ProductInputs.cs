using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;

namespace Tandem.Sell.Kpis;

/// <summary>Reads which product families were sold.</summary>
public sealed class ProductInputs(TandemDb db) : IInputSource
{
    public static readonly Input FamiliesWon = new("sell.families-won", "Lines of deals won, by product family") { Behind = DealRows.Won };
    public static readonly Input DealsByFamilies = new("sell.deals-by-families", "Deals won, with their number of families") { Behind = DealRows.Won };

    public async Task Read(InputScope scope, InputSheet sheet, CancellationToken ct)
    {
        if (!scope.Wants(DealsByFamilies, FamiliesWon))
            return;
        var families = await db.Products().AsNoTracking().ToDictionaryAsync(p => p.Id, p => Of(p.Family), ct);
        var lines = db.Deals().AsNoTracking().OfPartners(scope.Ids)
            .Where(d => d.Status == DealStatus.Won && d.ClosedOn != null)
            .SelectMany(d => d.Lines, (d, line) => new { d.PartnerId, Deal = d.Id, On = d.ClosedOn!.Value, line.ProductId });
        var byDeal = new Dictionary<Id<Deal>, (Id<Organisation> Partner, DateOnly On, HashSet<Guid> Families)>();
        await foreach (var line in lines.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (!byDeal.TryGetValue(line.Deal, out var deal))
                byDeal[line.Deal] = deal = (line.PartnerId!.Value, line.On, []);
            if (families.TryGetValue(line.ProductId, out var family))
                deal.Families.Add(family);
        }

        foreach (var (partner, on, sold) in byDeal.Values)
        {
            var inputs = sheet.Of(partner);
            inputs.Add(DealsByFamilies, on, sold.Count);
            foreach (var family in sold)
                inputs.Add(FamiliesWon, on, thing: family);
        }
    }

    /// <summary>The same id for the same family, everywhere and always.</summary>
    private static Guid Of(string family) => new(SHA256.HashData(Encoding.UTF8.GetBytes(family)).AsSpan(0, 16));
}
