using System.Text;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Imports;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>The price list by file.</summary>
public sealed class ProductImport(TandemDb db) : IImportable
{
    public const string Names = "product";

    private static readonly ImportField Sku = new("sku", "SKU", FieldKind.Text) { Aliases = ["product code", "article number", "part number", "item number", "product id"], IsKey = true, Sample = "GTX-PRO", MaxLength = 60 };
    private static readonly ImportField Name = new("name", "Product", FieldKind.Text) { Aliases = ["product name", "article", "item"], Required = true, IsKey = true, Sample = "GTX Pro" };
    private static readonly ImportField Family = new("family", "Family", FieldKind.Text) { Aliases = ["series", "product family", "product line", "category", "group"], Sample = "GTX" };
    private static readonly ImportField Price = new("price", "List price", FieldKind.Money) { Aliases = ["sales price", "price", "unit price", "msrp"], Required = true, Sample = "4821" };

    public string Kind => "partners.products";

    public string Title => "Products";

    public string Subject => "product";

    public int Order => 20;

    public IReadOnlyList<ImportField> Fields { get; } = [Sku, Name, Family, Price];

    public async Task Decide(ImportBatch batch, CancellationToken ct)
    {
        var rows = batch.Open.ToList();
        var names = batch.Book(Names);
        await names.Know([], (asked, most) => Stored(db, asked, most, ct));
        var skus = rows.Select(SkuOf).ToList();
        var keys = rows.Select(KeyOf).ToList();
        var standing = await db.Products().Where(p => keys.Contains(p.ExternalId!) || skus.Contains(p.Sku)).ToListAsync(ct);
        var workedOn = await db.WorkedOn(standing.Select(p => p.Id.Value), ct);
        foreach (var row in rows)
        {
            var (name, family) = (row.Text(Name)!, row.Text(Family) ?? "");
            var price = row.Money(Price, batch.Terms.Currency)!.Value;
            if (price.Minor < 0)
            {
                row.Refuse(Price.Label, "A price is not negative.");
                continue;
            }

            var product = standing.Find(p => p.ExternalId == KeyOf(row)) ?? standing.Find(p => p.Sku == SkuOf(row));
            if (product is not null)
            {
                product.Change(name, row.Has(Family) ? family : product.Family, price);
                product.Restore();
                row.Settle(db, product.Id.Value, product, workedOn);
                if (row.Fate == RowFate.Changed)
                    batch.Record(product.Ref, partner: null, new ProductImported(batch.File.Value, New: false));
            }
            else
            {
                product = Product.Of(SkuOf(row), name, family, price, batch.Terms.Now, KeyOf(row));
                row.IsNew(product.Id.Value);
                batch.Insert(product);
                batch.Record(product.Ref, partner: null, new ProductImported(batch.File.Value, New: true));
                standing.Add(product);
            }

            names.Learn(name, product.Id.Value);
        }
    }

    public static async Task<List<(string, Guid)>> Stored(TandemDb db, IReadOnlyCollection<string>? asked, int most, CancellationToken ct)
    {
        var products = db.Products().AsNoTracking().Where(p => p.Active);
        if (asked is not null)
            products = products.Where(p => asked.Contains(p.Name));
        return [.. (await products.OrderBy(p => p.Id).Take(most).Select(p => new { p.Name, p.Id }).ToListAsync(ct)).Select(p => (p.Name, p.Id.Value))];
    }

    private static string KeyOf(ImportRow row) => row.Text(Sku) ?? row.Text(Name)!;

    /// <summary>"GTX Plus Pro" is sold as GTX-PLUS-PRO until somebody says otherwise.</summary>
    private static string SkuOf(ImportRow row)
    {
        if (row.Text(Sku) is { } sku)
            return sku;
        var text = new StringBuilder();
        foreach (var c in row.Text(Name)!.ToUpperInvariant())
        {
            if (char.IsLetterOrDigit(c))
                text.Append(c);
            else if (text.Length > 0 && text[^1] != '-')
                text.Append('-');
        }

        return text.ToString().TrimEnd('-');
    }

    public async Task<IReadOnlyCollection<Guid>> TakeBack(IReadOnlyCollection<Guid> records, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        var ids = records.Select(id => new Id<Product>(id)).ToList();
        var products = await db.Products().Where(p => ids.Contains(p.Id) && p.Version == 0).ToListAsync(ct);
        foreach (var product in products)
            product.Archive();
        return products.ConvertAll(p => p.Id.Value);
    }
}
