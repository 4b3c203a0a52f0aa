using System.Globalization;
using System.Text.Json;
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

    private static string Say(When when, Words l) => when switch
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
        In is [var one] ? l["{0} is {1}", l[Fact], l[one]] : l["{0} is one of {1}", l[Fact], string.Join(", ", In.Select(v => l[v]))];

    public bool Equals(FactIs? other) => other is not null && Fact == other.Fact && In.SequenceEqual(other.In);

    public override int GetHashCode() => HashCode.Combine(Fact, In.Count);
}

/// <summary>How measures are named and their values written in a sentence.</summary>
/// <param name="Value">Writes a value of a KPI in its unit.</param>
public sealed record ConditionWords(KpiCatalogue Kpis, Func<string, double, string> Value)
{
    public string Name(string kpi, Words l) => Kpis.Find(kpi) is { } known ? l[known.Name] : kpi;

    /// <summary>Plain numbers, for logs and tests.</summary>
    public static ConditionWords Plain(KpiCatalogue kpis) => new(kpis, (_, value) => value.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Reads and writes a condition as what it says.</summary>
internal sealed class ConditionJson : JsonConverter<Condition>
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(Condition));

    public override Condition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        return Read(json.RootElement, 0);
    }

    private static Condition Read(JsonElement json, int depth)
    {
        if (json.ValueKind != JsonValueKind.Object || depth > 20)
            throw new JsonException("A condition is an object with all, any, not, measure or fact.");
        if (json.TryGetProperty("all", out var all) && all.ValueKind == JsonValueKind.Array)
            return new AllOf([.. all.EnumerateArray().Select(c => Read(c, depth + 1))]);
        if (json.TryGetProperty("any", out var any) && any.ValueKind == JsonValueKind.Array)
            return new AnyOf([.. any.EnumerateArray().Select(c => Read(c, depth + 1))]);
        if (json.TryGetProperty("not", out var not))
            return new NotSo(Read(not, depth + 1));
        if (json.TryGetProperty("measure", out _))
            return json.Deserialize<MeasureText>(Options)!.ToCondition();
        if (json.TryGetProperty("fact", out _))
            return json.Deserialize<FactText>(Options)!.ToCondition();
        throw new JsonException("A condition is an object with all, any, not, measure or fact.");
    }

    public override void Write(Utf8JsonWriter writer, Condition value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case AllOf all:
                WriteGroup(writer, "all", all.Conditions, options);
                break;
            case AnyOf any:
                WriteGroup(writer, "any", any.Conditions, options);
                break;
            case NotSo not:
                writer.WriteStartObject();
                writer.WritePropertyName("not");
                Write(writer, not.Inner, options);
                writer.WriteEndObject();
                break;
            case MeasureIs m:
                JsonSerializer.Serialize(writer, new MeasureText(m.Kpi, m.When, m.Test, m.Value), Options);
                break;
            case FactIs f:
                JsonSerializer.Serialize(writer, new FactText(f.Fact, f.In), Options);
                break;
            default:
                throw new JsonException($"{value.GetType().Name} cannot be written.");
        }
    }

    private void WriteGroup(Utf8JsonWriter writer, string name, IReadOnlyList<Condition> conditions, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteStartArray(name);
        foreach (var condition in conditions)
            Write(writer, condition, options);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private sealed record MeasureText(string Measure, When When, Test Test, double Value)
    {
        public Condition ToCondition() => new MeasureIs(Measure ?? throw new JsonException("Name the measure."), When, Test, Value);
    }

    private sealed record FactText(string Fact, IReadOnlyList<string> In)
    {
        public Condition ToCondition() => new FactIs(Fact ?? throw new JsonException("Name the fact."), In ?? []);
    }
}
