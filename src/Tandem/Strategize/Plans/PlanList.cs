using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;
using Tandem.Signatures;

namespace Tandem.Strategize.Plans;

/// <summary>The plans a reader may see, the ones in most need of attention first.</summary>
public sealed record PlanList : PageAsk
{
    /// <summary>Part of the plan's title or reference, or of the partner's name.</summary>
    public string? Text { get; init; }

    public Choice<PlanState>? State { get; init; }

    public Choice<Track>? Track { get; init; }

    public Id<Organisation>? Partner { get; init; }

    /// <summary>Only plans the reader answers for.</summary>
    public bool? Mine { get; init; }

    /// <summary>A territory, with all below it.</summary>
    public Id<Territory>? Territory { get; init; }

    /// <summary><c>health</c>, <c>title</c>, <c>partner</c>, <c>lead</c> or <c>ends</c>; a minus in front turns it round. <c>health</c> if empty: the worst first.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, Cursors cursors)
    {
        public async Task<Outcome<Page<PlanRow>>> Run(PlanList ask, Actor by, CancellationToken ct)
        {
            var plans = await Filtered(ask, by, ct);
            var sort = ask.Sort ?? "health";
            return sort.TrimStart('-') switch
            {
                "title" => await By(p => p.Title),
                "partner" => await By(p => db.Organisations().Where(o => o.Id == p.PartnerId).Select(o => o.Name).FirstOrDefault() ?? ""),
                "lead" => await By(p => db.People().Where(x => x.Id == p.VendorLeadId).Select(x => x.Name).FirstOrDefault() ?? ""),
                "ends" => await By(p => p.Ends),
                _ => await By(p => p.Health ?? 1000),
            };

            Task<Page<PlanRow>> By<TKey>(Expression<Func<Plan, TKey>> key) =>
                plans.ToPage(ask, cursors, $"plans:{sort.TrimStart('-')}", key, sort.StartsWith('-'), p => p.Id, PlanRow.Of(db), ct);
        }

        private async Task<IQueryable<Plan>> Filtered(PlanList ask, Actor by, CancellationToken ct)
        {
            var plans = db.Plans().AsNoTracking().VisibleTo(by);
            if (ask.State?.Value is { } state)
                plans = plans.Where(p => p.State == state);
            else
                plans = plans.Where(p => p.State != PlanState.Closed);
            if (ask.Track?.Value is { } track)
                plans = plans.Where(p => p.State == PlanState.Active && p.Track == track);
            if (ask.Partner is { } partner)
                plans = plans.Where(p => p.PartnerId == partner);
            if (ask.Mine == true)
                plans = plans.Where(p => p.VendorLeadId == by.Person || p.PartnerLeadId == by.Person);
            if (ask.Territory is { } territory)
            {
                var within = await db.TerritoriesWithin(territory, ct);
                plans = plans.Where(p => db.Partners().Any(x => x.Id == p.PartnerId && within.Contains(x.TerritoryId)));
            }

            if (ask.Text?.Trim().ToLowerInvariant() is { Length: > 0 } text)
                plans = plans.Where(p => p.Title.ToLower().Contains(text) || p.Reference.ToLower().Contains(text) || db.Organisations().Any(o => o.Id == p.PartnerId && o.Name.ToLower().Contains(text)));
            return plans;
        }
    }
}

/// <summary>A plan as one line of a list.</summary>
public sealed record PlanRow
{
    public Id<Plan> Id { get; init; }

    public string Reference { get; init; } = "";

    public string Title { get; init; } = "";

    public Id<Organisation> Partner { get; init; }

    public string PartnerName { get; init; } = "";

    public PlanState State { get; init; }

    public DateOnly Starts { get; init; }

    public DateOnly Ends { get; init; }

    public double? Health { get; init; }

    public Track Track { get; init; }

    /// <summary>A version lies on the table.</summary>
    public bool Negotiated { get; init; }

    public bool? Kept { get; init; }

    public string? VendorLead { get; init; }

    /// <summary>How many sides signed what lies on the table.</summary>
    public int Signed { get; init; }

    internal static Expression<Func<Plan, PlanRow>> Of(TandemDb db) => p => new PlanRow
    {
        Id = p.Id,
        Reference = p.Reference,
        Title = p.Title,
        Partner = p.PartnerId,
        PartnerName = db.Organisations().Where(o => o.Id == p.PartnerId).Select(o => o.Name).FirstOrDefault() ?? "",
        State = p.State,
        Starts = p.Starts,
        Ends = p.Ends,
        Health = p.Health,
        Track = p.Track,
        Negotiated = p.Negotiated != null,
        Kept = p.Kept,
        VendorLead = db.People().Where(x => x.Id == p.VendorLeadId).Select(x => x.Name).FirstOrDefault(),
        Signed = db.Signatures().Where(s => db.PlanVersions().Any(v => v.PlanId == p.Id && v.Number == p.Negotiated && v.Over == null && v.TextId == s.TextId)).Count(),
    };
}
