using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine;
using Tandem.Engine.Matching;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>One product of a deal.</summary>
public sealed class DealLine
{
    private DealLine() { }

    internal DealLine(Id<Deal> deal, int number, Id<Product> product, int quantity, Money? unitPrice) =>
        (DealId, Number, ProductId, Quantity, UnitPrice) = (deal, number, product, quantity, unitPrice);

    public Id<Deal> DealId { get; private set; }

    public int Number { get; private set; }

    public Id<Product> ProductId { get; private set; }

    public int Quantity { get; private set; }

    public Money? UnitPrice { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<DealLine>
    {
        public void Configure(EntityTypeBuilder<DealLine> builder)
        {
            builder.ToTable("deal_lines");
            builder.HasKey(l => new { l.DealId, l.Number });
        }
    }
}

/// <summary>Somebody who works a deal together with its owner.</summary>
public sealed class CoOwner
{
    private CoOwner() { }

    internal CoOwner(Id<Deal> deal, Id<Person> person, DateTimeOffset now) => (DealId, PersonId, Since) = (deal, person, now);

    public Id<Deal> DealId { get; private set; }

    public Id<Person> PersonId { get; private set; }

    public DateTimeOffset Since { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<CoOwner>
    {
        public void Configure(EntityTypeBuilder<CoOwner> builder)
        {
            builder.ToTable("deal_co_owners");
            builder.HasKey(c => new { c.DealId, c.PersonId });
            builder.HasIndex(c => c.PersonId);
        }
    }
}

/// <summary>The end customer as the deal's owner named it.</summary>
public sealed record Customer
{
    public string Name { get; init; } = "";

    public string? Domain { get; init; }

    /// <summary>ISO 3166 two-letter code.</summary>
    public string? Country { get; init; }

    public string? City { get; init; }

    public CustomerIdentity Identity => new(Name, Domain, Country, City);
}

/// <summary>The person at the customer.</summary>
public sealed record Contact
{
    public string Name { get; init; } = "";

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? Title { get; init; }
}
