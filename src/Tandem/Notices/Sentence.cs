using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Engine;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>Words for a person who reads them later, in their own language: English text with places, and what goes there.</summary>
/// <remarks>An argument is a text, a whole number, a day (<see cref="DateOnly"/>), a moment or an amount (<see cref="Money"/>).</remarks>
[JsonConverter(typeof(SentenceJson))]
public sealed record Sentence(string English, params IReadOnlyList<object?> Args)
{
    public static implicit operator Sentence(string english) => new(english);

    public string Say(Words l) => l[English, [.. Args.Select(Shown)]];

    private static object? Shown(object? arg) => arg switch
    {
        DateOnly day => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture),
        DateTimeOffset moment => moment.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.CurrentCulture),
        Money money => money.Currency + "\u00a0" + money.Amount.ToString("N" + Currencies.Exponent(money.Currency).ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture),
        _ => arg,
    };

    internal string Write() => JsonSerializer.Serialize(this);

    internal static Sentence Read(string json) => JsonSerializer.Deserialize<Sentence>(json)!;
}

/// <summary>Keeps the types of the arguments: <c>["{0} until {1}","Nordwind",{"day":"2026-05-03"}]</c>.</summary>
internal sealed class SentenceJson : JsonConverter<Sentence>
{
    public override Sentence Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var parts = json.RootElement.EnumerateArray().ToList();
        return new Sentence(parts[0].GetString()!, [.. parts.Skip(1).Select(Argument)]);
    }

    public override void Write(Utf8JsonWriter writer, Sentence value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.English);
        foreach (var arg in value.Args)
        {
            object? plain = arg switch
            {
                DateOnly day => new { day },
                DateTimeOffset moment => new { moment },
                Money money => new { minor = money.Minor, currency = money.Currency },
                null or string or int or long => arg,
                _ => arg.ToString(),
            };
            JsonSerializer.Serialize(writer, plain, options);
        }

        writer.WriteEndArray();
    }

    private static object? Argument(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => json.GetInt64(),
        JsonValueKind.Object when json.TryGetProperty("day", out var day) => DateOnly.Parse(day.GetString()!, CultureInfo.InvariantCulture),
        JsonValueKind.Object when json.TryGetProperty("moment", out var moment) => moment.GetDateTimeOffset(),
        JsonValueKind.Object => new Money(json.GetProperty("minor").GetInt64(), json.GetProperty("currency").GetString()!),
        _ => json.GetString(),
    };
}
