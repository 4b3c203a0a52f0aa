using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;

namespace Tandem.Strategize.Reviews;

/// <summary>A review got its day.</summary>
[Fact("strategize.qbr-scheduled", Seen.ByPartner, Icon = "calendar-plus")]
public sealed record QbrScheduled(DateTimeOffset Starts, int Lasts, bool ByPlan) : IFact
{
    public string Say(Words l) => l["scheduled the quarterly business review"];
}

/// <summary>A review was put on another day or hour.</summary>
[Fact("strategize.qbr-moved", Seen.ByPartner, Icon = "calendar-event")]
public sealed record QbrMoved(DateTimeOffset From, DateTimeOffset To, int Sequence) : IFact
{
    public string Say(Words l) => l["moved the review"];
}

/// <summary>A review was called off.</summary>
[Fact("strategize.qbr-cancelled", Seen.ByPartner, Icon = "calendar-x")]
public sealed record QbrCancelled(DateTimeOffset Starts, bool ByPlan) : IFact
{
    public string Say(Words l) => l["called the review off"];
}

/// <summary>Other people are asked to a review, or it goes through other points.</summary>
[Fact("strategize.qbr-arranged", Seen.ByPartner, Icon = "users")]
public sealed record QbrArranged(int Attendees) : IFact
{
    public string Say(Words l) => l["changed who comes or what is talked about"];
}

/// <summary>A review comes near.</summary>
[Fact("strategize.qbr-near", Seen.ByPartner, Icon = "bell")]
public sealed record QbrNear(int Days, DateTimeOffset Starts) : IFact
{
    public string Say(Words l) => l.Count(Days, "reminded of the review in {0} day", "reminded of the review in {0} days");
}

/// <summary>The pack of a review was made.</summary>
[Fact("strategize.qbr-pack-made", Seen.ByPartner, Icon = "presentation-analytics")]
public sealed record QbrPackMade(Id<QbrPack> Pack, DateOnly AsOf, string Hash) : IFact
{
    public string Say(Words l) => l["made the pack as of {0}", AsOf];
}

/// <summary>A review decided that somebody does something by a day.</summary>
[Fact("strategize.qbr-decided", Seen.ByPartner, Icon = "checkbox")]
public sealed record QbrDecided(Id<JourneyStep> Step, Side Side, Id<Person>? Person, DateOnly Due) : IFact
{
    public string Say(Words l) => Side == Side.Vendor ? l["decided what the vendor does by {0}", Due] : l["decided what the partner does by {0}", Due];
}

/// <summary>The minutes of a review were written or mended.</summary>
[Fact("strategize.qbr-minuted", Seen.ByPartner, Icon = "notes")]
public sealed record QbrMinuted(int Length) : IFact
{
    public string Say(Words l) => l["wrote the minutes"];
}

/// <summary>A review opened a revision of the plan.</summary>
[Fact("strategize.qbr-revised", Seen.ByPartner, Icon = "git-branch")]
public sealed record QbrRevised(int Number, int Changes) : IFact
{
    public string Say(Words l) => Changes == 1 ? l["proposed to change one target of the plan"] : l["proposed to change {0} targets of the plan", Changes];
}

/// <summary>A review took place.</summary>
[Fact("strategize.qbr-held", Seen.ByPartner, Icon = "circle-check")]
public sealed record QbrHeld(DateTimeOffset Starts, int Decisions, int? Revision) : IFact
{
    public string Say(Words l) => l["closed the review; minutes and decisions went to both sides"];
}
