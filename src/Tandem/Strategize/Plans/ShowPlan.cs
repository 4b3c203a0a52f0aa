using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Signatures;

namespace Tandem.Strategize.Plans;

/// <summary>A plan as both sides see it: what was promised, what was reached, what is on the table.</summary>
public sealed record ShowPlan
{
    public Id<Plan> Plan { get; init; }

    public sealed class Handler(TandemDb db, PlanGauge gauge, PlanOdds odds, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<PlanView>> Run(ShowPlan ask, Actor by, CancellationToken ct)
        {
            var plan = await db.Plans().AsNoTracking().VisibleTo(by).SingleOrDefaultAsync(p => p.Id == ask.Plan, ct);
            if (plan is null)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct, plan.PartnerId)).Rules;
            var rules = (await policies.Current<PlanRules>(now, ct, plan.PartnerId)).Rules;
            var inForce = await db.TermsInForce(plan, ct);
            var table = await Table(plan, inForce, ct);
            var steps = await db.StepsOf(plan.Ref, by, ct);
            Id<Person>?[] leads = [plan.VendorLeadId, plan.PartnerLeadId];
            var names = await db.People().AsNoTracking().Where(p => leads.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
            var negotiates = by.May(PlanPermissions.Negotiate);
            return new PlanView
            {
                Id = plan.Id,
                Reference = plan.Reference,
                Title = plan.Title,
                Partner = plan.PartnerId,
                PartnerName = await db.Organisations().Where(o => o.Id == plan.PartnerId).Select(o => o.Name).SingleAsync(ct),
                State = plan.State,
                Starts = plan.Starts,
                Ends = plan.Ends,
                InForceNumber = plan.InForce,
                Kept = plan.Kept,
                VendorLead = plan.VendorLeadId is { } v ? names.GetValueOrDefault(v) : null,
                PartnerLead = plan.PartnerLeadId is { } p ? names.GetValueOrDefault(p) : null,
                Terms = inForce ?? table!.Terms,
                Table = table,
                Reading = plan.InForce > 0 ? await gauge.Read(plan, ct) : null,
                Steps = [.. steps.Where(s => s.Journey.Kind == Plans.Plan.Kind || s.IsLeft).Select(s => PlanStep.Of(s, programme.DateOf(now)))],
                History = await db.PlanHealthDays().AsNoTracking().Where(d => d.PlanId == plan.Id).OrderByDescending(d => d.Day).Take(120).OrderBy(d => d.Day)
                    .Select(d => new HealthPoint(d.Day, d.Health, d.OfPartner, d.OfVendor)).ToListAsync(ct),
                Versions = await Versions(plan, ct),
                Odds = table is null || by.IsPartner && plan.State == PlanState.Draft ? new Dictionary<string, Odds>() : await odds.Of(plan.PartnerId, table.Terms, ct),
                Currency = programme.Currency,
                Fiscal = programme.FiscalYearStart,
                Rules = rules,
                Today = programme.DateOf(now),
                MayPropose = negotiates && table is not null,
                MaySign = by.May(PlanPermissions.Sign) && by.Person is not null && table?.Text is { } text && !text.Signatures.Any(s => s.ForVendor == by.IsVendor),
                MayRevise = negotiates && table is null && plan.State is PlanState.Agreed or PlanState.Active,
                MayOpen = by.May(PlanPermissions.Lead) && plan.State == PlanState.Draft,
                MayClose = by.May(PlanPermissions.Lead) && plan.State != PlanState.Closed,
                MayLead = negotiates,
                Version = plan.Version,
            };
        }

        private async Task<PlanTable?> Table(Plan plan, PlanTerms? inForce, CancellationToken ct)
        {
            if (await db.OnTable(plan, ct) is not var (version, latest))
                return null;
            var text = version.TextId is { } id ? await db.SignedTexts().AsNoTracking().SingleAsync(t => t.Id == id, ct) : null;
            var signatures = text is null ? [] : await db.Signatures().AsNoTracking().Where(s => s.TextId == text.Id).OrderBy(s => s.At)
                .Select(s => new ShowSignedText.Signer(s.Signer, s.Firm, s.ForVendor, s.Authority, s.At, s.Hash == text.Hash)).ToListAsync(ct);

            // What the other side has not seen yet: against its own last word, else against what is in force.
            var before = await db.PlanProposals().AsNoTracking().Where(p => p.VersionId == version.Id && p.Number < latest.Number && p.ByVendor != latest.ByVendor)
                .OrderByDescending(p => p.Number).FirstOrDefaultAsync(ct)
                ?? await db.PlanProposals().AsNoTracking().Where(p => p.VersionId == version.Id && p.Number < latest.Number).OrderBy(p => p.Number).FirstOrDefaultAsync(ct);
            var by = latest.By is { } person ? await db.People().Where(p => p.Id == person).Select(p => p.Name).FirstOrDefaultAsync(ct) : null;
            return new PlanTable(
                version.Number, latest.Number, latest.Terms, version.Reason, latest.ByVendor, by, latest.At,
                before is null ? [] : PlanDiff.Of(before.Terms, latest.Terms), inForce is null ? [] : PlanDiff.Of(inForce, latest.Terms),
                text is null ? null : new TextToSign(text.Id, text.Text, text.Hash, signatures));
        }

