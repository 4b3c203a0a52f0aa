using Tandem.Kernel;

namespace Tandem.Conditions;

/// <summary>Every one of several holds.</summary>
public sealed record AllOf(IReadOnlyList<Condition> Conditions) : Condition
{
    public override Answer Of(Situation situation) => Conditions.Select(c => c.Of(situation)).DefaultIfEmpty(Answer.Yes).Min();

    public override string Say(Words l, ConditionWords words) => string.Join(" " + l["and"] + " ", Conditions.Select(c => Group(c, l, words)));

    public override IEnumerable<Condition> Parts => Conditions.SelectMany(c => c.Parts).Prepend(this);

    protected override int Depth => 1 + Conditions.Select(c => c.DepthOf).DefaultIfEmpty().Max();
}

/// <summary>At least one of several holds.</summary>
public sealed record AnyOf(IReadOnlyList<Condition> Conditions) : Condition
{
    public override Answer Of(Situation situation) => Conditions.Select(c => c.Of(situation)).DefaultIfEmpty(Answer.No).Max();

    public override string Say(Words l, ConditionWords words) => string.Join(" " + l["or"] + " ", Conditions.Select(c => Group(c, l, words)));

    public override IEnumerable<Condition> Parts => Conditions.SelectMany(c => c.Parts).Prepend(this);

    protected override int Depth => 1 + Conditions.Select(c => c.DepthOf).DefaultIfEmpty().Max();
}

/// <summary>It does not hold.</summary>
public sealed record NotSo(Condition Inner) : Condition
{
    public override Answer Of(Situation situation) => Inner.Of(situation) switch { Answer.Yes => Answer.No, Answer.No => Answer.Yes, _ => Answer.Unknown };

    public override string Say(Words l, ConditionWords words) => l["not ({0})", Inner.Say(l, words)];

    public override IEnumerable<Condition> Parts => Inner.Parts.Prepend(this);

    protected override int Depth => 1 + Inner.DepthOf;
}

/// <summary>A measure held against a number.</summary>
/// <param name="Value">In the measure's unit: minor units for money, a fraction for a share.</param>
public sealed record MeasureIs(string Kpi, When When, Test Test, double Value) : Condition
{
    public override Answer Of(Situation situation) => situation.Measure(Kpi, When).Value is not { } value ? Answer.Unknown
        : Test switch { Test.AtLeast => value >= Value, Test.MoreThan => value > Value, Test.AtMost => value <= Value, _ => value < Value } ? Answer.Yes : Answer.No;

    public override string Say(Words l, ConditionWords words) => Test switch
    {
        Test.AtLeast => l["{0} {1} is at least {2}", words.Name(Kpi, l), Say(When, l), words.Value(Kpi, Value)],
        Test.MoreThan => l["{0} {1} is more than {2}", words.Name(Kpi, l), Say(When, l), words.Value(Kpi, Value)],
        Test.AtMost => l["{0} {1} is at most {2}", words.Name(Kpi, l), Say(When, l), words.Value(Kpi, Value)],
        _ => l["{0} {1} is less than {2}", words.Name(Kpi, l), Say(When, l), words.Value(Kpi, Value)],
    };

    internal static string Say(When when, Words l) => when switch
    {
        When.ThisMonth => l["this month"],
        When.LastMonth => l["last month"],
        When.ThisQuarter => l["this quarter"],
        When.LastQuarter => l["last quarter"],
        When.ThisYear => l["this year"],
        _ => l["last year"],
    };
}

/// <summary>A fact about the partner is one of some values.</summary>
/// <param name="Fact"><c>type</c>, <c>tier</c>, <c>territory</c>, <c>manager</c> or <c>active</c>.</param>
public sealed record FactIs(string Fact, IReadOnlyList<string> In) : Condition
{
    public override Answer Of(Situation situation) => situation.Fact(Fact) is { } value && In.Contains(value, StringComparer.OrdinalIgnoreCase) ? Answer.Yes : Answer.No;

    public override string Say(Words l, ConditionWords words) =>
        In is [var one]
            ? l["{0} is {1}", words.Fact(Fact, l), words.FactValue(Fact, one, l)]
            : l["{0} is one of {1}", words.Fact(Fact, l), string.Join(", ", In.Select(v => words.FactValue(Fact, v, l)))];

    public bool Equals(FactIs? other) => other is not null && Fact == other.Fact && In.SequenceEqual(other.In);

    public override int GetHashCode() => HashCode.Combine(Fact, In.Count);
}
