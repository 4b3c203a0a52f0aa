using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>The vendor writes down an end customer, or corrects one; the match index follows in the same transaction.</summary>
public sealed record SaveAccount
{
    public Id<Account>? Id { get; init; }

    [Required(ErrorMessage = "Enter the company's name."), StringLength(200)] public string Name { get; init; } = "";

    [StringLength(200)] public string? Domain { get; init; }

    [StringLength(60)] public string? Country { get; init; }

    [StringLength(120)] public string? City { get; init; }

    [StringLength(80)] public string? Sector { get; init; }

    [Range(0, 10_000_000, ErrorMessage = "Enter a number of employees from 0 to 10,000,000.")] public int? Employees { get; init; }

    /// <summary>The company it belongs to: subsidiaries count as the same customer in a conflict.</summary>
    public Id<Account>? ParentId { get; init; }

    public Id<Territory>? TerritoryId { get; init; }

    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<Id<Account>>> Run(SaveAccount ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Manage))
                return Refusal.Forbidden("partners/not-allowed", "Your role may not change accounts.");
            if (ask.ParentId is not null && ask.ParentId == ask.Id)
                return Refusal.Invalid("partners/own-parent", "A company cannot be its own parent.").On(nameof(ParentId));
            if (ask.ParentId is { } parent && !await db.Accounts().AnyAsync(a => a.Id == parent, ct))
                return Refusal.Invalid("partners/unknown-account", "This parent company is not known.").On(nameof(ParentId));

            var now = clock.GetUtcNow();
            var identity = new CustomerIdentity(ask.Name.Trim(), ask.Domain, ask.Country, ask.City);
            await using var write = await db.BeginWrite(ct, CustomerIndex.LockKeys(CustomerProfile.Of(identity)));
            var account = ask.Id is { } id
                ? await db.Accounts().SingleOrDefaultAsync(a => a.Id == id, ct)
                : db.Add(Account.Of(identity, now)).Entity;
            if (account is null)
                return Refusal.NotFound;
            if (ask.Id is not null && ask.Version is { } read && read != account.Version)
                return new Refusal(RefusalKind.Stale, "partners/changed-meanwhile", "Somebody else changed this account meanwhile. Reload and try again.");

            account.Identify(identity);
            account.Describe(ask.Sector, ask.Employees, account.Revenue, account.Founded);
            account.Place(ask.ParentId, ask.TerritoryId);
            if (ask.Id is not null)
                await db.Unindex(account.Id, claim: null, ct);
            await db.Index(CustomerProfile.Of(identity), account.Id, claim: null, now, ct);
            db.Record(by, account.Ref, partner: null, new AccountSaved(), now);
            await write.Commit(ct);
            return account.Id;
        }
    }
}