        private async Task<IReadOnlyList<PlanEdition>> Versions(Plan plan, CancellationToken ct) =>
            await db.PlanVersions().AsNoTracking().Where(v => v.PlanId == plan.Id && v.TextId != null).OrderByDescending(v => v.Number)
                .Select(v => new PlanEdition(v.Number, v.TextId!.Value, v.Reason, v.Agreed, v.Over)).ToListAsync(ct);
    }
}

/// <summary>Both sides' one view of a plan.</summary>
public sealed record PlanView
{
    public Id<Plan> Id { get; init; }

    public string Reference { get; init; } = "";

    public string Title { get; init; } = "";

    public Id<Organisation> Partner { get; init; }

    public string PartnerName { get; init; } = "";

    public PlanState State { get; init; }

    public DateOnly Starts { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly Ends { get; init; }

    /// <summary>The version both signed last; 0 before the first.</summary>
    public int InForceNumber { get; init; }

    public bool? Kept { get; init; }

    public string? VendorLead { get; init; }

    public string? PartnerLead { get; init; }

    /// <summary>What is in force, else what is proposed.</summary>
    public PlanTerms Terms { get; init; } = new();

    /// <summary>What is being negotiated; null when nothing is.</summary>
    public PlanTable? Table { get; init; }

    /// <summary>How it stands; null before the first signatures.</summary>
    internal PlanReading? Reading { get; init; }

    /// <summary>0 to 100; null when nothing can be judged.</summary>
    public double? Health => Reading?.Health;

    public Track Track => Reading?.Track ?? Track.Unknown;

    public IReadOnlyList<TargetStand> Targets => Reading is null ? [] : [.. Reading.Targets.Select(t => TargetStand.Of(t, Currency))];

    public IReadOnlyList<PlanStep> Steps { get; init; } = [];

    public IReadOnlyList<HealthPoint> History { get; init; } = [];

    public IReadOnlyList<PlanEdition> Versions { get; init; } = [];

    /// <summary>How likely each target on the table is, by its key.</summary>
    public IReadOnlyDictionary<string, Odds> Odds { get; init; } = new Dictionary<string, Odds>();

    public string Currency { get; init; } = "EUR";

    /// <summary>How many KPIs what is proposed promises, if they are more than people steer by: a warning, not a bar.</summary>
    public int? TooManyKpis => Table is { } table ? Rules.TooMany(table.Terms) : null;

    /// <summary>The month in which the fiscal year starts.</summary>
    public int Fiscal { get; init; } = 1;

    internal PlanRules Rules { get; init; } = new();

    public DateOnly Today { get; init; }

    public bool MayPropose { get; init; }

    public bool MaySign { get; init; }

    public bool MayRevise { get; init; }

    public bool MayOpen { get; init; }

    public bool MayClose { get; init; }

    public bool MayLead { get; init; }

    public int Version { get; init; }
}

/// <summary>What lies on the table between the two sides.</summary>
/// <param name="Proposal">Its number; a new proposal says which one it answers.</param>
/// <param name="SinceOther">What changed since the other side's last word.</param>
/// <param name="SinceForce">What would change against what is in force.</param>
public sealed record PlanTable(
    int Number, int Proposal, PlanTerms Terms, string Reason, bool ByVendor, string? By, DateTimeOffset At, IReadOnlyList<PlanChange> SinceOther,
    IReadOnlyList<PlanChange> SinceForce, TextToSign? Text);

/// <summary>The exact words to sign.</summary>
public sealed record TextToSign(Id<SignedText> Id, string Text, string Hash, IReadOnlyList<ShowSignedText.Signer> Signatures);

/// <summary>One version that was laid before both sides.</summary>
/// <param name="Agreed">When both had signed; null when it never came to that.</param>
public sealed record PlanEdition(int Number, Id<SignedText> Text, string Reason, DateTimeOffset? Agreed, DateTimeOffset? Over);

/// <summary>A plan's health on one day.</summary>
public sealed record HealthPoint(DateOnly Day, double? Health, double? OfPartner, double? OfVendor);

/// <summary>A promise as programs read it: amounts as people say them.</summary>
/// <param name="Share">0 to 1 of what is expected by now.</param>
public sealed record TargetStand(
    string Key, Side Side, string Kpi, string Name, Cadence Cadence, decimal Amount, int Weight, decimal? Baseline, decimal? Actual, decimal? Expected, double? Share)
{
    internal static TargetStand Of(TargetReading t, string currency)
    {
        return new TargetStand(
            t.Target.Key, t.Target.Side, t.Target.Kpi, t.Kpi?.Name ?? t.Target.Kpi, t.Target.Cadence, KpiAmounts.FromMeasure(t.Kpi, t.Target.Amount, currency), t.Target.Weight,
            Said(t.Target.Baseline), Said(t.Actual), Said(t.Expected), t.Share);

        decimal? Said(double? value) => value is { } v ? KpiAmounts.FromMeasure(t.Kpi, v, currency) : null;
    }
}

/// <summary>A step of the plan.</summary>
public sealed record PlanStep(
    Id<JourneyStep> Id, string? Key, string Title, Side Side, StepStatus Status, DateOnly? Due, bool Late, bool NeedsEvidence, string Evidence, DateTimeOffset? Finished)
{
    internal static PlanStep Of(JourneyStep s, DateOnly today) =>
        new(s.Id, s.Key, s.Title, s.Side, s.Status, s.Due, s.IsLeft && s.Due < today, s.NeedsEvidence, s.Evidence, s.Finished);
}
