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
            var partners = db.Partners().Where(p => p.Organisation.Active).Only(ask.Text, ask.Type?.Value, ask.Tier, ask.Territory, ask.Mine == true ? by.Person : null);
            var rows = db.C3ScoresOf(ask.AsOf).Join(partners, s => s.PartnerId, p => p.Id, (s, p) => new Row
            {
                Partner = p.Id,
                Name = p.Organisation.Name,
                Type = p.Type,
                Tier = p.Tier,
                Capability = s.Capability,
                Capacity = s.Capacity,
                Commitment = s.Commitment,
                Overall = s.Overall,
            });
            return await WithChange(await Sorted(rows, ask, ct), ask.AsOf ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), ct);
        }

        private Task<Page<Row>> Sorted(IQueryable<Row> rows, ListC3 ask, CancellationToken ct)
        {
            return ask.Sort?.TrimStart('-') switch
            {
                "name" => By(r => r.Name),
                "capability" => By(r => r.Capability ?? -1),
                "capacity" => By(r => r.Capacity ?? -1),
                "commitment" => By(r => r.Commitment ?? -1),
                "overall" => By(r => r.Overall ?? -1),
                _ => rows.ToPage(ask, cursors, $"c3:{ask.AsOf}", r => r.Overall ?? -1, descending: true, r => r.Partner, r => r, ct),
            };

            Task<Page<Row>> By<TKey>(Expression<Func<Row, TKey>> key) =>
                rows.ToPage(ask, cursors, $"c3:{ask.Sort}:{ask.AsOf}", key, ask.Sort!.StartsWith('-'), r => r.Partner, r => r, ct);
        }

        private async Task<Page<Row>> WithChange(Page<Row> page, DateOnly day, CancellationToken ct)
        {
            List<Id<Organisation>> ids = [.. page.Items.Select(r => r.Partner)];
            var before = await db.C3ScoresOf(day.AddDays(-ChangeDays)).Where(s => ids.Contains(s.PartnerId)).ToDictionaryAsync(s => s.PartnerId, s => s.Overall, ct);
            return page with { Items = [.. page.Items.Select(r => r with { Change = r.Overall - before.GetValueOrDefault(r.Partner) })] };
        }
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
