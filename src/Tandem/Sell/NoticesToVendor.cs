using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;

namespace Tandem.Sell;

/// <summary>A registration, an appeal or an extension waits for somebody of the vendor.</summary>
public sealed class ReviewWaitsNotice(PermissionTable permissions) : DealNotice(permissions)
{
    public override string Kind => "sell.review-waits";

    public override string Title => "A decision waits for me";

    public override Importance Importance => Importance.High;

    public override IReadOnlyList<Role> Roles => [Role.ChannelManager, Role.PartnerManager, Role.Operations, Role.Executive];

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<RegistrationSubmitted>(), FactKinds.Kind<InfoGiven>(), FactKinds.Kind<LevelApproved>(), FactKinds.Kind<RejectionAppealed>(), FactKinds.Kind<ExtensionRequested>()];

    protected override async Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct) =>
        await Approvers(around, db, ct);

    protected override Sentence Say(IFact fact, DealPeople around) => fact switch
    {
        InfoGiven => new Sentence("{0} answered your question about {1}.", around.Partner, around.Customer),
        RejectionAppealed => new Sentence("{0} appealed the decision on {1}.", around.Partner, around.Customer),
        ExtensionRequested => new Sentence("{0} asks for more days of protection for {1}.", around.Partner, around.Customer),
        _ => new Sentence("The registration of {0} for {1} waits for your decision.", around.Partner, around.Customer),
    };
}

/// <summary>A clock was missed: whoever is responsible, and the level above.</summary>
public sealed class ReviewOverdueNotice(PermissionTable permissions) : DealNotice(permissions)
{
    public override string Kind => "sell.review-overdue";

    public override string Title => "A decision is overdue";

    public override Importance Importance => Importance.High;

    public override IReadOnlyList<Role> Roles => [Role.ChannelManager, Role.PartnerManager, Role.Operations, Role.Executive];

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<ReviewOverdue>()];

    protected override async Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct) =>
        [.. await Approvers(around, db, ct), .. await Holding(SellPermissions.ReviewLarge, db, ct)];

    protected override Sentence Say(IFact fact, DealPeople around) => new("The decision for {0} on {1} is overdue.", around.Partner, around.Customer);
}

/// <summary>The managers of both sides hear that sales went past a partner's protection.</summary>
public sealed class ProtectionBypassedNotice(PermissionTable permissions) : DealNotice(permissions)
{
    public override string Kind => "sell.bypassed";

    public override string Title => "Our own sales went past a partner's protection";

    public override Importance Importance => Importance.High;

    public override IReadOnlyList<Role> Roles => [Role.ChannelManager, Role.Executive, Role.PartnerManager];

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<ProtectionBypassed>()];

    protected override async Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct) =>
        [around.Manager, .. await Holding(SellPermissions.ReviewLarge, db, ct)];

    protected override Sentence Say(IFact fact, DealPeople around) => new("Our sales started a direct deal with {0}, which is protected for {1}.", around.Customer, around.Partner);
}

/// <summary>Whoever looks after the partner hears of a win, a loss, or a protection given up.</summary>
public sealed class DealClosedNotice(PermissionTable permissions) : DealNotice(permissions)
{
    public override string Kind => "sell.closed";

    public override string Title => "A deal of my partners was won, lost or given up";

    public override Importance Importance => Importance.Normal;

    public override IReadOnlyList<Role> Roles => [Role.PartnerManager, Role.ChannelManager, Role.SalesRep, Role.SalesEngineer];

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<DealWon>(), FactKinds.Kind<DealLost>(), FactKinds.Kind<RegistrationReleased>(), FactKinds.Kind<RegistrationWithdrawn>()];

    protected override Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct) =>
        Task.FromResult<IEnumerable<Id<Person>?>>([around.Manager, .. around.CoOwners]);

    protected override Sentence Say(IFact fact, DealPeople around) => fact switch
    {
        DealWon => new Sentence("{0} won {1}.", around.Partner ?? "We", around.Customer),
        DealLost => new Sentence("{0} lost {1}.", around.Partner ?? "We", around.Customer),
        _ => new Sentence("{0} gave up {1}.", around.Partner, around.Customer),
    };
}

/// <summary>Both sides hear that a protection ends soon, or has ended.</summary>
public sealed class ExpiryNotice(PermissionTable permissions) : DealNotice(permissions)
{
    public override string Kind => "sell.expiry";

    public override string Title => "A protection ends soon";

    public override Importance Importance => Importance.Normal;

    public override IReadOnlyList<Role> Roles => [Role.PartnerAdmin, Role.Signatory, Role.Seller, Role.PartnerManager, Role.ChannelManager];

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<ExpiryNear>(), FactKinds.Kind<RegistrationExpired>()];

    protected override Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct) =>
        Task.FromResult<IEnumerable<Id<Person>?>>([around.Owner, around.Manager]);

    protected override Sentence Say(IFact fact, DealPeople around) => fact is ExpiryNear near
        ? new Sentence("The protection of {0} ends on {1}.", around.Customer, near.ProtectedUntil)
        : new Sentence("The protection of {0} has ended.", around.Customer);
}

/// <summary>Both sides hear that nothing happens.</summary>
public sealed class DealStalledNotice(PermissionTable permissions) : DealNotice(permissions)
{
    public override string Kind => "sell.stalled";

    public override string Title => "A deal stands still";

    public override Importance Importance => Importance.Normal;

    public override IReadOnlyList<Role> Roles => [Role.PartnerAdmin, Role.Signatory, Role.Seller, Role.PartnerManager, Role.ChannelManager];

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<DealStalled>()];

    protected override Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct) =>
        Task.FromResult<IEnumerable<Id<Person>?>>([around.Owner, around.Manager]);

    protected override Sentence Say(IFact fact, DealPeople around) => new("Nothing has happened on the deal with {0} for {1} days.", around.Customer, ((DealStalled)fact).Days);
}

/// <summary>Operations hear that a partner may be probing.</summary>
public sealed class ProbingNotice : INoticeKind
{
    public string Kind => "sell.probing";

    public string Title => "A partner collects many refusals";

    public Importance Importance => Importance.High;

    public IReadOnlyList<Role> Roles => [Role.Operations, Role.ChannelManager];

    public bool Wants(Event e) => e.Kind == FactKinds.Kind<ProbingSuspected>();

    public async Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct)
    {
        var partner = await db.Organisations().Where(o => o.Id == e.PartnerId).Select(o => o.Name).FirstOrDefaultAsync(ct);
        var sentence = new Sentence("{0} had {1} registrations declined within a day.", partner, ((ProbingSuspected)e.Fact).Refused);
        var people = await db.People().AsNoTracking().Where(p => p.Active && p.Organisation.IsVendor).ToListAsync(ct);
        return people.Where(p => p.Roles.Contains(Role.Operations)).Select(p => new Addressed(p.Id, sentence, $"/partners/{e.PartnerId}"));
    }
}
