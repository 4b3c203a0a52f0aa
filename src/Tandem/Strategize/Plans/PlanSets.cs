using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Plans;

/// <summary>The tables of plans, and the one place that says which plans somebody may see.</summary>
public static class PlanSets
{
    public static DbSet<Plan> Plans(this TandemDb db) => db.Set<Plan>();

    public static DbSet<PlanVersion> PlanVersions(this TandemDb db) => db.Set<PlanVersion>();

    public static DbSet<PlanProposal> PlanProposals(this TandemDb db) => db.Set<PlanProposal>();

    public static DbSet<PlanTarget> PlanTargets(this TandemDb db) => db.Set<PlanTarget>();

    public static DbSet<PlanHealthDay> PlanHealthDays(this TandemDb db) => db.Set<PlanHealthDay>();

    public static DbSet<Intervention> Interventions(this TandemDb db) => db.Set<Intervention>();

    public static DbSet<Objective> Objectives(this TandemDb db) => db.Set<Objective>();

    /// <summary>The vendor's people see all plans, a partner's people those of their firm once they are laid before it.</summary>
    public static IQueryable<Plan> VisibleTo(this IQueryable<Plan> plans, Actor reader)
    {
        if (!reader.May(PlanPermissions.See))
            return plans.Where(p => false);
        if (reader.IsVendor)
            return plans;
        var partner = reader.Partner;
        return plans.Where(p => p.PartnerId == partner && p.State != PlanState.Draft);
    }

    internal static IEnumerable<string> LockKey(this Id<Plan> plan) => [$"plan:{plan}"];

    internal static async Task<Outcome<Plan>> PlanToChange(this TandemDb db, Id<Plan> id, int? seen, Actor by, CancellationToken ct)
    {
        var plan = await db.Plans().VisibleTo(by).SingleOrDefaultAsync(p => p.Id == id, ct);
        if (plan is null)
            return Refusal.NotFound;
        return seen is { } version && version != plan.Version ? Refusal.Stale : plan;
    }

    /// <summary>The version that is being negotiated with its newest proposal.</summary>
    internal static async Task<(PlanVersion Version, PlanProposal Latest)?> OnTable(this TandemDb db, Plan plan, CancellationToken ct)
    {
        if (plan.Negotiated is not { } number)
            return null;
        var version = await db.PlanVersions().Where(v => v.PlanId == plan.Id && v.Number == number && v.Over == null).SingleAsync(ct);
        return (version, await db.PlanProposals().Where(p => p.VersionId == version.Id).OrderByDescending(p => p.Number).FirstAsync(ct));
    }

    /// <summary>The terms that both signed last; null before.</summary>
    internal static async Task<PlanTerms?> TermsInForce(this TandemDb db, Plan plan, CancellationToken ct) => plan.InForce == 0 ? null
        : (await db.PlanProposals().AsNoTracking()
            .Where(p => db.PlanVersions().Any(v => v.Id == p.VersionId && v.PlanId == plan.Id && v.Number == plan.InForce && v.Agreed != null))
            .OrderByDescending(p => p.Number).FirstAsync(ct)).Terms;
}

/// <summary>What may be done with plans, and by whom.</summary>
public sealed class PlanPermissions : IPermissions
{
    /// <summary>Read plans: all of the programme, or those of one's own firm. Plans speak of money, so marketers and technicians of partners do not.</summary>
    public const string See = "strategize.plans";

    /// <summary>Propose what a plan should say.</summary>
    public const string Negotiate = "strategize.negotiate";

    /// <summary>Sign a plan for one's side.</summary>
    public const string Sign = "strategize.sign";

    /// <summary>Begin, revise and close plans.</summary>
    public const string Lead = "strategize.lead-plans";

    /// <summary>Set templates, formulas, objectives and interventions.</summary>
    public const string Settings = "strategize.plan-settings";

    /// <summary>Who signs for a side, the strongest authority first.</summary>
    public static IReadOnlyList<Role> Signers { get; } = [Role.Executive, Role.ChannelManager, Role.PartnerManager, Role.Signatory, Role.PartnerAdmin];

    public IEnumerable<Grant> Grants =>
    [
        new(See, [.. Roles.Vendor, Role.PartnerAdmin, Role.Signatory, Role.Seller, Role.PartnerFinance]),
        new(Negotiate, Role.ChannelManager, Role.PartnerManager, Role.Operations, Role.PartnerAdmin, Role.Signatory),
        new(Sign, [.. Signers]),
        new(Lead, Role.ChannelManager, Role.PartnerManager, Role.Operations),
        new(Settings, Role.Operations, Role.ChannelManager),
    ];
}

/// <summary>The refusals that several use cases of plans share.</summary>
internal static class PlanRefusals
{
    public static Refusal NotAllowed { get; } = Refusal.Forbidden("strategize/not-allowed", "Your role may not do this.");

    public static Refusal NothingOnTable { get; } = Refusal.Conflict("strategize/nothing-to-negotiate", "Nothing of this plan is being negotiated.");

    public static Refusal Moved { get; } = new(
        RefusalKind.Stale, "strategize/proposal-meanwhile", "The other side, or a colleague, proposed something since you opened this. Compare it with yours, then propose again.");
}

/// <summary>Where a plan stands after a change.</summary>
public sealed record PlanChanged(Id<Plan> Id, PlanState State, int InForce, int? Negotiated, int Version)
{
    public static PlanChanged Of(Plan plan) => new(plan.Id, plan.State, plan.InForce, plan.Negotiated, plan.Version);
}
