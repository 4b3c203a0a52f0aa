using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Journeys;

/// <summary>Somebody got something to do.</summary>
[Fact("journeys.task-added", Seen.ByPartner, Icon = "checkbox")]
public sealed record TaskAdded(Id<JourneyStep> Step, Side Side, Id<Person>? Person, DateOnly? Due) : IFact
{
    public string Say(Words l) => Side == Side.Vendor ? l["added a task for the vendor"] : l["added a task for the partner"];
}

/// <summary>A step was done.</summary>
[Fact("journeys.step-done", Seen.ByPartner, Icon = "circle-check")]
public sealed record StepDone(Id<JourneyStep> Step, int Number, Side Side, DateOnly? Due, bool InTime) : IFact
{
    public string Say(Words l) => InTime ? l["finished step {0}", Number] : l["finished step {0}, later than agreed", Number];
}

/// <summary>A step was left out.</summary>
[Fact("journeys.step-skipped", Seen.ByPartner, Icon = "circle-x")]
public sealed record StepSkipped(Id<JourneyStep> Step, int Number, Side Side) : IFact
{
    public string Say(Words l) => l["left step {0} out", Number];
}

/// <summary>A step is to be done again.</summary>
[Fact("journeys.step-reopened", Seen.ByPartner, Icon = "restore")]
public sealed record StepReopened(Id<JourneyStep> Step, int Number, Side Side) : IFact
{
    public string Say(Words l) => l["opened step {0} again", Number];
}

/// <summary>A step has another person or another day.</summary>
[Fact("journeys.step-changed", Seen.ByPartner, Icon = "edit")]
public sealed record StepChanged(Id<JourneyStep> Step, int Number, Side Side, Id<Person>? Person, DateOnly? Due) : IFact
{
    public string Say(Words l) => Due is { } due ? l["planned step {0} for {1:d}", Number, due] : l["changed step {0}", Number];
}

/// <summary>The day of a step passed and it is not done.</summary>
[Fact("journeys.step-late", Seen.ByPartner, Icon = "clock-exclamation")]
public sealed record StepLate(Id<JourneyStep> Step, int Number, Side Side, DateOnly Due) : IFact
{
    public string Say(Words l) => l["noticed that step {0} was due on {1:d}", Number, Due];
}
