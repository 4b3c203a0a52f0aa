using Microsoft.EntityFrameworkCore;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Plans;

/// <summary>What rules of stepping in would do now, before they are published: which plans each would touch.</summary>
public sealed record TryInterventions
{
    private const int Most = 2000;

    public IReadOnlyList<InterventionRule> Rules { get; init; } = [];

    public sealed class Handler(TandemDb db, Judge judge)
    {
        public async Task<Outcome<IReadOnlyList<Trial>>> Run(TryInterventions ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Settings))
                return Refusal.NotFound;
            var plans = await db.Plans().AsNoTracking().Where(p => p.State == PlanState.Active && p.Health != null).OrderBy(p => p.Health).ThenBy(p => p.Id).Take(Most)
                .Select(p => new { p.Id, p.Title, p.PartnerId, p.Health }).ToListAsync(ct);
            List<Id<Plan>> ids = [.. plans.Select(p => p.Id)];
            List<string> kpis = [.. ask.Rules.Select(r => r.Kpi).Distinct()];
            var shares = await db.PlanTargets().AsNoTracking().Where(t => ids.Contains(t.PlanId) && kpis.Contains(t.Kpi)).OrderBy(t => t.Number)
                .Select(t => new { t.PlanId, t.Kpi, t.Share }).ToListAsync(ct);
            var share = shares.GroupBy(t => (t.PlanId, t.Kpi)).ToDictionary(g => g.Key, g => g.First().Share * 100);
            var trials = new List<Trial>();
            foreach (var rule in ask.Rules)
            {
                var answers = rule.If is null ? null : await judge.Of(rule.If, [.. plans.Select(p => p.PartnerId).Distinct()], asOf: null, ct);
                trials.Add(new Trial(rule, [
                    .. from plan in plans
                       let value = rule.Kpi.Length == 0 ? plan.Health : share.GetValueOrDefault((plan.Id, rule.Kpi))
                       where value is { } known && rule.Calls(known, answers is null ? Answer.Yes : answers.TryGetValue(plan.PartnerId, out var a) ? a.Answer : Answer.Unknown)
                       select new Touched(plan.Id, plan.Title, value!.Value),
                ]));
            }

            return trials;
        }
    }

    /// <param name="At">Per cent of what is expected by now, or points of health.</param>
    public sealed record Touched(Id<Plan> Plan, string Title, double At);

    public sealed record Trial(InterventionRule Rule, IReadOnlyList<Touched> Plans);
}
