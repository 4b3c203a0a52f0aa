using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>Interventions ask for what is measured.</summary>
public sealed class InterventionCheck(KpiCatalogue kpis) : IPolicyCheck
{
    public IEnumerable<Refusal> Problems(IPolicy rules) => rules is InterventionPolicy policy
        ? policy.Rules.SelectMany((rule, i) => (rule.If?.Problems(kpis) ?? []).Select(p => p.On($"{nameof(InterventionPolicy.Rules)}[{i}].{nameof(InterventionRule.If)}.Rows[0].Add")))
        : [];
}
