using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;

namespace Tandem.Journeys;

/// <summary>A kind of notice about tasks: it names its facts, its people and its words.</summary>
public abstract class TaskNotice : INoticeKind
{
    public abstract string Kind { get; }

    public abstract string Title { get; }

    public abstract Importance Importance { get; }

    public IReadOnlyList<Role> Roles { get; } = Enum.GetValues<Role>();

    protected abstract IReadOnlyList<string> Facts { get; }

    public bool Wants(Event e) => Facts.Contains(e.Kind);

    public async Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct)
    {
        var fact = e.Fact;
        var id = StepOf(fact);
        if (await db.Steps().AsNoTracking().Include(s => s.Journey).FirstOrDefaultAsync(s => s.Id == id, ct) is not { } step)
            return [];
        var sentence = Say(fact, step);
        return (await Whom(fact, step, db, ct)).OfType<Id<Person>>().Distinct().Select(person => new Addressed(person, sentence, $"/tasks/{step.Id}"));
    }

    protected abstract Id<JourneyStep> StepOf(IFact fact);

    protected abstract Task<IEnumerable<Id<Person>?>> Whom(IFact fact, JourneyStep step, TandemDb db, CancellationToken ct);

    protected abstract Sentence Say(IFact fact, JourneyStep step);

    /// <summary>Who owes it: its person, else the administrators of the partner; the vendor's own go to whoever opened the journey.</summary>
    protected static async Task<IEnumerable<Id<Person>?>> Owing(JourneyStep step, TandemDb db, CancellationToken ct)
    {
        if (step.PersonId is not null)
            return [step.PersonId];
        if (step.Side == Side.Vendor)
            return [step.Journey.OpenedBy];
        var firm = await db.People().AsNoTracking().Where(p => p.OrganisationId == step.Journey.PartnerId && p.Active).ToListAsync(ct);
        return firm.Where(p => p.Roles.Contains(Role.PartnerAdmin)).Select(p => (Id<Person>?)p.Id);
    }
}

/// <summary>Somebody got a task.</summary>
public sealed class TaskAddedNotice : TaskNotice
{
    public override string Kind => "journeys.task";

    public override string Title => "Somebody gives me a task";

    public override Importance Importance => Importance.Normal;

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<TaskAdded>(), FactKinds.Kind<StepChanged>()];

    protected override Id<JourneyStep> StepOf(IFact fact) => fact is TaskAdded added ? added.Step : ((StepChanged)fact).Step;

    protected override Task<IEnumerable<Id<Person>?>> Whom(IFact fact, JourneyStep step, TandemDb db, CancellationToken ct) =>
        fact is TaskAdded ? Owing(step, db, ct) : Task.FromResult<IEnumerable<Id<Person>?>>([((StepChanged)fact).Person]);

    protected override Sentence Say(IFact fact, JourneyStep step) =>
        step.Due is { } due ? new Sentence("For you to do by {1}: {0}", step.Title, due) : new Sentence("For you to do: {0}", step.Title);
}

/// <summary>A task is late: who owes it and who asked for it hear of it.</summary>
public sealed class StepLateNotice : TaskNotice
{
    public override string Kind => "journeys.late";

    public override string Title => "A task is late";

    public override Importance Importance => Importance.High;

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<StepLate>()];

    protected override Id<JourneyStep> StepOf(IFact fact) => ((StepLate)fact).Step;

    protected override async Task<IEnumerable<Id<Person>?>> Whom(IFact fact, JourneyStep step, TandemDb db, CancellationToken ct) =>
        [.. await Owing(step, db, ct), step.Journey.OpenedBy];

    protected override Sentence Say(IFact fact, JourneyStep step) => new("{0} was due on {1}.", step.Title, ((StepLate)fact).Due);
}

/// <summary>What somebody asked for was done.</summary>
public sealed class StepDoneNotice : TaskNotice
{
    public override string Kind => "journeys.done";

    public override string Title => "A task that I asked for is done";

    public override Importance Importance => Importance.Low;

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<StepDone>()];

    protected override Id<JourneyStep> StepOf(IFact fact) => ((StepDone)fact).Step;

    protected override Task<IEnumerable<Id<Person>?>> Whom(IFact fact, JourneyStep step, TandemDb db, CancellationToken ct) =>
        Task.FromResult<IEnumerable<Id<Person>?>>([step.Journey.OpenedBy]);

    protected override Sentence Say(IFact fact, JourneyStep step) => new("Done: {0}", step.Title);
}
