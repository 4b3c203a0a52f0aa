using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>A rule set laid out for somebody who wants to change it: the rules to start from, and how they came to be.</summary>
public sealed record EditPolicy
{
    /// <summary>A pilot is picked from a list that a person can read through.</summary>
    private const int MostPartners = 200;

    private const int Shown = 20;

    public string Name { get; init; } = "";

    /// <summary>The version to start from; the newest for everybody if empty.</summary>
    public int? Version { get; init; }

    /// <summary>Where the page of the history shown before ended; its newest if empty.</summary>
    public string? After { get; init; }

    public sealed class Handler(TandemDb db, PolicyHistory.Handler history, TimeProvider clock)
    {
        public async Task<Outcome<Desk>> Run(EditPolicy ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PolicyPermissions.Publish))
                return Refusal.NotFound;
            var found = await history.Run(new PolicyHistory { Name = ask.Name, Cursor = ask.After, Limit = Shown }, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var (now, type, page) = (clock.GetUtcNow(), PolicyKinds.ByName[ask.Name], found.Value.Items);
            var all = db.Policies().AsNoTracking().Where(p => p.Name == ask.Name && p.EffectiveFrom != null).OrderByDescending(p => p.Number);
            var general = all.Where(p => p.PilotPartners == "");
            var start = await (ask.Version is { } number ? all.Where(p => p.Number == number) : general).FirstOrDefaultAsync(ct);
            if (ask.Version is not null && start is null)
                return Refusal.NotFound;
            var inForce = await general.Where(p => p.EffectiveFrom <= now).Select(p => p.Number).FirstOrDefaultAsync(ct);
            var upcoming = await general.Where(p => p.EffectiveFrom > now).Select(p => new Coming(p.Number, p.EffectiveFrom!.Value)).FirstOrDefaultAsync(ct);

            // What the oldest on the page is told apart from stands on the next page.
            var lowest = page.Count == 0 ? 0 : page[^1].Number;
            var below = await general.Where(p => p.Number < lowest).Select(p => p.Body).FirstOrDefaultAsync(ct);
            var rules = start is null ? (IPolicy)Activator.CreateInstance(type)! : (IPolicy)JsonSerializer.Deserialize(start.Body, type, PolicyVersion.Json)!;
            var partners = await db.Organisations().AsNoTracking().Where(o => !o.IsVendor && o.Active).OrderBy(o => o.Name).Take(MostPartners + 1)
                .Select(o => new Partner(o.Id, o.Name)).ToListAsync(ct);
            return new Desk(
                ask.Name, rules, start?.Number ?? 0, await all.Select(p => p.Number).FirstOrDefaultAsync(ct), await all.CountAsync(ct), inForce, upcoming,
                [.. page.Select(row => Edition(row, page, below, type, inForce, now))], found.Value.Next,
                [.. partners.Take(MostPartners)], partners.Count > MostPartners);
        }

        private static Edition Edition(PolicyHistory.Row row, IReadOnlyList<PolicyHistory.Row> page, string? below, Type type, int inForce, DateTimeOffset now)
        {
            // A pilot is told apart from what holds for everybody else, not from another pilot.
            var before = page.Where(r => !r.Pilot && r.Number < row.Number).MaxBy(r => r.Number)?.Body ?? below
                ?? JsonSerializer.Serialize(Activator.CreateInstance(type), type, PolicyVersion.Json);
            using var old = JsonDocument.Parse(before);
            using var body = JsonDocument.Parse(row.Body);
            return new Edition(
                row.Number, row.EffectiveFrom, row.Reason, row.Pilot, row.By, row.Number == inForce, row.EffectiveFrom > now,
                PolicyChanges.Between(old.RootElement, body.RootElement));
        }
    }

    /// <summary>Everything the page of a rule set shows.</summary>
    /// <param name="Start">The version the rules come from; 0 for the built-in ones.</param>
    /// <param name="Newest">The number of the newest version of all.</param>
    /// <param name="Versions">How many versions there are.</param>
    /// <param name="InForce">The number of the version that holds for everybody now; 0 for the built-in rules.</param>
    /// <param name="History">One page of it.</param>
    /// <param name="Older">Where the history goes on; null at its end.</param>
    /// <param name="MorePartners">There are more partners than can be picked here.</param>
    public sealed record Desk(
        string Name, IPolicy Rules, int Start, int Newest, int Versions, int InForce, Coming? Upcoming, IReadOnlyList<Edition> History, string? Older, IReadOnlyList<Partner> Partners,
        bool MorePartners);

    /// <summary>A version for everybody that takes effect later.</summary>
    public sealed record Coming(int Number, DateTimeOffset From);

    /// <summary>One version as a line of the history.</summary>
    public sealed record Edition(
        int Number, DateTimeOffset EffectiveFrom, string Reason, bool Pilot, string? By, bool InForce, bool Upcoming, IReadOnlyList<PolicyChange> Changes);

    /// <summary>A firm that a pilot could include.</summary>
    public sealed record Partner(Id<Organisation> Id, string Name);
}
