using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;

namespace Tandem.Strategize.C3;

/// <summary>The scores of all partners, today or as one day ended.</summary>
public sealed record ListC3 : PageAsk
{
    private const int ChangeDays = 90;

    /// <summary>As that business day ended; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Part of the firm's name.</summary>
    public string? Text { get; init; }

    public Choice<PartnerType>? Type { get; init; }

    public string? Tier { get; init; }

    public Id<Territory>? Territory { get; init; }

    /// <summary>Only partners that the reader looks after.</summary>
    public bool? Mine { get; init; }

    /// <summary><c>overall</c>, <c>capability</c>, <c>capacity</c>, <c>commitment</c> or <c>name</c>; a minus in front turns it round. Partners without a score come last.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, Cursors cursors, TimeProvider clock)
    {
        public async Task<Outcome<Page<Row>>> Run(ListC3 ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.All))
                return Refusal.NotFound;
            var scored = db.C3ScoresOf(ask.AsOf).Join(db.Partners().Where(p => p.Organisation.Active), s => s.PartnerId, p => p.Id, (s, p) => new Scored
            {
                PartnerId = p.Id,
                Name = p.Organisation.Name,
                Type = p.Type,
                Tier = p.Tier,
                TerritoryId = p.TerritoryId,
                ManagerId = p.ManagerId,
                Capability = s.Capability,
                Capacity = s.Capacity,
                Commitment = s.Commitment,
                Overall = s.Overall,
            });
            var page = await Page(Narrow(scored, ask, by), ask, ct);
            return await WithChange(page, ask.AsOf ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), ct);
        }

        private static IQueryable<Scored> Narrow(IQueryable<Scored> scored, ListC3 ask, Actor by)
        {
            if (!string.IsNullOrWhiteSpace(ask.Text))
            {
                var text = ask.Text.Trim().ToLowerInvariant();
                scored = scored.Where(s => s.Name.ToLower().Contains(text));
            }

            if (ask.Type?.Value is { } type)
                scored = scored.Where(s => s.Type == type);
            if (ask.Tier is { Length: > 0 } tier)
                scored = scored.Where(s => s.Tier == tier);
            if (ask.Territory is { } territory)
                scored = scored.Where(s => s.TerritoryId == territory);
            return ask.Mine == true ? scored.Where(s => s.ManagerId == by.Person) : scored;
        }

        private Task<Page<Row>> Page(IQueryable<Scored> scored, ListC3 ask, CancellationToken ct)
        {
            return ask.Sort?.TrimStart('-') switch
            {
                "name" => By(s => s.Name),
                "capability" => By(s => s.Capability ?? -1),
                "capacity" => By(s => s.Capacity ?? -1),
                "commitment" => By(s => s.Commitment ?? -1),
                "overall" => By(s => s.Overall ?? -1),
                _ => scored.ToPage(ask, cursors, $"c3:{ask.AsOf}", s => s.Overall ?? -1, descending: true, s => s.PartnerId, View, ct),
            };

            Task<Page<Row>> By<TKey>(Expression<Func<Scored, TKey>> key) =>
                scored.ToPage(ask, cursors, $"c3:{ask.Sort}:{ask.AsOf}", key, ask.Sort!.StartsWith('-'), s => s.PartnerId, View, ct);
        }

        private static readonly Expression<Func<Scored, Row>> View = s => new Row
        {
            Partner = s.PartnerId,
            Name = s.Name,
            Type = s.Type,
            Tier = s.Tier,
            Capability = s.Capability,
            Capacity = s.Capacity,
            Commitment = s.Commitment,
            Overall = s.Overall,
        };

        private async Task<Page<Row>> WithChange(Page<Row> page, DateOnly day, CancellationToken ct)
        {
            List<Id<Organisation>> ids = [.. page.Items.Select(r => r.Partner)];
            var before = await db.C3ScoresOf(day.AddDays(-ChangeDays)).Where(s => EF.Parameter(ids).Contains(s.PartnerId)).ToDictionaryAsync(s => s.PartnerId, s => s.Overall, ct);
            return page with { Items = [.. page.Items.Select(r => r with { Change = r.Overall - before.GetValueOrDefault(r.Partner) })] };
        }
    }

    private sealed class Scored
    {
        public Id<Organisation> PartnerId { get; init; }

        public string Name { get; init; } = "";

        public PartnerType Type { get; init; }

        public string Tier { get; init; } = "";

        public Id<Territory>? TerritoryId { get; init; }

        public Id<Person>? ManagerId { get; init; }

        public double? Capability { get; init; }

        public double? Capacity { get; init; }

        public double? Commitment { get; init; }

        public double? Overall { get; init; }
    }

    /// <summary>One partner's scores.</summary>
    public sealed record Row
    {
        public Id<Organisation> Partner { get; init; }

        public string Name { get; init; } = "";

        public PartnerType Type { get; init; }

        public string Tier { get; init; } = "";

        public double? Capability { get; init; }

        public double? Capacity { get; init; }

        public double? Commitment { get; init; }

        public double? Overall { get; init; }

        /// <summary>Points of the overall score since 90 days before; null without a score then.</summary>
        public double? Change { get; init; }
    }
}
