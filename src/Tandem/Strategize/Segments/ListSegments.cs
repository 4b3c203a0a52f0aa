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
            var members = db.SegmentsOf(ask.AsOf).Join(db.Partners().Where(p => p.Organisation.Active), m => m.PartnerId, p => p.Id, (m, p) => new Member
            {
                PartnerId = p.Id,
                Name = p.Organisation.Name,
                Type = p.Type,
                Tier = p.Tier,
                ManagerId = p.ManagerId,
                Segment = m.Segment,
                Since = m.Since,
                Distance = m.Distance,
                ByException = m.ByException,
            });
            return await Page(Narrow(members, ask, by), ask, ct);
        }

        private static IQueryable<Member> Narrow(IQueryable<Member> members, ListSegments ask, Actor by)
        {
            if (!string.IsNullOrWhiteSpace(ask.Text))
            {
                var text = ask.Text.Trim().ToLowerInvariant();
                members = members.Where(m => m.Name.ToLower().Contains(text));
            }

            if (ask.Segment is { Length: > 0 } segment)
            {
                var code = segment == "-" ? "" : segment;
                members = members.Where(m => m.Segment == code);
            }

            if (ask.Type?.Value is { } type)
                members = members.Where(m => m.Type == type);
            if (ask.MovedSince is { } day)
                members = members.Where(m => m.Since >= day);
            return ask.Mine == true ? members.Where(m => m.ManagerId == by.Person) : members;
        }

        private Task<Page<Row>> Page(IQueryable<Member> members, ListSegments ask, CancellationToken ct)
        {
            return ask.Sort?.TrimStart('-') switch
            {
                "name" => By(m => m.Name),
                "since" => By(m => m.Since),
                "distance" => By(m => m.Distance ?? 1000),
                _ => members.ToPage(ask, cursors, $"segments:{ask.AsOf}", m => m.Distance ?? 1000, descending: false, m => m.PartnerId, View, ct),
            };

            Task<Page<Row>> By<TKey>(Expression<Func<Member, TKey>> key) =>
                members.ToPage(ask, cursors, $"segments:{ask.Sort}:{ask.AsOf}", key, ask.Sort!.StartsWith('-'), m => m.PartnerId, View, ct);
        }

        private static readonly Expression<Func<Member, Row>> View = m => new Row
        {
            Partner = m.PartnerId,
            Name = m.Name,
            Type = m.Type,
            Tier = m.Tier,
            Segment = m.Segment,
            Since = m.Since,
            Distance = m.Distance,
            ByException = m.ByException,
        };
    }

    private sealed class Member
    {
        public Id<Organisation> PartnerId { get; init; }

        public string Name { get; init; } = "";

        public PartnerType Type { get; init; }

        public string Tier { get; init; } = "";

        public Id<Person>? ManagerId { get; init; }

        public string Segment { get; init; } = "";

        public DateOnly Since { get; init; }

        public double? Distance { get; init; }

        public bool ByException { get; init; }
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
