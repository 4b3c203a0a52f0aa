using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Partners;

/// <summary>The vendor's list of end customers.</summary>
public sealed record AccountList : PageAsk
{
    /// <summary>How the company's name begins.</summary>
    public string? Text { get; init; }

    public string? Country { get; init; }

    public string? Sector { get; init; }

    public Id<Account>? Parent { get; init; }

    /// <summary><c>name</c> or <c>created</c>; a minus in front turns it round.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, Cursors cursors)
    {
        public async Task<Outcome<Page<Row>>> Run(AccountList ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Read))
                return Refusal.NotFound;
            var accounts = db.Accounts().AsNoTracking();
            if (!string.IsNullOrWhiteSpace(ask.Text))
            {
                var text = ask.Text.Trim().ToLowerInvariant();
                accounts = accounts.Where(a => a.Name.ToLower().StartsWith(text));
            }

            if (ask.Country is { Length: > 0 } country)
                accounts = accounts.Where(a => a.Country == country);
            if (ask.Sector is { Length: > 0 } sector)
                accounts = accounts.Where(a => a.Sector == sector);
            if (ask.Parent is { } parent)
                accounts = accounts.Where(a => a.ParentId == parent);
            var sort = ask.Sort ?? "name";
            var descending = sort.StartsWith('-');
            return sort.TrimStart('-') == "created"
                ? await accounts.ToPage(ask, cursors, "accounts:created", a => a.Created, descending, a => a.Id, a => new Row(
                    a.Id, a.Name, a.Domain, a.Country, a.City, a.Sector, a.Employees, a.ParentId, a.Created, a.Version), ct)
                : await accounts.ToPage(ask, cursors, "accounts:name", a => a.Name, descending, a => a.Id, a => new Row(
                    a.Id, a.Name, a.Domain, a.Country, a.City, a.Sector, a.Employees, a.ParentId, a.Created, a.Version), ct);
        }
    }

    public sealed record Row(
        Id<Account> Id, string Name, string? Domain, string? Country, string? City, string? Sector, int? Employees, Id<Account>? ParentId,
        DateTimeOffset Created, int Version);
}

/// <summary>One end customer with its family.</summary>
public sealed record AccountView
{
    public Id<Account> Id { get; init; }

    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<View>> Run(AccountView ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Read))
                return Refusal.NotFound;
            var account = await db.Accounts().AsNoTracking().SingleOrDefaultAsync(a => a.Id == ask.Id, ct);
            if (account is null)
                return Refusal.NotFound;
            var parent = await db.Accounts().Where(a => a.Id == account.ParentId).Select(a => new Relative(a.Id, a.Name)).FirstOrDefaultAsync(ct);
            var children = await db.Accounts().Where(a => a.ParentId == account.Id).OrderBy(a => a.Name).Take(50)
                .Select(a => new Relative(a.Id, a.Name)).ToListAsync(ct);
            var territory = await db.Territories().Where(t => t.Id == account.TerritoryId).Select(t => t.Name).FirstOrDefaultAsync(ct);
            return new View(
                account.Id, account.Name, account.Domain, account.Country, account.City, account.Sector, account.Employees, account.Revenue,
                account.Founded, account.TerritoryId, territory, parent, children, account.ExternalId, account.Created, account.Version);
        }
    }

    public sealed record Relative(Id<Account> Id, string Name);

    public sealed record View(
        Id<Account> Id, string Name, string? Domain, string? Country, string? City, string? Sector, int? Employees, Money? Revenue, int? Founded,
        Id<Territory>? TerritoryId, string? Territory, Relative? Parent, IReadOnlyList<Relative> Children, string? ExternalId,
        DateTimeOffset Created, int Version);
}
