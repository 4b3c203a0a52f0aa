using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>One partner firm as the programme knows it; a partner's people may see their own.</summary>
public sealed record PartnerView
{
    public Id<Organisation> Id { get; init; }

    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<View>> Run(PartnerView ask, Actor by, CancellationToken ct)
        {
            if (by.IsPartner ? by.Partner != ask.Id : !by.May(PartnersPermissions.Read))
                return Refusal.NotFound;
            var view = await db.Partners().AsNoTracking().Where(p => p.Id == ask.Id)
                .Select(p => new View(
                    p.Id, p.Organisation.Name, p.Type, p.Tier, p.Website, p.Country, p.City, p.Currency, p.Since, p.Organisation.Active,
                    p.TerritoryId, db.Territories().Where(t => t.Id == p.TerritoryId).Select(t => t.Name).FirstOrDefault(),
                    p.ManagerId, db.People().Where(m => m.Id == p.ManagerId).Select(m => m.Name).FirstOrDefault(), p.ExternalId, p.Version))
                .SingleOrDefaultAsync(ct);
            return view is null ? Refusal.NotFound : view;
        }
    }

    public sealed record View(
        Id<Organisation> Id, string Name, PartnerType Type, string Tier, string? Website, string? Country, string? City, string Currency,
        DateOnly Since, bool Active, Id<Territory>? TerritoryId, string? Territory, Id<Person>? ManagerId, string? Manager,
        string? ExternalId, int Version);
}

/// <summary>The products on sale, or all of them for the programme's settings.</summary>
public sealed record ProductList
{
    public bool? All { get; init; }

    /// <summary>Part of the name, or how the article number begins.</summary>
    public string? Text { get; init; }

    public string? Family { get; init; }

    public bool? Active { get; init; }

    /// <summary><c>family</c>, <c>name</c> or <c>sku</c>; a minus in front turns it round.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db)
    {
        /// <summary>A partner sees what it may register; the catalogue is small and comes whole.</summary>
        public async Task<Outcome<IReadOnlyList<Row>>> Run(ProductList ask, Actor by, CancellationToken ct)
        {
            var all = ask.All == true && by.IsVendor;
            var rows = await Sorted(Filtered(db.Products().AsNoTracking().Where(p => all || p.Active), ask), ask.Sort).Take(2000)
                .Select(p => new Row(p.Id, p.Sku, p.Name, p.Family, p.ListPrice, p.Active, p.Version)).ToListAsync(ct);
            return rows;
        }

        private static IQueryable<Product> Filtered(IQueryable<Product> products, ProductList ask)
        {
            if (!string.IsNullOrWhiteSpace(ask.Text))
            {
                var text = ask.Text.Trim().ToLowerInvariant();
                products = products.Where(p => p.Name.ToLower().Contains(text) || p.Sku.ToLower().StartsWith(text));
            }

            if (ask.Family is { Length: > 0 } family)
                products = products.Where(p => p.Family == family);
            return ask.Active is { } active ? products.Where(p => p.Active == active) : products;
        }

        private static IQueryable<Product> Sorted(IQueryable<Product> products, string? sort) => sort switch
        {
            "name" => products.OrderBy(p => p.Name),
            "-name" => products.OrderByDescending(p => p.Name),
            "sku" => products.OrderBy(p => p.Sku),
            "-sku" => products.OrderByDescending(p => p.Sku),
            "-family" => products.OrderByDescending(p => p.Family).ThenBy(p => p.Name),
            _ => products.OrderBy(p => p.Family).ThenBy(p => p.Name),
        };
    }

    public sealed record Row(Id<Product> Id, string Sku, string Name, string Family, Engine.Money ListPrice, bool Active, int Version);
}

/// <summary>The map of the market: all territories, parents before children.</summary>
public sealed record TerritoryList
{
    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<IReadOnlyList<Row>>> Run(TerritoryList ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Read))
                return Refusal.NotFound;
            var rows = await db.Territories().AsNoTracking().OrderBy(t => t.Name)
                .Select(t => new Row(
                    t.Id, t.Code, t.Name, t.ParentId, t.Countries, t.LeadId,
                    db.People().Where(p => p.Id == t.LeadId).Select(p => p.Name).FirstOrDefault(), t.Active, 0, t.Version))
                .ToListAsync(ct);
            return Tree(rows, parent: null, depth: 0);
        }

        private static List<Row> Tree(List<Row> rows, Id<Territory>? parent, int depth) => [.. rows
            .Where(r => r.ParentId == parent && depth < 20)
            .SelectMany(r => Tree(rows, r.Id, depth + 1).Prepend(r with { Depth = depth }))];
    }

    public sealed record Row(
        Id<Territory> Id, string Code, string Name, Id<Territory>? ParentId, string Countries, Id<Person>? LeadId, string? Lead, bool Active, int Depth, int Version);
}
