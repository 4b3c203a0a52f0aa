using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Partners;

/// <summary>The vendor's list of partner firms.</summary>
public sealed record PartnerList : PageAsk
{
    /// <summary>Part of the firm's name.</summary>
    public string? Text { get; init; }

    public PartnerType? Type { get; init; }

    public string? Tier { get; init; }

    public Id<Territory>? Territory { get; init; }

    public Id<Person>? Manager { get; init; }

    /// <summary><c>name</c>, <c>since</c>, <c>tier</c>, <c>type</c>, <c>territory</c>, <c>manager</c> or <c>currency</c>; a minus in front turns it round.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, Cursors cursors)
    {
        public async Task<Outcome<Page<Row>>> Run(PartnerList ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Read))
                return Refusal.NotFound;
            return await Sorted(ask, db.Partners().AsNoTracking().Only(ask.Text, ask.Type, ask.Tier, ask.Territory, ask.Manager), ct);
        }

        private Task<Page<Row>> Sorted(PartnerList ask, IQueryable<PartnerProfile> partners, CancellationToken ct)
        {
            var sort = ask.Sort ?? "name";
            var column = sort.TrimStart('-');
            return column switch
            {
                "since" => By(p => p.Since),
                "tier" => By(p => p.Tier),
                "type" => By(p => p.Type.ToString()),
                "currency" => By(p => p.Currency),
                "territory" => By(p => db.Territories().Where(t => t.Id == p.TerritoryId).Select(t => t.Name).FirstOrDefault() ?? ""),
                "manager" => By(p => db.People().Where(m => m.Id == p.ManagerId).Select(m => m.Name).FirstOrDefault() ?? ""),
                _ => By(p => p.Organisation.Name),
            };

            Task<Page<Row>> By<TKey>(Expression<Func<PartnerProfile, TKey>> key) =>
                partners.ToPage(ask, cursors, $"partners:{column}", key, sort.StartsWith('-'), p => p.Id, Row.Of(db), ct);
        }
    }

    public sealed record Row(
        Id<Organisation> Id, string Name, PartnerType Type, string Tier, string? Country, string? City, string Currency, DateOnly Since,
        bool Active, string? Territory, string? Manager, int Version)
    {
        internal static Expression<Func<PartnerProfile, Row>> Of(TandemDb db) => p => new Row(
            p.Id, p.Organisation.Name, p.Type, p.Tier, p.Country, p.City, p.Currency, p.Since, p.Organisation.Active,
            db.Territories().Where(t => t.Id == p.TerritoryId).Select(t => t.Name).FirstOrDefault(),
            db.People().Where(m => m.Id == p.ManagerId).Select(m => m.Name).FirstOrDefault(), p.Version);
    }
}
