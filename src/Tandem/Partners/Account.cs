using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine;
using Tandem.Engine.Matching;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>An end customer as the vendor knows it. Only the vendor sees accounts; a partner sees its own deals' customers.</summary>
public sealed class Account
{
    private Account() { }

    public Id<Account> Id { get; private set; }

    public string Name { get; private set; } = "";

    public string? Domain { get; private set; }

    /// <summary>ISO 3166 two-letter code where known, else as imported.</summary>
    public string? Country { get; private set; }

    public string? City { get; private set; }

    public string? Sector { get; private set; }

    public int? Employees { get; private set; }

    public Money? Revenue { get; private set; }

    public int? Founded { get; private set; }

    public Id<Account>? ParentId { get; private set; }

    public Id<Territory>? TerritoryId { get; private set; }

    public string? ExternalId { get; private set; }

    public DateTimeOffset Created { get; private set; }

    /// <summary>Set once it was taken back with its import: it is found nowhere until it comes again.</summary>
    public DateTimeOffset? Archived { get; private set; }

    public int Version { get; private set; }

    public Ref Ref => new("account", Id.Value);

    public CustomerIdentity Identity => new(Name, Domain, Country, City);

    public static Account Of(CustomerIdentity identity, DateTimeOffset now, string? externalId = null) => new()
    {
        Id = Id<Account>.New(now),
        Name = identity.Name,
        Domain = identity.Domain,
        Country = identity.Country,
        City = identity.City,
        Created = now,
        ExternalId = externalId,
    };

    public void Describe(string? sector, int? employees, Money? revenue, int? founded) =>
        (Sector, Employees, Revenue, Founded) = (sector, employees, revenue, founded);

    public void Identify(CustomerIdentity identity) =>
        (Name, Domain, Country, City) = (identity.Name, identity.Domain, identity.Country, identity.City);

    public void Place(Id<Account>? parent, Id<Territory>? territory) => (ParentId, TerritoryId) = (parent, territory);

    /// <summary>Names the record it is in another system.</summary>
    public void KnownAs(string externalId) => ExternalId = externalId;

    public void Archive(DateTimeOffset now) => Archived = now;

    public void Restore() => Archived = null;

    private sealed class Mapping : IEntityTypeConfiguration<Account>
    {
        public void Configure(EntityTypeBuilder<Account> builder)
        {
            builder.ToTable("accounts");
            builder.Ignore(a => a.Ref).Ignore(a => a.Identity);
            builder.HasQueryFilter(a => a.Archived == null);
            builder.HasIndex(a => new { a.Name, a.Id });
            builder.HasIndex(a => new { a.Country, a.Name });
            builder.HasIndex(a => new { a.Sector, a.Name });

            // Few have a parent: an index of all would be passed by, for most of it says nothing.
            builder.HasIndex(a => a.ParentId).HasFilter("parent_id IS NOT NULL");
            builder.HasIndex(a => a.ExternalId);
        }
    }
}
