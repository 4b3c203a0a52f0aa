using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Reviews;

/// <summary>How reviews are run, as it is typed; coaching rules without an advice are left out.</summary>
public sealed record QbrRulesForm : PolicyForm<QbrRules>
{
    [Required(ErrorMessage = "Say at what time.")] public TimeOnly At { get; init; }

    public int Lasts { get; init; }

    [StringLength(60)] public string? RemindDays { get; init; }

    public int PackDays { get; init; }

    [StringLength(2000)] public string? Agenda { get; init; }

    public IReadOnlyList<Row> Coaching { get; init; } = [];

    /// <summary>What to change about the form itself: <c>rule</c> for one more, <c>2/add/0</c> for a row of the third rule's condition, <c>try</c>.</summary>
    [StringLength(40)] public string? Edit { get; init; }

    /// <summary>The partner on whom the conditions are tried.</summary>
    public Id<Organisation>? Try { get; init; }

    private Vocabulary Words => (Vocabulary)Aid!;

    public static QbrRulesForm Of(QbrRules rules, Vocabulary words) => new()
    {
        At = rules.At,
        Lasts = rules.Lasts,
        RemindDays = string.Join(", ", rules.RemindDays),
        PackDays = rules.PackDays,
        Agenda = string.Join('\n', rules.Agenda),
        Coaching = [.. rules.Coaching.Select(c => new Row { Code = c.Code, When = ConditionForm.Of(c.When, words.Kpis, words.Currency), Advice = c.Advice })],
    };

    public override QbrRulesForm? Edited() => Edit switch
    {
        null or "" => null,
        "rule" => this with { Coaching = [.. Coaching, new Row()] },
        _ when ConditionForm.Which(Edit, Coaching.Count) is var (at, edit) =>
            this with { Coaching = [.. Coaching.Select((rule, i) => i == at ? rule with { When = (rule.When ?? new()).Edited(edit) } : rule)] },
        _ => this,
    };

    public override Outcome<QbrRules> ToRules()
    {
        var days = PolicyText.Items(RemindDays);
        if (days.Exists(d => !int.TryParse(d, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            return Refusal.Invalid("strategize/qbr-remind-days", "Write whole days with commas between them, such as 7, 1.").On(nameof(RemindDays));
        var coaching = Rules();
        return coaching.Then(rules => new QbrRules
        {
            At = At,
            Lasts = Lasts,
            RemindDays = [.. days.Select(d => int.Parse(d, CultureInfo.InvariantCulture)).Distinct().OrderDescending()],
            PackDays = PackDays,
            Agenda = (Agenda ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Coaching = rules,
        });
    }

    private Outcome<IReadOnlyList<CoachingRule>> Rules()
    {
        var rules = new List<CoachingRule>();
        for (var i = 0; i < Coaching.Count; i++)
        {
            var (row, at) = (Coaching[i], $"{nameof(Coaching)}[{i}].{nameof(Row.When)}.");
            if (row.Remove || row.Advice?.Trim() is not { Length: > 0 } advice)
                continue;
            var when = (row.When ?? new()).ToCondition(Words.Kpis, Words.Currency, at);
            if (!when.Ok)
                return when.Refusal!;
            if (when.Value.Condition is not { } condition)
                return Refusal.Invalid("strategize/qbr-coaching-when", "Say when this advice is given.").On(at + "Rows[0].Add");
            rules.Add(new CoachingRule(row.Code is { Length: > 0 } code ? code : Free(rules), condition, advice));
        }

        return rules;
    }

    /// <summary>A code that no rule of the form has.</summary>
    private string Free(List<CoachingRule> rules)
    {
        var number = Coaching.Count;
        while (Coaching.Any(r => r.Code == Code(number)) || rules.Exists(r => r.Code == Code(number)))
            number++;
        return Code(number);

        static string Code(int number) => "rule-" + number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>One coaching rule.</summary>
    public sealed record Row
    {
        [StringLength(40)] public string? Code { get; init; }

        public ConditionForm? When { get; init; }

        [StringLength(500)] public string? Advice { get; init; }

        public bool Remove { get; init; }
    }
}
