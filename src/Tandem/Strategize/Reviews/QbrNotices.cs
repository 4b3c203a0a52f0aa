using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>A kind of notice about reviews: it names its facts and its words; it reaches who is asked to the review on each side.</summary>
public abstract class QbrNotice : INoticeKind
{
    public abstract string Kind { get; }

    public abstract string Title { get; }

    public abstract Importance Importance { get; }

    public IReadOnlyList<Role> Roles { get; } = QbrPermissions.Readers;

    protected abstract IReadOnlyList<string> Facts { get; }

    public bool Wants(Event e) => Facts.Contains(e.Kind);

    public virtual async Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct)
    {
        var found = await db.Qbrs().AsNoTracking().Where(q => q.Id == new Id<Qbr>(e.SubjectId))
            .Select(q => new { Qbr = q, Plan = db.Plans().First(p => p.Id == q.PlanId) }).FirstOrDefaultAsync(ct);
        if (found is null || Say(e.Fact, found.Plan) is not { } sentence)
            return [];
        var ids = Only(e.Fact) is { } one ? [one] : await db.QbrAttendees().Where(a => a.QbrId == found.Qbr.Id).Select(a => a.PersonId).ToListAsync(ct);

        // Who may not see amounts may not read a review, and is not told of it.
        var people = await db.People().AsNoTracking().Where(p => ids.Contains(p.Id) && p.Active).ToListAsync(ct);
        return people.Where(p => p.Roles.Any(QbrPermissions.Readers.Contains)).Select(p => new Addressed(p.Id, sentence, $"/qbr/{found.Qbr.Id}"));
    }

    protected abstract Sentence? Say(IFact fact, Plan plan);

    /// <summary>One person who alone is told; null for all who are asked.</summary>
    protected virtual Id<Person>? Only(IFact fact) => null;
}

/// <summary>A review comes near.</summary>
public sealed class QbrNearNotice : QbrNotice
{
    public override string Kind => "strategize.qbr-near";

    public override string Title => "A business review comes near";

    public override Importance Importance => Importance.High;

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<QbrNear>()];

    protected override Sentence? Say(IFact fact, Plan plan) => fact is QbrNear { Days: 0 } ? new("Today: the business review of {0}.", plan.Title)
        : new("The business review of {0} is in {1} days.", plan.Title, ((QbrNear)fact).Days);
}

/// <summary>The minutes and decisions of a review, for both sides.</summary>
public sealed class QbrHeldNotice : QbrNotice
{
    public override string Kind => "strategize.qbr-held";

    public override string Title => "Minutes of a business review";

    public override Importance Importance => Importance.High;

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<QbrHeld>()];

    protected override Sentence? Say(IFact fact, Plan plan) => ((QbrHeld)fact) switch
    {
        { Revision: not null } held => new("The business review of {0} is closed: read its minutes, {1} decisions and the revision to sign.", plan.Title, held.Decisions),
        var held => new("The business review of {0} is closed: read its minutes and {1} decisions.", plan.Title, held.Decisions),
    };
}

/// <summary>A review was scheduled, moved or called off; calendars were told by e-mail already.</summary>
public sealed class QbrMovedNotice : QbrNotice
{
    public override string Kind => "strategize.qbr-moved";

    public override string Title => "A business review was scheduled, moved or called off";

    public override Importance Importance => Importance.Low;

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<QbrScheduled>(), FactKinds.Kind<QbrMoved>(), FactKinds.Kind<QbrCancelled>()];

    protected override Sentence? Say(IFact fact, Plan plan) => fact switch
    {
        QbrScheduled s => new("A business review of {0} is on {1}.", plan.Title, s.Starts),
        QbrMoved m => new("The business review of {0} was moved to {1}.", plan.Title, m.To),
        QbrCancelled c => new("The business review of {0} on {1} is off.", plan.Title, c.Starts),
        _ => null,
    };
}

/// <summary>The pack of a review can be read.</summary>
public sealed class QbrPackNotice : QbrNotice
{
    public override string Kind => "strategize.qbr-pack";

    public override string Title => "The pack of a business review is there";

    public override Importance Importance => Importance.Normal;

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<QbrPackMade>()];

    protected override Sentence? Say(IFact fact, Plan plan) => new("The pack of the business review of {0} is there, as of {1}.", plan.Title, ((QbrPackMade)fact).AsOf);
}

/// <summary>A review decided that somebody does something.</summary>
public sealed class QbrDecidedNotice : QbrNotice
{
    public override string Kind => "strategize.qbr-decided";

    public override string Title => "A business review gave me a task";

    public override Importance Importance => Importance.Normal;

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<QbrDecided>()];

    protected override Sentence? Say(IFact fact, Plan plan) => fact is QbrDecided { Person: not null } d ? new("The business review of {0} gave you a task until {1}.", plan.Title, d.Due) : null;

    protected override Id<Person>? Only(IFact fact) => ((QbrDecided)fact).Person;
}
