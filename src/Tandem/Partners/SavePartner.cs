using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Partners;

/// <summary>The vendor takes a firm into the programme, or changes what it knows about it.</summary>
public sealed record SavePartner
{
    /// <summary>The firm to change; a new one joins if empty.</summary>
    public Id<Organisation>? Id { get; init; }

    [Required(ErrorMessage = "Enter the firm's name."), StringLength(200)] public string Name { get; init; } = "";

    public PartnerType Type { get; init; }

    /// <summary>The tier with which a firm joins; later it follows the programme's requirements.</summary>
    [StringLength(40)] public string? Tier { get; init; }

    public Id<Territory>? TerritoryId { get; init; }

    /// <summary>The vendor's person who looks after it.</summary>
    public Id<Person>? ManagerId { get; init; }

    [StringLength(200)] public string? Website { get; init; }

    [RegularExpression("^[A-Za-z]{2}$", ErrorMessage = "Use a two-letter country code such as DE.")] public string? Country { get; init; }

    [StringLength(120)] public string? City { get; init; }

    /// <summary>ISO 4217 code its deals are in; the programme's if empty.</summary>
    [StringLength(3)] public string? Currency { get; init; }

    /// <summary>Partner since; today if empty.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>The version that was read, so that nobody's change is overwritten unseen.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Id<Organisation>>> Run(SavePartner ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Manage))
                return Refusal.Forbidden("partners/not-allowed", "Your role may not change partners.");
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var currency = (ask.Currency ?? programme.Currency).ToUpperInvariant();
            if (!programme.Currencies.Contains(currency))
                return Refusal.Invalid("partners/currency", "The programme trades in {0}.", string.Join(", ", programme.Currencies)).On(nameof(Currency));
            if (ask.TerritoryId is { } territory && !await db.Territories().AnyAsync(t => t.Id == territory, ct))
                return Refusal.Invalid("partners/unknown-territory", "This territory does not exist.").On(nameof(TerritoryId));
            if (ask.ManagerId is { } manager && !await db.People().AnyAsync(p => p.Id == manager && p.Organisation.IsVendor, ct))
                return Refusal.Invalid("partners/unknown-manager", "The partner manager must be a person of the vendor.").On(nameof(ManagerId));

            await using var write = await db.BeginWrite(ct, ask.Id is { } key ? [$"partner:{key}"] : null);
            var partner = ask.Id is null
                ? Join(ask, currency, programme.DateOf(now), now)
                : await db.Partners().Include(p => p.Organisation).SingleOrDefaultAsync(p => p.Id == ask.Id, ct);
            if (partner is null)
                return Refusal.NotFound;
            if (ask.Id is not null && ask.Tier is { Length: > 0 } other && other != partner.Tier)
                return Refusal.Invalid("partners/tier-decided", "The tier follows the requirements of the programme. Set it by hand, with a reason, on the page of the partner's tier.").On(nameof(Tier));
            if (ask.Id is not null && ask.Version is { } read && read != partner.Version)
                return new Refusal(RefusalKind.Stale, "partners/changed-meanwhile", "Somebody else changed this partner meanwhile. Reload and try again.");

            partner.Describe(ask.Type, ask.Website, ask.Country?.ToUpperInvariant(), ask.City, currency);
            partner.Assign(ask.TerritoryId, ask.ManagerId);
            if (ask.Id is null && ask.Tier is { Length: > 0 } tier)
                partner.MoveToTier(tier);
            if (ask.Id is not null)
            {
                partner.Organisation.Rename(ask.Name.Trim());
                db.CountAsChange(partner);
            }

            db.Record(by, partner.Ref, partner.Id, ask.Id is null ? new PartnerJoined(partner.Since) : new PartnerChanged(), now);
            await write.Commit(ct);
            return partner.Id;
        }

        private PartnerProfile Join(SavePartner ask, string currency, DateOnly today, DateTimeOffset now)
        {
            var firm = Organisation.Partner(ask.Name.Trim(), now);
            var profile = PartnerProfile.Of(firm, ask.Type, ask.TerritoryId, ask.ManagerId, currency, ask.Since ?? today);
            db.Add(firm);
            db.Add(profile);
            return profile;
        }
    }
}
