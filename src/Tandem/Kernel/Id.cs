using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tandem.Kernel;

/// <summary>Names one thing of one kind, so that a deal can never be passed where a partner is meant.</summary>
/// <remarks>The value is a UUID version 7: ids sort by the moment they were made and come from no counter.</remarks>
[JsonConverter(typeof(IdJson))]
public readonly record struct Id<T>(Guid Value) : IParsable<Id<T>>, IComparable<Id<T>>
{
    public static Id<T> New(DateTimeOffset now) => new(Chance.Id(now));

    public static Id<T> Parse(string s, IFormatProvider? provider = null) => new(Guid.Parse(s));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Id<T> result)
    {
        var ok = Guid.TryParse(s, out var value);
        result = new Id<T>(value);
        return ok;
    }

    public int CompareTo(Id<T> other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();

    public static bool operator <(Id<T> a, Id<T> b) => a.CompareTo(b) < 0;
    public static bool operator >(Id<T> a, Id<T> b) => a.CompareTo(b) > 0;
    public static bool operator <=(Id<T> a, Id<T> b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Id<T> a, Id<T> b) => a.CompareTo(b) >= 0;
}

/// <summary>Writes an <see cref="Id{T}"/> as the plain text of its UUID.</summary>
public sealed class IdJson : JsonConverterFactory
{
    public override bool CanConvert(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>);

    public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(type.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<Id<T>>
    {
        public override Id<T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TryGetGuid(out var value) ? new Id<T>(value) : throw new JsonException("Not a UUID.");

        public override void Write(Utf8JsonWriter writer, Id<T> value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);

        public override Id<T> ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            new(Guid.Parse(reader.GetString()!));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, Id<T> value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.ToString());
    }
}
