using Tandem.Conditions;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;

namespace Tandem.Strategize.Reviews;

/// <summary>Coaching rests on what both sides may read: a pack lies before both, and an advice tells its numbers.</summary>
public sealed class CoachingCheck(KpiCatalogue kpis) : IPolicyCheck
{
    public IEnumerable<Refusal> Problems(IPolicy rules)
    {
        if (rules is not QbrRules qbr)
            yield break;
        for (var i = 0; i < qbr.Coaching.Count; i++)
        {
            var (when, field) = (qbr.Coaching[i].When, $"{nameof(QbrRules.Coaching)}[{i}].{nameof(CoachingRule.When)}.Rows[0].Add");
            foreach (var problem in when.Problems(kpis))
                yield return problem.On(field);
            foreach (var kpi in when.Parts.OfType<MeasureIs>().Select(m => kpis.Find(m.Kpi)).Where(k => k is { VendorOnly: true }))
                yield return Refusal.Invalid("strategize/qbr-coaching-secret", "{0} is for the vendor's eyes, and a pack is read by both sides: no advice can rest on it.", kpi!.Name).On(field);
        }
    }
}
