using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Conditions;

/// <summary>What one row of a condition under edit is.</summary>
public enum RowKind
{
    /// <summary>A group of which every row must hold.</summary>
    All,

    /// <summary>A group of which one row must hold.</summary>
    Any,
    Measure,
    Fact,
}

/// <summary>A condition as rows of a form: groups before what stands in them, the depth says in which. The first row is the outermost group.</summary>
/// <remarks>Rows are added and taken out by posting the form, so that it works without a script.</remarks>
public sealed record ConditionForm
{
    /// <summary>Deeper than this nobody reads a rule.</summary>
    public const int MostDepth = 5;

    public IReadOnlyList<Row> Rows { get; init; } = [];

    /// <summary>Without any row but the outermost it asks for nothing.</summary>
    public bool IsEmpty => Rows.Count <= 1;

    /// <summary>One row: a group, a KPI held against a number, or a fact with the values that will do.</summary>
    public sealed record Row
    {
        public RowKind Kind { get; init; }

        [Range(0, MostDepth)] public int Depth { get; init; }

        /// <summary>It must not hold.</summary>
        public bool Not { get; init; }

        [StringLength(80)] public string? Kpi { get; init; }

        public When When { get; init; } = When.ThisQuarter;

        public Test Test { get; init; }

        /// <summary>As people say it: money in the programme's currency, shares in per cent.</summary>
        public decimal? Value { get; init; }

        [StringLength(20)] public string? Fact { get; init; }

        public IReadOnlyList<string> In { get; init; } = [];

        /// <summary>What is to be added to this group: <c>measure</c>, <c>all</c>, <c>any</c>, or the name of a fact.</summary>
        [StringLength(20)] public string? Add { get; init; }
    }

    public static ConditionForm Of(Condition? condition, KpiCatalogue kpis, string currency)
    {
        var rows = new List<Row>();
        if (condition is null or not (AllOf or AnyOf))
            rows.Add(new Row { Kind = RowKind.All });
        if (condition is not null)
            Lay(condition, rows.Count, not: false);
        return new ConditionForm { Rows = rows };

        void Lay(Condition part, int depth, bool not)
        {
            switch (part)
            {
                case NotSo inner:
                    Lay(inner.Inner, depth, !not);
                    break;
                case AllOf or AnyOf:
                    rows.Add(new Row { Kind = part is AllOf ? RowKind.All : RowKind.Any, Depth = depth, Not = not });
                    foreach (var child in part is AllOf all ? all.Conditions : ((AnyOf)part).Conditions)
                        Lay(child, depth + 1, not: false);
                    break;
                case MeasureIs m:
                    rows.Add(new Row
                    {
                        Kind = RowKind.Measure,
                        Depth = depth,
                        Not = not,
                        Kpi = m.Kpi,
                        When = m.When,
                        Test = m.Test,
                        Value = KpiAmounts.FromMeasure(kpis.Find(m.Kpi), m.Value, currency),
                    });
                    break;
                case FactIs f:
                    rows.Add(new Row { Kind = RowKind.Fact, Depth = depth, Not = not, Fact = f.Fact, In = f.In });
                    break;
            }
        }
    }

    /// <summary>Which of several conditions of a form is to be edited, and how: <c>2/add/3</c> is <c>add/3</c> of the third; null where it names none.</summary>
    public static (int Condition, string Edit)? Which(string? edit, int conditions)
    {
        var parts = (edit ?? "").Split('/', 2);
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < conditions ? (at, parts[1]) : null;
    }

