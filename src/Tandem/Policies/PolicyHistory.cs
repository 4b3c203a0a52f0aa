using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>The versions of one rule set, newest first, with who changed it and why.</summary>
public sealed class PolicyHistory
{
    public string Name { get; init; } = "";

    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<IReadOnlyList<Row>>> Run(PolicyHistory ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PolicyPermissions.Read) || !PolicyKinds.ByName.ContainsKey(ask.Name))
                return Refusal.NotFound;
            var rows = await db.Policies().AsNoTracking()
                .Where(p => p.Name == ask.Name && p.EffectiveFrom != null)
                .OrderByDescending(p => p.Number)
                .Select(p => new Row(
                    p.Number, p.EffectiveFrom!.Value, p.Reason, p.PilotPartners != "",
                    db.People().Where(x => x.Id == p.By).Select(x => x.Name).FirstOrDefault(), p.Body))
                .ToListAsync(ct);
            return rows;
        }
    }

    public sealed record Row(int Number, DateTimeOffset EffectiveFrom, string Reason, bool Pilot, string? By, string Body);
}
