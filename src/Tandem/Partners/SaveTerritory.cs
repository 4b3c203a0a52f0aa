using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>The vendor draws the map of its market: a territory, its place in the tree, its countries and its lead.</summary>
public sealed record SaveTerritory
{
    public Id<Territory>? Id { get; init; }

    /// <summary>Short and unique, used by policies; not changed later.</summary>
    [Required(ErrorMessage = "Enter a short code."), RegularExpression("^[a-z0-9-]{1,40}$", ErrorMessage = "Use small letters, digits and hyphens.")]
    public string Code { get; init; } = "";

    [Required(ErrorMessage = "Enter a name."), StringLength(120)] public string Name { get; init; } = "";

    public Id<Territory>? ParentId { get; init; }

    /// <summary>ISO 3166 two-letter codes, comma or blank between.</summary>
    [StringLength(2000)] public string? Countries { get; init; }

    public Id<Person>? LeadId { get; init; }

    public bool Active { get; init; } = true;

    /// <summary>The version that was read, so that nobody's change is overwritten unseen.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, Kept<Territory> kept, TimeProvider clock)
    {
        public async Task<Outcome<Id<Territory>>> Run(SaveTerritory ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Settings))
                return Refusal.Forbidden("partners/not-allowed", "Only programme operations may change territories.");
            var countries = (ask.Countries ?? "").ToUpperInvariant().Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
            if (countries.Find(c => c.Length != 2 || !c.All(char.IsAsciiLetter)) is { } odd)
                return Refusal.Invalid("partners/country", "{0} is not a two-letter country code.", odd).On(nameof(Countries));
            if (ask.LeadId is { } lead && !await db.People().AnyAsync(p => p.Id == lead && p.Organisation.IsVendor, ct))
                return Refusal.Invalid("partners/unknown-manager", "The lead must be a person of the vendor.").On(nameof(LeadId));

            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ["territories"]);
            var all = await db.Territories().ToDictionaryAsync(t => t.Id, ct);
            if (all.Values.Any(t => t.Code == ask.Code && t.Id != ask.Id))
                return Refusal.Conflict("partners/code-taken", "Another territory has the code {0}.", ask.Code).On(nameof(Code));
            if (ask.ParentId is { } parent && (!all.ContainsKey(parent) || Circles(parent, ask.Id, all)))
                return Refusal.Invalid("partners/territory-circle", "A territory cannot lie inside itself.").On(nameof(ParentId));

            var territory = ask.Id is { } id
                ? all.GetValueOrDefault(id)
                : db.Add(Territory.Of(ask.Code, ask.Name, ask.ParentId, countries, now)).Entity;
            if (territory is null)
                return Refusal.NotFound;
            if (ask.Id is not null && ask.Version is { } read && read != territory.Version)
                return new Refusal(RefusalKind.Stale, "partners/changed-meanwhile", "Somebody else changed this territory meanwhile. Reload and try again.");
            territory.Change(ask.Name.Trim(), ask.ParentId, countries, ask.LeadId);
            if (ask.Active)
                territory.Restore();
            else
                territory.Archive();
            db.Record(by, territory.Ref, partner: null, new TerritorySaved(ask.Active), now);
            await write.Commit(ct);
            kept.Forget();
            return territory.Id;
        }

        private static bool Circles(Id<Territory> parent, Id<Territory>? self, Dictionary<Id<Territory>, Territory> all)
        {
            var at = (Id<Territory>?)parent;
            for (var steps = 0; at is { } here && steps <= all.Count; steps++)
            {
                if (here == self)
                    return true;
                at = all.TryGetValue(here, out var territory) ? territory.ParentId : null;
            }

            return at is not null;
        }
    }
}