    /// <summary>The form with a row more or less: <c>add/3</c> adds to the group in row 3 what its list says, <c>remove/3</c> takes row 3 out with all that stands in it.</summary>
    public ConditionForm Edited(string edit)
    {
        var parts = edit.Split('/');
        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at >= Math.Max(1, Rows.Count))
            return this;
        List<Row> rows = [.. Rows.Count == 0 ? [new Row { Kind = RowKind.All }] : Rows];
        var (row, end) = (rows[at], End(rows, at));
        if (parts[0] == "remove" && at > 0)
            rows.RemoveRange(at, end - at);
        else if (parts[0] == "add" && row is { Kind: RowKind.All or RowKind.Any, Depth: < MostDepth } && rows.Count <= Condition.MostParts)
            rows.Insert(end, New(row.Add, row.Depth + 1));
        return new ConditionForm { Rows = rows };
    }

    /// <summary>The condition it says; nothing where there is no row. What cannot be read is refused at its field, below <paramref name="at"/>.</summary>
    public Outcome<Said> ToCondition(KpiCatalogue kpis, string currency, string at = "")
    {
        if (IsEmpty)
            return new Said(null);
        for (var i = 1; i < Rows.Count; i++)
        {
            var (row, field) = (Rows[i], $"{at}Rows[{i}]");
            if (row.Depth < 1 || row.Depth > Rows[i - 1].Depth + (Rows[i - 1].Kind is RowKind.All or RowKind.Any ? 1 : 0))
                return Refusal.Invalid("conditions/unreadable", "These rows could not be read. Open the page again.").On(field);
            if (row.Kind == RowKind.Measure && kpis.Find(row.Kpi) is null)
                return Refusal.Invalid("conditions/no-measure", "Choose a KPI.").On(field + ".Kpi");
            if (row is { Kind: RowKind.Measure, Value: null })
                return Refusal.Invalid("conditions/no-value", "Say how much.").On(field + ".Value");
            if (row is { Kind: RowKind.Fact, In.Count: 0 })
                return Refusal.Invalid("conditions/choose-values", "Choose at least one.").On(field + ".In");
            if (row.Kind is RowKind.All or RowKind.Any && End(Rows, i) == i + 1)
                return Refusal.Invalid("conditions/empty-group", "Add something to this group or take it out.").On(field + ".Add");
        }

        // A group of one says no more than the one.
        var whole = Read(0, kpis, currency);
        var condition = whole is AllOf { Conditions: [var only] } ? only : whole;
        return condition.Problems(kpis).FirstOrDefault() is { } problem ? problem.On(at + "Rows[0].Add") : new Said(condition);
    }

    /// <summary>What each row says about one partner, with the value it rests on; for a form that says a condition.</summary>
    public IReadOnlyList<RowAnswer> Try(Situation situation, KpiCatalogue kpis, string currency) =>
        [.. Rows.Select((row, i) => new RowAnswer(Read(i, kpis, currency).Of(situation), row.Kind == RowKind.Measure ? situation.Measure(row.Kpi!, row.When) : null))];

    private Condition Read(int i, KpiCatalogue kpis, string currency)
    {
        var row = Rows[i];
        Condition said = row.Kind switch
        {
            RowKind.Measure => new MeasureIs(row.Kpi!, row.When, row.Test, KpiAmounts.ToMeasure(kpis.Find(row.Kpi), row.Value!.Value, currency)),
            RowKind.Fact => new FactIs(row.Fact ?? "", row.In),
            RowKind.Any => new AnyOf(Children(i)),
            _ => new AllOf(Children(i)),
        };
        return row.Not ? new NotSo(said) : said;

        List<Condition> Children(int group) =>
            [.. Enumerable.Range(group + 1, End(Rows, group) - group - 1).Where(n => Rows[n].Depth == row.Depth + 1).Select(n => Read(n, kpis, currency))];
    }

    /// <summary>The first row that does not stand in this one.</summary>
    private static int End(IReadOnlyList<Row> rows, int at)
    {
        var end = at + 1;
        while (end < rows.Count && rows[end].Depth > rows[at].Depth)
            end++;
        return end;
    }

    private static Row New(string? what, int depth) => what switch
    {
        "all" => new Row { Kind = RowKind.All, Depth = depth },
        "any" => new Row { Kind = RowKind.Any, Depth = depth },
        { Length: > 0 } fact when Situation.Facts.Contains(fact) => new Row { Kind = RowKind.Fact, Depth = depth, Fact = fact },
        _ => new Row { Kind = RowKind.Measure, Depth = depth },
    };

    /// <summary>What one row says about a partner.</summary>
    public sealed record RowAnswer(Answer Answer, Figure? Figure);

    /// <summary>What the form says; null when it asks for nothing.</summary>
    public sealed record Said(Condition? Condition);
}
