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

    public string Name { get; init; } = "";

    /// <summary>The version to start from; the newest for everybody if empty.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyHistory.Handler history, TimeProvider clock)
    {
        public async Task<Outcome<Desk>> Run(EditPolicy ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PolicyPermissions.Publish))
                return Refusal.NotFound;
            var found = await history.Run(new PolicyHistory { Name = ask.Name }, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var rows = found.Value;
            var type = PolicyKinds.ByName[ask.Name];
            var start = rows.FirstOrDefault(r => ask.Version is { } number ? r.Number == number : !r.Pilot);
            if (ask.Version is not null && start is null)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var inForce = rows.FirstOrDefault(r => !r.Pilot && r.EffectiveFrom <= now)?.Number ?? 0;
            var rules = start is null ? (IPolicy)Activator.CreateInstance(type)! : (IPolicy)JsonSerializer.Deserialize(start.Body, type, PolicyVersion.Json)!;
            var partners = await db.Organisations().AsNoTracking().Where(o => !o.IsVendor && o.Active).OrderBy(o => o.Name).Take(MostPartners + 1)
                .Select(o => new Partner(o.Id, o.Name)).ToListAsync(ct);
            return new Desk(
                ask.Name, rules, start?.Number ?? 0, rows.Count == 0 ? 0 : rows.Max(r => r.Number), [.. rows.Select(row => Edition(row, rows, type, inForce, now))],
                [.. partners.Take(MostPartners)], partners.Count > MostPartners);
        }

        private static Edition Edition(PolicyHistory.Row row, IReadOnlyList<PolicyHistory.Row> all, Type type, int inForce, DateTimeOffset now)
        {
            // A pilot is told apart from what holds for everybody else, not from another pilot.
            var before = all.Where(r => !r.Pilot && r.Number < row.Number).MaxBy(r => r.Number)?.Body
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
    /// <param name="MorePartners">There are more partners than can be picked here.</param>
    public sealed record Desk(
        string Name, IPolicy Rules, int Start, int Newest, IReadOnlyList<Edition> History, IReadOnlyList<Partner> Partners, bool MorePartners);

    /// <summary>One version as a line of the history.</summary>
    public sealed record Edition(
        int Number, DateTimeOffset EffectiveFrom, string Reason, bool Pilot, string? By, bool InForce, bool Upcoming, IReadOnlyList<PolicyChange> Changes);

    /// <summary>A firm that a pilot could include.</summary>
    public sealed record Partner(Id<Organisation> Id, string Name);
}
