using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>An end customer as a person types it: the parent company by its name, or as it was picked from the suggestions.</summary>
public sealed record AccountForm
{
    [Required(ErrorMessage = "Enter the company's name."), StringLength(200)] public string Name { get; init; } = "";

    [StringLength(200)] public string? Domain { get; init; }

    [StringLength(60)] public string? Country { get; init; }

    [StringLength(120)] public string? City { get; init; }

    [StringLength(80)] public string? Sector { get; init; }

    [Range(0, 10_000_000, ErrorMessage = "Enter a number of employees from 0 to 10,000,000.")] public int? Employees { get; init; }

    [StringLength(200)] public string? ParentName { get; init; }

    public Id<Account>? ParentId { get; init; }

    public Id<Territory>? TerritoryId { get; init; }

    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, SaveAccount.Handler save)
    {
        public async Task<Outcome<Id<Account>>> Run(AccountForm ask, Id<Account>? id, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Manage))
                return Refusal.NotFound;
            var parent = await Parent(ask, ct);
            if (!parent.Ok)
                return parent.Refusal!;
            return await save.Run(
                new SaveAccount
                {
                    Id = id,
                    Name = ask.Name,
                    Domain = ask.Domain,
                    Country = ask.Country,
                    City = ask.City,
                    Sector = ask.Sector,
                    Employees = ask.Employees,
                    ParentId = parent.Value,
                    TerritoryId = ask.TerritoryId,
                    Version = ask.Version,
                },
                by, ct);
        }

        /// <summary>The name that stands there counts: without a script it may have changed while the id behind it did not.</summary>
        private async Task<Outcome<Id<Account>?>> Parent(AccountForm ask, CancellationToken ct)
        {
            if (string.IsNullOrWhiteSpace(ask.ParentName))
                return (Id<Account>?)null;
            var name = ask.ParentName.Trim();
            var found = await db.Accounts().AsNoTracking().Where(a => a.Name == name).OrderBy(a => a.Id).Select(a => a.Id).Take(2).ToListAsync(ct);
            if (ask.ParentId is { } picked && found.Count > 1 && await db.Accounts().AnyAsync(a => a.Id == picked && a.Name == name, ct))
                return (Id<Account>?)picked;
            return found.Count > 0
                ? (Id<Account>?)found[0]
                : Refusal.Invalid("partners/unknown-parent", "There is no account named {0}.", name).On(nameof(ParentName));
        }
    }
}
