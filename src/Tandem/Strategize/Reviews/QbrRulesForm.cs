using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Tandem.Conditions;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Reviews;

/// <summary>How reviews are run, as it is typed; coaching rules without a KPI are left out.</summary>
public sealed record QbrRulesForm : PolicyForm<QbrRules>
{
    [Required(ErrorMessage = "Say at what time.")] public TimeOnly At { get; init; }

    public int Lasts { get; init; }

    [StringLength(60)] public string? RemindDays { get; init; }

    public int PackDays { get; init; }

    [StringLength(2000)] public string? Agenda { get; init; }

    public IReadOnlyList<Row> Coaching { get; init; } = [];

    /// <summary>One coaching rule.</summary>
    public sealed record Row
    {
        [StringLength(40)] public string? Code { get; init; }

        [StringLength(60)] public string? Kpi { get; init; }

        public Test Test { get; init; } = Test.LessThan;

        public decimal Value { get; init; }

        [StringLength(500)] public string? Advice { get; init; }

        /// <summary>A condition of several parts, which the page does not take apart.</summary>
        [StringLength(8000)] public string? Whole { get; init; }
    }

    public static QbrRulesForm Of(QbrRules rules) => new()
    {
        At = rules.At,
        Lasts = rules.Lasts,
        RemindDays = string.Join(", ", rules.RemindDays),
        PackDays = rules.PackDays,
        Agenda = string.Join('\n', rules.Agenda),
        Coaching =
        [
            .. rules.Coaching.Select(c => c.When is MeasureIs { When: When.LastQuarter } m
                ? new Row { Code = c.Code, Kpi = m.Kpi, Test = m.Test, Value = (decimal)m.Value, Advice = c.Advice }
                : new Row { Code = c.Code, Advice = c.Advice, Whole = JsonSerializer.Serialize(c.When) }),
            new Row { Code = "rule-" + (rules.Coaching.Count + 1).ToString(CultureInfo.InvariantCulture) },
        ],
    };

    public override Outcome<QbrRules> ToRules()
    {
        var days = PolicyText.Items(RemindDays);
        if (days.Exists(d => !int.TryParse(d, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            return Refusal.Invalid("strategize/qbr-remind-days", "Write whole days with commas between them, such as 7, 1.").On(nameof(RemindDays));
        try
        {
            return new QbrRules
            {
                At = At,
                Lasts = Lasts,
                RemindDays = [.. days.Select(d => int.Parse(d, CultureInfo.InvariantCulture)).Distinct().OrderDescending()],
                PackDays = PackDays,
                Agenda = (Agenda ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                Coaching = [.. Coaching.Where(c => c.Kpi is { Length: > 0 } || c.Whole is { Length: > 0 }).Select((c, i) => new CoachingRule(
                    c.Code is { Length: > 0 } code ? code : "rule-" + i.ToString(CultureInfo.InvariantCulture),
                    c.Whole is { Length: > 0 } whole ? JsonSerializer.Deserialize<Condition>(whole)! : new MeasureIs(c.Kpi!, When.LastQuarter, c.Test, (double)c.Value), c.Advice?.Trim() ?? ""))],
            };
        }
        catch (JsonException)
        {
            return Refusal.Invalid("strategize/qbr-condition", "We could not read this condition.").On(nameof(Coaching));
        }
    }
}
