using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Signatures;

namespace Tandem.Strategize.Plans;

/// <summary>The performance of a partner, a manager's partners, a region or the programme: health of plans, pipeline, engagement, what to do next.</summary>
public sealed record Performance
{
    /// <summary>KPIs that are shown while a pillar measures them.</summary>
    private static readonly string[] Pipeline = ["sell.open-pipeline", "sell.pipeline-generated", "sell.ageing", "sell.stalls", "sell.win-rate"];
    private static readonly string[] Engagement = ["sell.registrations", "partners.active-people", "partners.sign-ins", "sell.deal-work", "sell.answers-in-time"];

    private const int MostPartners = 2000;
    private const int MostLate = 8;
    private const int MostOffTrack = 5;
    private const int MostWaiting = 5;

    public Id<Organisation>? Partner { get; init; }

    /// <summary>Only partners that the reader looks after.</summary>
    public bool? Mine { get; init; }

    public Id<Territory>? Territory { get; init; }

    public sealed class Handler(TandemDb db, Figures figures, KpiCatalogue kpis, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(Performance ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.See))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var today = programme.DateOf(now);
            var partners = db.Partners().AsNoTracking().Where(p => p.Organisation.Active);
            if ((by.IsPartner ? by.Partner : ask.Partner) is { } one)
                partners = partners.Where(p => p.Id == one);
            if (by.IsVendor && ask.Mine == true)
                partners = partners.Where(p => p.ManagerId == by.Person);
            if (by.IsVendor && ask.Territory is { } region)
            {
                var within = await db.TerritoriesWithin(region, ct);
                partners = partners.Where(p => within.Contains(p.TerritoryId));
            }

            var ids = await partners.OrderBy(p => p.Id).Take(MostPartners).Select(p => p.Id).ToListAsync(ct);
            var plans = await db.Plans().AsNoTracking().VisibleTo(by).Where(p => p.State != PlanState.Closed && ids.Contains(p.PartnerId))
                .Select(p => new { p.Id, p.Title, p.State, p.Track, p.Health, p.Negotiated }).ToListAsync(ct);
            var active = plans.Where(p => p.State == PlanState.Active).ToList();
            List<Id<Organisation>?> firms = [.. ids.Select(i => (Id<Organisation>?)i)];
            var late = db.Steps().AsNoTracking().VisibleTo(by).Where(s => s.Status == StepStatus.Open && s.Due < today && s.Journey.PartnerId != null && firms.Contains(s.Journey.PartnerId));
            var next = await late.OrderBy(s => s.Due).Take(MostLate).Select(s => new Action(
                ActionKind.LateStep, s.Title, s.Side, s.Due, $"/tasks/{s.Id}", db.Organisations().Where(o => o.Id == s.Journey.PartnerId).Select(o => o.Name).FirstOrDefault())).ToListAsync(ct);
            var waiting = (await Waiting([.. plans.Where(p => p.State != PlanState.Draft && p.Negotiated != null).Select(p => p.Id)], by, ct))
                .Select(w => new Action(w.Kind, plans.First(p => p.Id == w.Plan).Title, null, null, $"/plans/{w.Plan}", null));
            var quarter = Period.Of(today, PeriodKind.Quarter, programme.FiscalYearStart);
            var values = await figures.Values(ids, [.. Pipeline, .. Engagement], [quarter, quarter.Previous], asOf: null, ct);
            return new View(
                ids.Count, active.Count, active.Average(p => p.Health), active.Count(p => p.Track == Track.OnTrack), active.Count(p => p.Track == Track.AtRisk),
                active.Count(p => p.Track == Track.OffTrack), plans.Count(p => p.State == PlanState.Negotiation), await late.CountAsync(s => s.Side == Side.Partner, ct),
                await late.CountAsync(s => s.Side == Side.Vendor, ct), Told(Pipeline), Told(Engagement),
                [.. waiting, .. next, .. active.Where(p => p.Track == Track.OffTrack).OrderBy(p => p.Health).Take(MostOffTrack).Select(p => new Action(ActionKind.OffTrack, p.Title, null, null, $"/plans/{p.Id}", null))],
                quarter.Code(programme.FiscalYearStart), programme.Currency)
            { Scope = ids };

            List<Number> Told(string[] names) => [.. names.Select(kpis.Find).OfType<Kpi>().Where(k => MeasurePermissions.Shows(k, by)).Select(k => new Number(k.Id, k.Name, Over(k, quarter), Over(k, quarter.Previous)))];

            double? Over(Kpi kpi, Period period) => Together.OfPartners(kpi, ids.Select(id => values[id, kpi.Id, period])).Value;
        }

        /// <summary>Plans whose table waits for the reader's side: the other side signed, or moved last.</summary>
        private async Task<IEnumerable<(Id<Plan> Plan, ActionKind Kind)>> Waiting(List<Id<Plan>> plans, Actor by, CancellationToken ct)
        {
            var tables = await db.PlanVersions().AsNoTracking().Where(v => v.Agreed == null && v.Over == null && plans.Contains(v.PlanId)).OrderBy(v => v.Opened).Select(v => new
            {
                v.PlanId,
                ByVendor = db.PlanProposals().Where(p => p.VersionId == v.Id).OrderByDescending(p => p.Number).Select(p => p.ByVendor).FirstOrDefault(),
                OursSigned = db.Signatures().Any(s => s.TextId == v.TextId && s.ForVendor == by.IsVendor),
                TheirsSigned = db.Signatures().Any(s => s.TextId == v.TextId && s.ForVendor != by.IsVendor),
            }).ToListAsync(ct);
            return tables.Where(t => !t.OursSigned && (t.TheirsSigned || t.ByVendor != by.IsVendor)).Take(MostWaiting)
                .Select(t => (t.PlanId, t.TheirsSigned ? ActionKind.Signature : ActionKind.Proposal));
        }
    }

    /// <summary>Why something is a next action.</summary>
    public enum ActionKind { Signature, Proposal, LateStep, OffTrack }

    /// <summary>One number of this quarter and the one before.</summary>
    public sealed record Number(string Kpi, string Name, double? Now, double? Before);

    /// <summary>What somebody should look at, and why.</summary>
    /// <param name="Side">Who owes a late step.</param>
    /// <param name="Partner">With whom, where the title does not say it.</param>
    public sealed record Action(ActionKind Kind, string What, Side? Side, DateOnly? Due, string Url, string? Partner);

    /// <param name="Quarter">The present one, of which the numbers are.</param>
    public sealed record View(
        int Partners, int Plans, double? Health, int OnTrack, int AtRisk, int OffTrack, int Negotiating, int LateOfPartners, int LateOfVendor, IReadOnlyList<Number> Pipeline,
        IReadOnlyList<Number> Engagement, IReadOnlyList<Action> Next, string Quarter, string Currency)
    {
        /// <summary>The partners that are looked at, for cards of other modules.</summary>
        internal IReadOnlyList<Id<Organisation>> Scope { get; init; } = [];
    }
}
