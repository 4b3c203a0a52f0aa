using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>Something the vendor sells and a partner may register a deal for.</summary>
public sealed class Product
{
    private Product() { }

    public Id<Product> Id { get; private set; }

    public string Sku { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Products of one family can count as overlapping in a conflict, if the policy says so.</summary>
    public string Family { get; private set; } = "";

    public Money ListPrice { get; private set; }

    public bool Active { get; private set; } = true;

    public string? ExternalId { get; private set; }

    public int Version { get; private set; }

    public Ref Ref => new("product", Id.Value);

    public static Product Of(string sku, string name, string family, Money listPrice, DateTimeOffset now, string? externalId = null) => new()
    {
        Id = Id<Product>.New(now),
        Sku = sku,
        Name = name,
        Family = family,
        ListPrice = listPrice,
        ExternalId = externalId,
    };

    public void Change(string name, string family, Money listPrice) => (Name, Family, ListPrice) = (name, family, listPrice);

    public void Archive() => Active = false;

    public void Restore() => Active = true;

    private sealed class Mapping : IEntityTypeConfiguration<Product>
    {
        public void Configure(EntityTypeBuilder<Product> builder)
        {
            builder.ToTable("products");
            builder.Ignore(p => p.Ref);
            builder.HasIndex(p => p.Sku).IsUnique();
            builder.HasIndex(p => p.ExternalId);
        }
    }
}
