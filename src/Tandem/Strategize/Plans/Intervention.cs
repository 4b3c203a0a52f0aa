using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Conditions;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>What is done when a plan falls behind.</summary>
public enum InterventionAction
{
    /// <summary>A task for the vendor's person who answers for the plan.</summary>
    Task,

    /// <summary>A call by that person.</summary>
    Call,

    /// <summary>A training that the partner is asked to take.</summary>
    Training,

    /// <summary>A word to the partner's person who answers for the plan.</summary>
    Nudge,
}

/// <summary>How an intervention ended.</summary>
public enum InterventionOutcome { Open, Recovered, NotRecovered }

/// <summary>When to step in, and how.</summary>
[Policy("strategize.interventions")]
public sealed record InterventionPolicy : IPolicy
{
    public IReadOnlyList<InterventionRule> Rules { get; init; } =
    [
        new("pipeline-behind", "Pipeline falls behind", "sell.pipeline-generated", 60, InterventionAction.Call, "Ask what keeps new deals away and agree the next two customers to approach.", 7),
        new("health-off-track", "Plan off track", "", 60, InterventionAction.Task, "Look at the plan with the partner and decide: catch up, help, or revise.", 10),
        new("answers-late", "The vendor answers late", "sell.sla-met", 80, InterventionAction.Task, "Find out why reviews of this partner's registrations take too long.", 5),
    ];

    /// <summary>So many of a hundred episodes are left alone, to measure what stepping in is worth.</summary>
    public int HoldOut { get; init; }

    /// <summary>After so many days without recovery it did not help.</summary>
    public int Days { get; init; } = 60;

    public IEnumerable<Refusal> Problems()
    {
        if (HoldOut is < 0 or > 50)
            yield return Refusal.Invalid("strategize/hold-out", "Between 0 and 50 of a hundred are left alone.").On(nameof(HoldOut));
        if (Days is < 7 or > 365)
            yield return Refusal.Invalid("strategize/intervention-days", "Between 7 and 365 days.").On(nameof(Days));
        if (Rules.GroupBy(r => r.Code).Any(g => g.Count() > 1))
            yield return Refusal.Invalid("strategize/rule-twice", "Two rules have the same name.").On(nameof(Rules));
        foreach (var rule in Rules.Where(r => r is { Below: null, If: null }))
            yield return Refusal.Invalid("strategize/rule-empty", "Say when the rule {0} steps in: below a bound, or where a condition holds.", rule.Name).On(nameof(Rules));
        foreach (var rule in Rules.Where(r => r.Below is <= 0 or > 100 || r.Name.Length == 0))
            yield return Refusal.Invalid("strategize/rule", "The rule {0} needs a name and a bound between 1 and 100.", rule.Code).On(nameof(Rules));
    }
}

/// <summary>When to step in, and what is done then.</summary>
/// <param name="Kpi">The promise that is watched; empty for the health of the whole plan.</param>
/// <param name="Below">Per cent of what is expected by now, or points of health; null where the condition alone decides.</param>
public sealed record InterventionRule(string Code, string Name, string Kpi, int? Below, InterventionAction Action, string Text, int DueDays)
{
    /// <summary>What has recovered must stand so many points above the bound, or a plan on the edge would ring all day.</summary>
    private const double Clear = 5;

    /// <summary>What must hold about the partner besides; null for every partner.</summary>
    public Condition? If { get; init; }

    /// <summary>It steps in: nobody steps in on what is not known.</summary>
    public bool Calls(double value, Answer answer) => (Below is not { } below || value < below) && (If is null || answer == Answer.Yes);

    public bool IsOver(double value, Answer answer) => Below is { } below ? value >= Math.Min(100, below + Clear) : answer == Answer.No;
}

/// <summary>One time that Tandem stepped in, or on purpose did not, because a plan fell behind.</summary>
public sealed class Intervention
{
    private Intervention() { }

    public Id<Intervention> Id { get; private set; }

    public Id<Plan> PlanId { get; private set; }

    public Id<Organisation> PartnerId { get; private set; }

    public string Rule { get; private set; } = "";

    /// <summary>The version of the rules that called for it.</summary>
    public int Rules { get; private set; }

    public InterventionAction Action { get; private set; }

    /// <summary>Left alone, to be compared with.</summary>
    public bool HeldOut { get; private set; }

    /// <summary>The task it made, if it made one.</summary>
    public Id<JourneyStep>? StepId { get; private set; }

    public DateTimeOffset Opened { get; private set; }

    /// <summary>Per cent or points when it began.</summary>
    public double At { get; private set; }

    public InterventionOutcome Outcome { get; private set; }

    public DateTimeOffset? Ended { get; private set; }

    /// <summary>Per cent or points when it ended.</summary>
    public double? Then { get; private set; }

    /// <summary>When the condition no longer held: only then the same rule may step in again.</summary>
    public DateTimeOffset? Cleared { get; private set; }

    public static Intervention Of(Plan plan, InterventionRule rule, int rules, bool heldOut, Id<JourneyStep>? step, double at, DateTimeOffset now) => new()
    {
        Id = Id<Intervention>.New(now),
        PlanId = plan.Id,
        PartnerId = plan.PartnerId,
        Rule = rule.Code,
        Rules = rules,
        Action = rule.Action,
        HeldOut = heldOut,
        StepId = step,
        Opened = now,
        At = at,
    };

    /// <param name="then">Null where nothing is measured any more.</param>
    public void End(InterventionOutcome outcome, double? then, DateTimeOffset now) => (Outcome, Then, Ended) = (outcome, then, now);

    public void Clear(DateTimeOffset now) => Cleared = now;

    private sealed class Mapping : IEntityTypeConfiguration<Intervention>
    {
        public void Configure(EntityTypeBuilder<Intervention> builder)
        {
            builder.ToTable("interventions");
            builder.HasIndex(i => new { i.PlanId, i.Rule });
            builder.HasIndex(i => i.Opened);
        }
    }
}

/// <summary>A rule stepped in.</summary>
[Fact("strategize.stepped-in", Icon = "lifebuoy")]
public sealed record SteppedIn(Id<Intervention> Intervention, string RuleCode, InterventionAction Action, bool HeldOut) : IFact
{
    public string Say(Words l) => HeldOut ? l["left the plan alone, to compare"] : Action switch
    {
        InterventionAction.Nudge => l["nudged the partner because the plan falls behind"],
        InterventionAction.Training => l["asked the partner to take a training"],
        InterventionAction.Call => l["asked the partner manager to call"],
        _ => l["made a task because the plan falls behind"],
    };
}

/// <summary>The partner is told that the plan falls behind.</summary>
[Fact("strategize.nudged", Seen.ByPartner, Icon = "bell")]
public sealed record PartnerNudged(string RuleCode, int Percent) : IFact
{
    public string Say(Words l) => l["reminded the partner: {0}% of what is expected by now", Percent];
}

/// <summary>What a rule watched got better, or did not.</summary>
[Fact("strategize.intervention-ended", Icon = "lifebuoy")]
public sealed record InterventionEnded(Id<Intervention> Intervention, string RuleCode, InterventionOutcome Outcome) : IFact
{
    public string Say(Words l) => Outcome == InterventionOutcome.Recovered ? l["saw the plan recover after an intervention"] : l["saw no recovery after an intervention"];
}
