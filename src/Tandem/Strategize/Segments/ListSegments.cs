using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Segments;

/// <summary>Partners with their segments, today or as one day ended.</summary>
public sealed record ListSegments : PageAsk
{
    /// <summary>As that business day ended; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Part of the firm's name.</summary>
    public string? Text { get; init; }

    /// <summary>The segment by its code; <c>-</c> for partners in none.</summary>
    public string? Segment { get; init; }

    public Choice<PartnerType>? Type { get; init; }

    /// <summary>Only partners that the reader looks after.</summary>
    public bool? Mine { get; init; }

    /// <summary>Only partners that came to their segment on or after this day.</summary>
    public DateOnly? MovedSince { get; init; }

    /// <summary><c>distance</c>, <c>since</c> or <c>name</c>; a minus in front turns it round.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, Cursors cursors)
    {
        public async Task<Outcome<Page<Row>>> Run(ListSegments ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.All))
                return Refusal.NotFound;
            var partners = db.Partners().Where(p => p.Organisation.Active).Only(ask.Text, ask.Type?.Value, manager: ask.Mine == true ? by.Person : null);
            var rows = Narrowed(db.SegmentsOf(ask.AsOf), ask).Join(partners, m => m.PartnerId, p => p.Id, (m, p) => new Row
            {
                Partner = p.Id,
                Name = p.Organisation.Name,
                Type = p.Type,
                Tier = p.Tier,
                Segment = m.Segment,
                Since = m.Since,
                Distance = m.Distance,
                ByException = m.ByException,
            });
            return await Sorted(rows, ask, ct);
        }

        private static IQueryable<SegmentMembership> Narrowed(IQueryable<SegmentMembership> members, ListSegments ask)
        {
            if (ask.Segment is { Length: > 0 } segment)
            {
                var code = segment == "-" ? "" : segment;
                members = members.Where(m => m.Segment == code);
            }

            return ask.MovedSince is { } day ? members.Where(m => m.Since >= day) : members;
        }

        private Task<Page<Row>> Sorted(IQueryable<Row> rows, ListSegments ask, CancellationToken ct)
        {
            return ask.Sort?.TrimStart('-') switch
            {
                "name" => By(r => r.Name),
                "since" => By(r => r.Since),
                "distance" => By(r => r.Distance ?? 1000),
                _ => rows.ToPage(ask, cursors, $"segments:{ask.AsOf}", r => r.Distance ?? 1000, descending: false, r => r.Partner, r => r, ct),
            };

            Task<Page<Row>> By<TKey>(Expression<Func<Row, TKey>> key) =>
                rows.ToPage(ask, cursors, $"segments:{ask.Sort}:{ask.AsOf}", key, ask.Sort!.StartsWith('-'), r => r.Partner, r => r, ct);
        }
    }

    /// <summary>One partner in its segment.</summary>
    public sealed record Row
    {
        public Id<Organisation> Partner { get; init; }

        public string Name { get; init; } = "";

        public PartnerType Type { get; init; }

        public string Tier { get; init; } = "";

        /// <summary>The segment by its code; empty for none.</summary>
        public string Segment { get; init; } = "";

        public DateOnly Since { get; init; }

        /// <summary>Distance to the ideal, 0 to 100.</summary>
        public double? Distance { get; init; }

        public bool ByException { get; init; }
    }
}

/// <summary>The segments in their order, with how many partners each holds and how it treats them.</summary>
public sealed record CountSegments
{
    /// <summary>As that business day ended; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<IReadOnlyList<Row>>> Run(CountSegments ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.All))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var rules = (await policies.Current<SegmentsPolicy>(ask.AsOf is { } day && day < programme.DateOf(now) ? programme.StartOf(day.AddDays(1)).AddTicks(-1) : now, ct)).Rules;
            var counts = await db.SegmentsOf(ask.AsOf).Join(db.Partners().Where(p => p.Organisation.Active), m => m.PartnerId, p => p.Id, (m, p) => m.Segment)
                .GroupBy(code => code).Select(g => new { Code = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Code, g => g.Count, ct);

            // A pilot's segments, or those of an older version, hold partners too.
            List<Row> rows =
            [
                .. rules.Segments.Select(s => new Row(s.Code, s.Name, s.Treatment, counts.GetValueOrDefault(s.Code))),
                .. counts.Where(c => rules.Find(c.Key) is null).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new Row(c.Key, c.Key, "", c.Value)),
            ];
            return rows;
        }
    }

    public sealed record Row(string Segment, string Name, string Treatment, int Partners);
}
