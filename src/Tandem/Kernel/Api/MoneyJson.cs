using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Engine;

namespace Tandem.Kernel.Api;

/// <summary>Money in JSON: <c>{"amount":"123.45","currency":"EUR"}</c>, the amount as text so that no client rounds it.</summary>
public sealed class MoneyJson : JsonConverter<Money>
{
    // Fits the counter in every currency, even one with four digits after the point.
    private const decimal Largest = 90_000_000_000_000;
    private const string Example = "{\"amount\":\"123.45\",\"currency\":\"EUR\"}";

    public override Money Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new ValueFault($"Write money as {Example}.");
        string? amount = null, currency = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name.Equals("amount", StringComparison.OrdinalIgnoreCase))
                amount = Text(ref reader);
            else if (name.Equals("currency", StringComparison.OrdinalIgnoreCase))
                currency = Text(ref reader);
            else
                reader.Skip();
        }

        return Make(amount, currency);
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("amount", value.Amount.ToString("F" + Currencies.Exponent(value.Currency), CultureInfo.InvariantCulture));
        writer.WriteString("currency", value.Currency);
        writer.WriteEndObject();
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
        ? reader.GetString()
        : throw new ValueFault($"Both amount and currency are texts: {Example}.");

    private static Money Make(string? amount, string? currency)
    {
        if (amount is null || currency is null)
            throw new ValueFault($"Money needs an amount and a currency: {Example}.");
        if (!Currencies.Exists(currency))
            throw new ValueFault("The currency is not an ISO 4217 code such as EUR.");
        if (!decimal.TryParse(amount, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            throw new ValueFault("The amount is not a number such as 123.45.");
        var exponent = Currencies.Exponent(currency);
        if (decimal.Round(number, exponent) != number)
            throw new ValueFault($"{currency} has {exponent.ToString(CultureInfo.InvariantCulture)} digits after the decimal point.");
        return decimal.Abs(number) <= Largest ? Money.Of(number, currency) : throw new ValueFault("The amount is too large.");
    }
}
