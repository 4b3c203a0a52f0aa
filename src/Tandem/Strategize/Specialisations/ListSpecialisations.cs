using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Specialisations;

/// <summary>Where partners stand towards specialisations: who holds which until when, and who is near.</summary>
public enum SpecialisationPhase
{
    Held,

    /// <summary>Held, and something is missing for its renewal.</summary>
    Due,

    /// <summary>Not held, but some of it is reached.</summary>
    Near,
}

/// <summary>Which partners hold which specialisations until when, and who is near one.</summary>
public sealed record ListSpecialisations : PageAsk
{
    /// <summary>As that business day ended; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Part of the firm's name.</summary>
    public string? Text { get; init; }

    public Choice<PartnerType>? Type { get; init; }

    /// <summary>The specialisation by its code.</summary>
    public string? Code { get; init; }

    public Choice<SpecialisationPhase>? Phase { get; init; }

    /// <summary>Only partners that the reader looks after.</summary>
    public bool? Mine { get; init; }

    /// <summary><c>progress</c>, <c>until</c>, <c>since</c>, <c>code</c> or <c>name</c>; a minus in front turns it round.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, Cursors cursors, TimeProvider clock)
    {
        public async Task<Outcome<Page<Row>>> Run(ListSpecialisations ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.All))
                return Refusal.NotFound;
            var partners = db.Partners().Where(p => p.Organisation.Active).Only(ask.Text, ask.Type?.Value, manager: ask.Mine == true ? by.Person : null);
            var rows = db.SpecialisationStandingsOf(ask.AsOf).Where(s => s.Since != null || s.Progress > 0).Join(partners, s => s.PartnerId, p => p.Id, (s, p) => new Row
            {
                Id = s.Id,
                Partner = p.Id,
                Name = p.Organisation.Name,
                Type = p.Type,
                Code = s.Code,
                Since = s.Since,
                ValidUntil = s.ValidUntil,
                DueSince = s.DueSince,
                Progress = s.Progress,
            });
            if (ask.Code is { Length: > 0 } code)
                rows = rows.Where(r => r.Code == code);
            rows = ask.Phase?.Value switch
            {
                SpecialisationPhase.Held => rows.Where(r => r.Since != null),
                SpecialisationPhase.Due => rows.Where(r => r.DueSince != null),
                SpecialisationPhase.Near => rows.Where(r => r.Since == null),
                _ => rows,
            };
            var page = await Sorted(rows, ask, ct);
            var names = (await policies.Current<SpecialisationsPolicy>(clock.GetUtcNow(), ct)).Rules.Specialisations.ToDictionary(s => s.Code, s => s.Name);
            return page.With(r => r with { Title = names.GetValueOrDefault(r.Code) ?? SpecialisationText.Named(r.Code) });
        }

        private Task<Page<Row>> Sorted(IQueryable<Row> rows, ListSpecialisations ask, CancellationToken ct)
        {
            return ask.Sort?.TrimStart('-') switch
            {
                "name" => By(r => r.Name),
                "code" => By(r => r.Code),
                "since" => By(r => r.Since ?? DateOnly.MaxValue),
                "progress" => By(r => r.Progress),
                "until" => By(r => r.ValidUntil ?? DateOnly.MaxValue),
                _ => rows.ToPage(ask, cursors, $"specialisations:{ask.AsOf}", r => r.ValidUntil ?? DateOnly.MaxValue, descending: false, r => r.Id, r => r, ct),
            };

            Task<Page<Row>> By<TKey>(Expression<Func<Row, TKey>> key) =>
                rows.ToPage(ask, cursors, $"specialisations:{ask.Sort}:{ask.AsOf}", key, ask.Sort!.StartsWith('-'), r => r.Id, r => r, ct);
        }
    }

    /// <summary>One partner and one specialisation.</summary>
    public sealed record Row
    {
        [System.Text.Json.Serialization.JsonIgnore] public Id<SpecialisationStanding> Id { get; init; }

        public Id<Organisation> Partner { get; init; }

        public string Name { get; init; } = "";

        public PartnerType Type { get; init; }

        public string Code { get; init; } = "";

        /// <summary>The specialisation's name.</summary>
        public string Title { get; init; } = "";

        /// <summary>The day from which it is held; null while it is not.</summary>
        public DateOnly? Since { get; init; }

        public DateOnly? ValidUntil { get; init; }

        /// <summary>From when on something is missing for its renewal.</summary>
        public DateOnly? DueSince { get; init; }

        /// <summary>How much of what it asks for is reached, 0 to 1.</summary>
        public double Progress { get; init; }
    }
}

/// <summary>How many partners hold each specialisation, and for how many something is missing to renew it.</summary>
public sealed record CountSpecialisations
{
    /// <summary>As that business day ended; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<IReadOnlyList<Row>>> Run(CountSpecialisations ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.All))
                return Refusal.NotFound;
            var rows = (await db.SpecialisationStandingsOf(ask.AsOf).Where(s => s.Since != null)
                .Join(db.Partners().Where(p => p.Organisation.Active), s => s.PartnerId, p => p.Id, (s, p) => new { s.Code, Due = s.DueSince != null })
                .GroupBy(x => new { x.Code, x.Due }).Select(g => new { g.Key.Code, g.Key.Due, Count = g.Count() }).ToListAsync(ct)).ToLookup(r => r.Code);
            var rules = (await policies.Current<SpecialisationsPolicy>(clock.GetUtcNow(), ct)).Rules.Specialisations;

            // Those of today's rules first, in their order; what was taken out of them and is still held comes after.
            return rules.Select(s => (s.Code, s.Name, s.In, s.Field))
                .Concat(rows.Select(r => r.Key).Except(rules.Select(s => s.Code)).Order(StringComparer.Ordinal).Select(code => (code, SpecialisationText.Named(code), SpecialisedIn.Product, "")))
                .Select(s => new Row(s.Item1, s.Item2, s.Item3, s.Item4, rows[s.Item1].Sum(r => r.Count), rows[s.Item1].Where(r => r.Due).Sum(r => r.Count))).ToList();
        }
    }

    /// <param name="Field">The product family or sector; empty for one that is no longer among the rules.</param>
    /// <param name="Holders">How many partners hold it.</param>
    /// <param name="Due">Of these, for how many something is missing to renew it.</param>
    public sealed record Row(string Code, string Name, SpecialisedIn In, string Field, int Holders, int Due);
}
