using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tandem.Conditions;

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
