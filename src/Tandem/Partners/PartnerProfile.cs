using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>What the programme knows about a partner firm, besides its name and people.</summary>
public sealed class PartnerProfile
{
    private PartnerProfile() { }

    /// <summary>The firm itself: a profile shares its id.</summary>
    public Id<Organisation> Id { get; private set; }

    public Organisation Organisation { get; private set; } = null!;

    public PartnerType Type { get; private set; }

    /// <summary>The tier by its code (<c>gold</c>); tiers and their rules belong to Strategize.</summary>
    public string Tier { get; private set; } = "registered";

    public Id<Territory>? TerritoryId { get; private set; }

    /// <summary>The vendor's person who looks after this partner.</summary>
    public Id<Person>? ManagerId { get; private set; }

    public string? Website { get; private set; }

    /// <summary>ISO 3166 two-letter code.</summary>
    public string? Country { get; private set; }

    public string? City { get; private set; }

    /// <summary>The currency its deals are registered in unless it says otherwise.</summary>
    public string Currency { get; private set; } = "EUR";

    public DateOnly Since { get; private set; }

    public string? ExternalId { get; private set; }

    public int Version { get; private set; }

    public Ref Ref => new("partner", Id.Value);

    public static PartnerProfile Of(
        Organisation firm, PartnerType type, Id<Territory>? territory, Id<Person>? manager, string currency, DateOnly since,
        string? externalId = null) => new()
        {
            Id = firm.Id,
            Type = type,
            TerritoryId = territory,
            ManagerId = manager,
            Currency = currency,
            Since = since,
            ExternalId = externalId,
        };

    public void Describe(PartnerType type, string? website, string? country, string? city, string currency) =>
        (Type, Website, Country, City, Currency) = (type, website, country, city, currency);

    public void Assign(Id<Territory>? territory, Id<Person>? manager) => (TerritoryId, ManagerId) = (territory, manager);

    public void MoveToTier(string tier) => Tier = tier;

    private sealed class Mapping : IEntityTypeConfiguration<PartnerProfile>
    {
        public void Configure(EntityTypeBuilder<PartnerProfile> builder)
        {
            builder.ToTable("partners");
            builder.Ignore(p => p.Ref);
            builder.HasOne(p => p.Organisation).WithOne().HasForeignKey<PartnerProfile>(p => p.Id).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(p => p.ManagerId);
            builder.HasIndex(p => p.TerritoryId);
            builder.HasIndex(p => p.ExternalId);
        }
    }
}
