using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Policies;

/// <summary>The versions of one rule set, newest first, with who changed it and why.</summary>
public sealed record PolicyHistory : PageAsk
{
    [System.Text.Json.Serialization.JsonIgnore] public string? Name { get; init; }

    public sealed class Handler(TandemDb db, Cursors cursors)
    {
        public async Task<Outcome<Page<Row>>> Run(PolicyHistory ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PolicyPermissions.Read) || ask.Name is null || !PolicyKinds.ByName.ContainsKey(ask.Name))
                return Refusal.NotFound;
            return await db.Policies().AsNoTracking().Where(p => p.Name == ask.Name && p.EffectiveFrom != null).ToPage(
                ask, cursors, $"policy:{ask.Name}", p => p.Number, descending: true, p => p.Id, p => new Row(
                    p.Number, p.EffectiveFrom!.Value, p.Reason, p.PilotPartners != "", db.People().Where(x => x.Id == p.By).Select(x => x.Name).FirstOrDefault(), p.Body), ct);
        }
    }

    public sealed record Row(int Number, DateTimeOffset EffectiveFrom, string Reason, bool Pilot, string? By, string Body);
}
