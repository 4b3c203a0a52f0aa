using System.Text.Json;

namespace Tandem.Engine.Learning;

/// <summary>A trained model as text: read again, on any day and machine, it gives the same probabilities to the last bit.</summary>
/// <remarks>JSON with numbers in the shortest form that reads back to the same bits; the format has a number.</remarks>
public static class OddsDocument
{
    private const int Format = 1;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        IncludeFields = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Write(OddsModel model) => JsonSerializer.Serialize(new Page(Format, model.Kept), Json);

    /// <exception cref="FormatException">The text is no model of a format that this version knows.</exception>
    public static OddsModel Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Page>(text, Json) is { Format: Format, Model: { } kept }
                ? OddsModel.Of(kept)
                : throw new FormatException("The model has a format that this version does not know.");
        }
        catch (JsonException e)
        {
            throw new FormatException("The text is no model.", e);
        }
    }

    private sealed record Page(int Format, OddsModel.State? Model);
}
