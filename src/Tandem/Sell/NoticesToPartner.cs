using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;

namespace Tandem.Sell;

/// <summary>The partner hears the answer.</summary>
public sealed class RegistrationDecidedNotice(PermissionTable permissions) : DealNotice(permissions)
{
    public override string Kind => "sell.decided";

    public override string Title => "One of our registrations was decided";

    public override Importance Importance => Importance.High;

    public override IReadOnlyList<Role> Roles => [Role.PartnerAdmin, Role.Signatory, Role.Seller];

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<RegistrationApproved>(), FactKinds.Kind<RegistrationRejected>(), FactKinds.Kind<RejectionUpheld>()];

    protected override Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct) =>
        Task.FromResult<IEnumerable<Id<Person>?>>(around.OfPartner);

    protected override Sentence Say(IFact fact, DealPeople around) => fact switch
    {
        RegistrationApproved approved => new Sentence("Your registration for {0} was approved. It is protected until {1}.", around.Customer, approved.ProtectedUntil),
        RejectionUpheld => new Sentence("Your appeal for {0} was looked at; the decision stands.", around.Customer),
        _ => new Sentence("Your registration for {0} was declined. Open it to see under which rule.", around.Customer),
    };
}

/// <summary>The vendor waits for the partner.</summary>
public sealed class InfoRequestedNotice(PermissionTable permissions) : DealNotice(permissions)
{
    public override string Kind => "sell.question";

    public override string Title => "The vendor asked something about one of our registrations";

    public override Importance Importance => Importance.High;

    public override IReadOnlyList<Role> Roles => [Role.PartnerAdmin, Role.Signatory, Role.Seller];

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<InfoRequested>()];

    protected override Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct) =>
        Task.FromResult<IEnumerable<Id<Person>?>>(around.OfPartner);

    protected override Sentence Say(IFact fact, DealPeople around) => new("We need to know more about your registration for {0}.", around.Customer);
}

/// <summary>The partner hears whether its protection lasts longer.</summary>
public sealed class ExtensionDecidedNotice(PermissionTable permissions) : DealNotice(permissions)
{
    public override string Kind => "sell.extension-decided";

    public override string Title => "An extension was decided";

    public override Importance Importance => Importance.Normal;

    public override IReadOnlyList<Role> Roles => [Role.PartnerAdmin, Role.Signatory, Role.Seller];

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<ProtectionExtended>(), FactKinds.Kind<ExtensionRefused>()];

    protected override Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct) =>
        Task.FromResult<IEnumerable<Id<Person>?>>(around.OfPartner);

    protected override Sentence Say(IFact fact, DealPeople around) => fact is ProtectionExtended extended
        ? new Sentence("The protection of {0} was extended until {1}.", around.Customer, extended.ProtectedUntil)
        : new Sentence("The protection of {0} was not extended.", around.Customer);
}

/// <summary>The vendor took a protection back.</summary>
public sealed class RegistrationReclaimedNotice(PermissionTable permissions) : DealNotice(permissions)
{
    public override string Kind => "sell.reclaimed";

    public override string Title => "The vendor reclaimed one of our registrations";

    public override Importance Importance => Importance.High;

    public override IReadOnlyList<Role> Roles => [Role.PartnerAdmin, Role.Signatory, Role.Seller];

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<RegistrationReclaimed>()];

    protected override Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct) =>
        Task.FromResult<IEnumerable<Id<Person>?>>(around.OfPartner);

    protected override Sentence Say(IFact fact, DealPeople around) => new("Your registration for {0} was reclaimed. Open it to see why.", around.Customer);
}

/// <summary>Somebody got a deal to work on.</summary>
public sealed class AssignedNotice(PermissionTable permissions) : DealNotice(permissions)
{
    public override string Kind => "sell.assigned";

    public override string Title => "A deal was given to me";

    public override Importance Importance => Importance.Normal;

    public override IReadOnlyList<Role> Roles => [Role.PartnerAdmin, Role.Signatory, Role.Seller, Role.SalesRep, Role.PartnerManager, Role.ChannelManager, Role.SalesEngineer];

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<OwnerAssigned>(), FactKinds.Kind<CoOwnerJoined>()];

    protected override Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct) =>
        Task.FromResult<IEnumerable<Id<Person>?>>([fact is OwnerAssigned owner ? owner.Person : ((CoOwnerJoined)fact).Person]);

    protected override Sentence Say(IFact fact, DealPeople around) => fact is OwnerAssigned
        ? new Sentence("You now own the deal with {0}.", around.Customer)
        : new Sentence("You were added to the deal with {0}.", around.Customer);
}
