using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>The partner firms that a list is about: what is not asked for narrows nothing.</summary>
public static class PartnersNarrowed
{
    /// <param name="text">Part of the firm's name.</param>
    public static IQueryable<PartnerProfile> Only(
        this IQueryable<PartnerProfile> partners, string? text, PartnerType? type, string? tier = null, Id<Territory>? territory = null, Id<Person>? manager = null)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            var part = text.Trim().ToLowerInvariant();
            partners = partners.Where(p => p.Organisation.Name.ToLower().Contains(part));
        }

        if (type is { } kind)
            partners = partners.Where(p => p.Type == kind);
        if (tier is { Length: > 0 })
            partners = partners.Where(p => p.Tier == tier);
        if (territory is { } place)
            partners = partners.Where(p => p.TerritoryId == place);
        return manager is { } person ? partners.Where(p => p.ManagerId == person) : partners;
    }
}
