using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tandem.Conditions;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>Steps in when a plan falls behind, once per episode, and sees whether it helped.</summary>
public sealed class StepIn(TandemDb db, JourneyDesk journeys, Judge judge, PolicyBook policies)
{
    public async Task Look(IReadOnlyList<(Plan Plan, PlanReading Reading)> plans, DateTimeOffset now, DateOnly today, CancellationToken ct)
    {
        List<Id<Plan>> ids = [.. plans.Select(p => p.Plan.Id)];
        var running = (await db.Interventions().Where(i => ids.Contains(i.PlanId) && i.Cleared == null).ToListAsync(ct)).ToLookup(i => i.PlanId);
        var judged = new Dictionary<(int, string), IReadOnlyDictionary<Id<Organisation>, Judgement>>();
        foreach (var (plan, reading) in plans)
        {
            var dated = await policies.Current<InterventionPolicy>(now, ct, plan.PartnerId);
            foreach (var rule in dated.Rules.Rules)
            {
                if (Watched(rule, reading) is not { } value)
                    continue;
                var answer = await Answers(rule, dated.Number, plan);
                if (running[plan.Id].FirstOrDefault(i => i.Rule == rule.Code) is { } open)
                    Follow(open, plan, rule, value, rule.IsOver(value, answer), dated.Rules.Days, now);
                else if (rule.Calls(value, answer))
                    Begin(plan, rule, dated, value, now, today);
            }

            // A rule that was taken out, or whose KPI nobody measures any more, sees no recovery.
            foreach (var open in running[plan.Id].Where(i => now - i.Opened > TimeSpan.FromDays(dated.Rules.Days)))
                GiveUp(open, plan, now);
        }

        // One question for all plans of the round, asked when the first of them needs it.
        async Task<Answer> Answers(InterventionRule rule, int version, Plan plan)
        {
            if (rule.If is not { } condition)
                return Answer.Yes;
            if (!judged.TryGetValue((version, rule.Code), out var found))
                judged[(version, rule.Code)] = found = await judge.Of(condition, [.. plans.Select(p => p.Plan.PartnerId).Distinct()], asOf: null, ct);
            return found.TryGetValue(plan.PartnerId, out var judgement) ? judgement.Answer : Answer.Unknown;
        }
    }

    /// <summary>Null when there is nothing to judge.</summary>
    private static double? Watched(InterventionRule rule, PlanReading reading) => rule.Kpi.Length == 0
        ? reading.Health
        : reading.TooEarly ? null : reading.Targets.FirstOrDefault(t => t.Target.Kpi == rule.Kpi)?.Share * 100;

    private void Begin(Plan plan, InterventionRule rule, Dated<InterventionPolicy> dated, double value, DateTimeOffset now, DateOnly today)
    {
        var heldOut = IsHeldOut(plan, rule, today, dated.Rules.HoldOut);
        JourneyStep? step = null;
        if (!heldOut && rule.Action != InterventionAction.Nudge)
        {
            var (side, person, audience) = rule.Action == InterventionAction.Training
                ? (Side.Partner, plan.PartnerLeadId, Audience.Shared) : (Side.Vendor, plan.VendorLeadId, Audience.Internal);
            step = journeys.Open("intervention", plan.Ref, plan.PartnerId, audience, [new StepPlan(rule.Name, side, person, today.AddDays(rule.DueDays), Text: rule.Text)], Actor.System, now).Steps[0];
        }

        var made = Intervention.Of(plan, rule, dated.Number, heldOut, step?.Id, value, now);
        db.Add(made);
        db.Record(Actor.System, plan.Ref, plan.PartnerId, new SteppedIn(made.Id, rule.Code, rule.Action, heldOut), now);
        if (!heldOut && rule.Action == InterventionAction.Nudge)
            db.Record(Actor.System, plan.Ref, plan.PartnerId, new PartnerNudged(rule.Code, (int)Math.Round(value)), now);
    }

    private void Follow(Intervention open, Plan plan, InterventionRule rule, double value, bool better, int days, DateTimeOffset now)
    {
        if (open.Outcome == InterventionOutcome.Open && (better || now - open.Opened > TimeSpan.FromDays(days)))
        {
            open.End(better ? InterventionOutcome.Recovered : InterventionOutcome.NotRecovered, value, now);
            db.Record(Actor.System, plan.Ref, plan.PartnerId, new InterventionEnded(open.Id, rule.Code, open.Outcome), now);
        }

        if (better)
            open.Clear(now);
    }

    /// <summary>What is still open once nobody looks any more did not recover: its rule is gone, or its plan is over.</summary>
    private void GiveUp(Intervention open, Plan plan, DateTimeOffset now)
    {
        if (open.Outcome != InterventionOutcome.Open)
            return;
        open.End(InterventionOutcome.NotRecovered, then: null, now);
        db.Record(Actor.System, plan.Ref, plan.PartnerId, new InterventionEnded(open.Id, open.Rule, open.Outcome), now);
    }

    /// <summary>The plan is over: so are its episodes.</summary>
    public async Task End(Plan plan, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var open in await db.Interventions().Where(i => i.PlanId == plan.Id && i.Outcome == InterventionOutcome.Open).ToListAsync(ct))
            GiveUp(open, plan, now);
    }

    /// <summary>Drawn by the plan, the rule and the day: the same on every node, and nobody can choose.</summary>
    private static bool IsHeldOut(Plan plan, InterventionRule rule, DateOnly today, int ofHundred) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{plan.Id}|{rule.Code}|{today.DayNumber}"))) % 100 < ofHundred;
}

/// <summary>The partner hears that the plan falls behind.</summary>
public sealed class NudgeNotice : PlanNotice
{
    public override string Kind => "strategize.nudge";

    public override string Title => "A plan of ours falls behind";

    public override Importance Importance => Importance.High;

    protected override IReadOnlyList<string> Facts { get; } = [FactKinds.Kind<PartnerNudged>()];

    protected override Sentence? Say(IFact fact, Plan plan) => new("The plan {0} falls behind: {1}% of what is expected by now.", plan.Title, ((PartnerNudged)fact).Percent);
}
