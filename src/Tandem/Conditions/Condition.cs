using System.Text.Json.Serialization;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Conditions;

/// <summary>How a measure is held against a number.</summary>
public enum Test
{
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
}

/// <summary>Which period of a measure is looked at, seen from the day of judging.</summary>
public enum When
{
    /// <summary>The month, so far.</summary>
    ThisMonth,
    LastMonth,
    ThisQuarter,
    LastQuarter,
    ThisYear,
    LastYear,
}

/// <summary>What a condition says about a partner; it may not know.</summary>
public enum Answer
{
    No,

    /// <summary>A measure has nothing to judge, and the rest does not decide.</summary>
    Unknown,
    Yes,
}

/// <summary>A rule about a partner, made of measures and facts, that a person can read as a sentence.</summary>
/// <remarks>As JSON it is what it says: <c>{"all":[{"measure":"sell.win-rate","when":"lastQuarter","test":"atLeast","value":0.3},{"fact":"tier","in":["gold"]}]}</c>.</remarks>
[JsonConverter(typeof(ConditionJson))]
public abstract record Condition
{
    /// <summary>How deep and how large a condition may be: what nobody can read is no rule.</summary>
    public const int MostParts = 40;

    private const int MostDepth = 6;

    /// <summary>The answer about one partner. Unknown only where knowing more could change it.</summary>
    public abstract Answer Of(Situation situation);

    public abstract string Say(Words l, ConditionWords words);

    /// <summary>Every part, itself first.</summary>
    public virtual IEnumerable<Condition> Parts => [this];

    protected virtual int Depth => 1;

    /// <summary>What stands in the way of using it, with what is known of KPIs and facts.</summary>
    public IEnumerable<Refusal> Problems(KpiCatalogue kpis)
    {
        if (Parts.Count() > MostParts || Depth > MostDepth)
            yield return Refusal.Invalid("conditions/too-large", "A condition has at most {0} parts, nested {1} deep.", MostParts, MostDepth);
        foreach (var measure in Parts.OfType<MeasureIs>())
        {
            if (kpis.Find(measure.Kpi) is null)
                yield return Refusal.Invalid("conditions/unknown-measure", "There is no KPI {0}.", measure.Kpi);
            if (!double.IsFinite(measure.Value))
                yield return Refusal.Invalid("conditions/value", "Give a number to hold {0} against.", measure.Kpi);
        }

        foreach (var fact in Parts.OfType<FactIs>())
        {
            if (!Situation.Facts.Contains(fact.Fact))
                yield return Refusal.Invalid("conditions/unknown-fact", "There is no fact {0}.", fact.Fact);
            if (fact.In.Count == 0)
                yield return Refusal.Invalid("conditions/no-values", "Name at least one value of {0}.", fact.Fact);
        }

        if (Parts.Any(p => p is AllOf { Conditions.Count: 0 } or AnyOf { Conditions.Count: 0 }))
            yield return Refusal.Invalid("conditions/empty", "A group needs at least one condition.");
    }

    internal int DepthOf => Depth;

    protected static string Group(Condition part, Words l, ConditionWords words) => part is AllOf or AnyOf ? $"({part.Say(l, words)})" : part.Say(l, words);
}
