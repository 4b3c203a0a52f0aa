using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>The vendor puts a product on sale, changes it, or takes it off.</summary>
public sealed record SaveProduct
{
    public Id<Product>? Id { get; init; }

    /// <summary>The article number; unique, and not changed later.</summary>
    [Required(ErrorMessage = "Enter the article number."), StringLength(60)] public string Sku { get; init; } = "";

    [Required(ErrorMessage = "Enter the product's name."), StringLength(200)] public string Name { get; init; } = "";

    [StringLength(80)] public string Family { get; init; } = "";

    [Range(0, 1_000_000_000, ErrorMessage = "Enter a price from 0 to 1,000,000,000.")] public decimal ListPrice { get; init; }

    [Required, StringLength(3)] public string Currency { get; init; } = "EUR";

    public bool Active { get; init; } = true;

    /// <summary>The version that was read, so that nobody's change is overwritten unseen.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, Kept<Product> kept, TimeProvider clock)
    {
        public async Task<Outcome<Id<Product>>> Run(SaveProduct ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Settings))
                return Refusal.Forbidden("partners/not-allowed", "Only programme operations may change products.");
            if (!Currencies.Exists(ask.Currency))
                return Refusal.Invalid("partners/currency", "{0} is not an ISO 4217 currency.", ask.Currency).On(nameof(Currency));

            var now = clock.GetUtcNow();
            var price = Money.Of(ask.ListPrice, ask.Currency);
            await using var write = await db.BeginWrite(ct, [$"sku:{ask.Sku}"]);
            if (await db.Products().AnyAsync(p => p.Sku == ask.Sku && p.Id != ask.Id, ct))
                return Refusal.Conflict("partners/sku-taken", "Another product has the article number {0}.", ask.Sku).On(nameof(Sku));
            var product = ask.Id is { } id
                ? await db.Products().SingleOrDefaultAsync(p => p.Id == id, ct)
                : db.Add(Product.Of(ask.Sku.Trim(), ask.Name, ask.Family, price, now)).Entity;
            if (product is null)
                return Refusal.NotFound;
            if (ask.Id is not null && ask.Version is { } read && read != product.Version)
                return new Refusal(RefusalKind.Stale, "partners/changed-meanwhile", "Somebody else changed this product meanwhile. Reload and try again.");

            product.Change(ask.Name.Trim(), ask.Family.Trim(), price);
            if (ask.Active)
                product.Restore();
            else
                product.Archive();
            db.Record(by, product.Ref, partner: null, new ProductSaved(ask.Active, price.Minor, price.Currency), now);
            await write.Commit(ct);
            kept.Forget();
            return product.Id;
        }
    }
}
