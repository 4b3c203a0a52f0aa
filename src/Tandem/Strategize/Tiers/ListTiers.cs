using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Tiers;

/// <summary>How partners stand in their tiers: who is near the next one, who falls short and until when.</summary>
public sealed record ListTiers : PageAsk
{
    /// <summary>As that business day ended; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Part of the firm's name.</summary>
    public string? Text { get; init; }

    public Choice<PartnerType>? Type { get; init; }

    /// <summary>The tier by its code.</summary>
    public string? Tier { get; init; }

    /// <summary>Only who falls short of its tier.</summary>
    public bool? Short { get; init; }

    /// <summary>Only partners that the reader looks after.</summary>
    public bool? Mine { get; init; }

    /// <summary><c>progress</c>, <c>down</c>, <c>since</c>, <c>tier</c> or <c>name</c>; a minus in front turns it round.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, Cursors cursors)
    {
        public async Task<Outcome<Page<Row>>> Run(ListTiers ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.All))
                return Refusal.NotFound;
            var (past, partners) = (ask.AsOf is not null, db.Partners().Where(p => p.Organisation.Active).Only(ask.Text, ask.Type?.Value, manager: ask.Mine == true ? by.Person : null));
            var rows = db.TierStandingsOf(ask.AsOf).Join(partners, s => s.PartnerId, p => p.Id, (s, p) => new Row
            {
                Partner = p.Id,
                Name = p.Organisation.Name,
                Type = p.Type,
                Tier = past ? s.Tier : p.Tier,
                Since = s.Since,
                Qualifies = s.Qualifies,
                Progress = s.Progress,
                ShortSince = s.ShortSince,
                DownOn = s.DownOn,
                HeldUntil = s.HeldUntil,
            });
            if (ask.Tier is { Length: > 0 } tier)
                rows = rows.Where(r => r.Tier == tier);
            if (ask.Short == true)
                rows = rows.Where(r => r.ShortSince != null);
            return await Sorted(rows, ask, ct);
        }

        private Task<Page<Row>> Sorted(IQueryable<Row> rows, ListTiers ask, CancellationToken ct)
        {
            return ask.Sort?.TrimStart('-') switch
            {
                "name" => By(r => r.Name),
                "tier" => By(r => r.Tier),
                "since" => By(r => r.Since),
                "down" => By(r => r.DownOn ?? DateOnly.MaxValue),
                "progress" => By(r => r.Progress ?? -1),
                _ => rows.ToPage(ask, cursors, $"tiers:{ask.AsOf}", r => r.Progress ?? -1, descending: true, r => r.Partner, r => r, ct),
            };

            Task<Page<Row>> By<TKey>(Expression<Func<Row, TKey>> key) =>
                rows.ToPage(ask, cursors, $"tiers:{ask.Sort}:{ask.AsOf}", key, ask.Sort!.StartsWith('-'), r => r.Partner, r => r, ct);
        }
    }

    /// <summary>One partner in its tier.</summary>
    public sealed record Row
    {
        public Id<Organisation> Partner { get; init; }

        public string Name { get; init; } = "";

        public PartnerType Type { get; init; }

        public string Tier { get; init; } = "";

        public DateOnly Since { get; init; }

        /// <summary>The highest tier whose requirements all hold.</summary>
        public string Qualifies { get; init; } = "";

        /// <summary>How much of the next tier is reached, 0 to 1; null at the top.</summary>
        public double? Progress { get; init; }

        public DateOnly? ShortSince { get; init; }

        /// <summary>The review at which it goes down unless it catches up.</summary>
        public DateOnly? DownOn { get; init; }

        public DateOnly? HeldUntil { get; init; }
    }
}

/// <summary>How many partners stand in each tier, and how many of them fall short.</summary>
public sealed record CountTiers
{
    /// <summary>As that business day ended; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<IReadOnlyList<Row>>> Run(CountTiers ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.All))
                return Refusal.NotFound;
            var past = ask.AsOf is not null;
            var rows = await db.TierStandingsOf(ask.AsOf)
                .Join(db.Partners().Where(p => p.Organisation.Active), s => s.PartnerId, p => p.Id, (s, p) => new { Tier = past ? s.Tier : p.Tier, Short = s.ShortSince != null })
                .GroupBy(x => new { x.Tier, x.Short }).Select(g => new { g.Key.Tier, g.Key.Short, Count = g.Count() }).ToListAsync(ct);

            // The highest first; what no ladder of today knows comes last.
            var ranks = (await policies.Current<TiersPolicy>(clock.GetUtcNow(), ct)).Rules.Ladders.SelectMany(l => l.Tiers).Select(t => t.Code).ToList();
            return rows.GroupBy(r => r.Tier).Select(g => new Row(g.Key, g.Sum(r => r.Count), g.Where(r => r.Short).Sum(r => r.Count)))
                .OrderByDescending(r => ranks.IndexOf(r.Tier)).ThenBy(r => r.Tier, StringComparer.Ordinal).ToList();
        }
    }

    public sealed record Row(string Tier, int Partners, int Short);
}
