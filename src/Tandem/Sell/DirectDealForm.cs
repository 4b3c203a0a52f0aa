using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>What the page of a direct deal offers to choose from.</summary>
public sealed record DirectDealForm
{
    public sealed class Handler(TandemDb db, ProductList.Handler products, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Choices>> Run(DirectDealForm ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Direct))
                return Refusal.NotFound;
            var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
            var offered = await products.Run(new ProductList(), by, ct);
            var colleagues = await db.People().AsNoTracking().Where(p => p.Active && p.Organisation.IsVendor).OrderBy(p => p.Name).Take(500)
                .Select(p => new Named<Person>(p.Id, p.Name)).ToListAsync(ct);
            return new Choices(offered.Value, programme.Currencies, programme.Currency, colleagues);
        }
    }

    /// <summary>Products on sale, currencies of the programme, and colleagues who could own the deal.</summary>
    public sealed record Choices(
        IReadOnlyList<ProductList.Row> Products, IReadOnlyList<string> Currencies, string Currency, IReadOnlyList<Named<Person>> Colleagues);
}
