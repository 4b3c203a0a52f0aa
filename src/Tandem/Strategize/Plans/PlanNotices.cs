using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;

namespace Tandem.Strategize.Plans;

/// <summary>A kind of notice about plans: it names its facts and its words; it reaches who answers for the plan on each side.</summary>
public abstract class PlanNotice : INoticeKind
{
    public abstract string Kind { get; }

    public abstract string Title { get; }

    public abstract Importance Importance { get; }

    public IReadOnlyList<Role> Roles { get; } =
        [Role.Executive, Role.ChannelManager, Role.PartnerManager, Role.Operations, Role.PartnerAdmin, Role.Signatory];

    protected abstract IReadOnlyList<string> Facts { get; }

    public bool Wants(Event e) => Facts.Contains(e.Kind);

    public async Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct)
    {
        if (await db.Plans().AsNoTracking().FirstOrDefaultAsync(p => p.Id == new Id<Plan>(e.SubjectId), ct) is not { } plan || Say(e.Fact, plan) is not { } sentence)
            return [];
        List<Id<Person>?> people = [plan.VendorLeadId, plan.PartnerLeadId];
        if (plan.State != PlanState.Draft)
        {
            var firm = await db.People().AsNoTracking().Where(p => p.OrganisationId == plan.PartnerId && p.Active).ToListAsync(ct);
            people.AddRange(firm.Where(p => p.Roles.Contains(Role.Signatory) || (plan.PartnerLeadId is null && p.Roles.Contains(Role.PartnerAdmin))).Select(p => (Id<Person>?)p.Id));
        }

        return people.OfType<Id<Person>>().Distinct().Select(person => new Addressed(person, sentence, $"/plans/{plan.Id}"));
    }

    protected abstract Sentence? Say(IFact fact, Plan plan);
}

/// <summary>The other side moved, and this side is asked.</summary>
public sealed class PlanMovedNotice : PlanNotice
{
    public override string Kind => "strategize.plan-moved";

    public override string Title => "A plan waits for my side";

    public override Importance Importance => Importance.High;

    protected override IReadOnlyList<string> Facts { get; } =
        [FactKinds.Kind<PlanOpened>(), FactKinds.Kind<PlanProposed>(), FactKinds.Kind<PlanSigned>(), FactKinds.Kind<PlanRevised>()];

    protected override Sentence? Say(IFact fact, Plan plan) => fact switch
    {
        PlanOpened => new("The plan {0} is open for your proposals.", plan.Title),
        PlanProposed proposed => new("{1} changes were proposed to the plan {0}.", plan.Title, proposed.Changes),
        PlanSigned { Side: Side.Vendor } => new("The vendor signed the plan {0}. Your signature puts it in force.", plan.Title),
        PlanSigned => new("The partner signed the plan {0}. Your signature puts it in force.", plan.Title),
        _ => new("A revision of the plan {0} was asked for.", plan.Title),
    };
}

/// <summary>A plan holds, began or ended.</summary>
public sealed class PlanAgreedNotice : PlanNotice
{
    public override string Kind => "strategize.plan-agreed";

    public override string Title => "A plan was agreed or ended";

    public override Importance Importance => Importance.Normal;

    protected override IReadOnlyList<string> Facts { get; } =
        [FactKinds.Kind<PlanAgreed>(), FactKinds.Kind<PlanClosed>(), FactKinds.Kind<RevisionDropped>()];

    protected override Sentence? Say(IFact fact, Plan plan) => fact switch
    {
        PlanAgreed => new("Both sides signed the plan {0}. It runs until {1}.", plan.Title, plan.Ends),
        PlanClosed => new("The plan {0} is closed.", plan.Title),
        _ => new("The revision of the plan {0} was given up.", plan.Title),
    };
}

/// <summary>What the numbers say about a plan turned.</summary>
public sealed class PlanTurnedNotice : PlanNotice
{
    public override string Kind => "strategize.plan-turned";

    public override string Title => "The health of a plan turned";

    public override Importance Importance => Importance.Normal;

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<PlanTurned>()];

    protected override Sentence? Say(IFact fact, Plan plan) => ((PlanTurned)fact) switch
    {
        { To: Track.OnTrack, From: not Track.Unknown } => new("The plan {0} is back on track.", plan.Title),
        { To: Track.AtRisk } turned => new("The plan {0} is at risk: health {1}.", plan.Title, turned.Health),
        { To: Track.OffTrack } turned => new("The plan {0} is off track: health {1}.", plan.Title, turned.Health),
        _ => null,
    };
}
