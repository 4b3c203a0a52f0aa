using System.ComponentModel.DataAnnotations;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>The rules of stepping in as they are typed; rules without a name are left out.</summary>
public sealed record InterventionForm : PolicyForm<InterventionPolicy>
{
    public IReadOnlyList<Row> Rules { get; init; } = [];

    [Range(0, 50, ErrorMessage = "Between 0 and 50 of a hundred are left alone.")] public int HoldOut { get; init; }

    [Range(7, 365, ErrorMessage = "Between 7 and 365 days.")] public int Days { get; init; } = 60;

    /// <summary>What to change about the form itself: <c>rule</c> for one more, <c>2/add/0</c> for a row of a condition, <c>try</c>.</summary>
    [StringLength(40)] public string? Edit { get; init; }

    /// <summary>The partner on whom the rules are tried.</summary>
    public Id<Organisation>? Try { get; init; }

    private Vocabulary Words => (Vocabulary)Aid!;

    public static InterventionForm Of(InterventionPolicy rules, Vocabulary words) => new()
    {
        HoldOut = rules.HoldOut,
        Days = rules.Days,
        Rules =
        [
            .. rules.Rules.Select(r => new Row
            {
                Code = r.Code,
                Name = r.Name,
                Kpi = r.Kpi,
                Below = r.Below,
                Action = r.Action,
                Text = r.Text,
                DueDays = r.DueDays,
                If = ConditionForm.Of(r.If, words.Kpis, words.Currency),
            }),
        ],
    };

    public override InterventionForm? Edited() => Edit switch
    {
        null or "" => null,
        "rule" => this with { Rules = [.. Rules, new Row()] },
        _ when ConditionForm.Which(Edit, Rules.Count) is var (at, edit) => this with { Rules = [.. Rules.Select((rule, i) => i == at ? rule with { If = (rule.If ?? new()).Edited(edit) } : rule)] },
        _ => this,
    };

    public override Outcome<InterventionPolicy> ToRules()
    {
        var rules = new List<InterventionRule>();
        for (var i = 0; i < Rules.Count; i++)
        {
            var row = Rules[i];
            if (row.Remove || row.Name is not { Length: > 0 } name)
                continue;
            var condition = (row.If ?? new()).ToCondition(Words.Kpis, Words.Currency, $"{nameof(Rules)}[{i}].{nameof(Row.If)}.");
            if (!condition.Ok)
                return condition.Refusal!;
            rules.Add(new InterventionRule(row.Code is { Length: > 0 } code ? code : PlanTemplatesForm.CodeOf(name), name.Trim(), row.Kpi ?? "", row.Below, row.Action, row.Text?.Trim() ?? "", row.DueDays)
            {
                If = condition.Value.Condition,
            });
        }

        return new InterventionPolicy { Rules = rules, HoldOut = HoldOut, Days = Days };
    }

    /// <summary>One rule.</summary>
    public sealed record Row
    {
        [StringLength(60)] public string? Code { get; init; }

        [StringLength(80)] public string? Name { get; init; }

        /// <summary>The promise that is watched; the health of the plan if empty.</summary>
        [StringLength(80)] public string? Kpi { get; init; }

        [Range(1, 100, ErrorMessage = "Between 1 and 100.")] public int? Below { get; init; }

        public ConditionForm? If { get; init; }

        public InterventionAction Action { get; init; }

        [StringLength(1000)] public string? Text { get; init; }

        [Range(0, 120, ErrorMessage = "Between 0 and 120 days.")] public int DueDays { get; init; } = 7;

        public bool Remove { get; init; }
    }
}
