using System.Diagnostics.CodeAnalysis;

namespace Tandem.Kernel.Api;

/// <summary>One of a fixed list as it stands in an address: <c>inReview</c>, in any case; a number is none of them.</summary>
/// <remarks>The framework reads lists of an enumeration in its C# spelling only, which is not how the API spells them.</remarks>
public readonly record struct Choice<T>(T Value) : IParsable<Choice<T>> where T : struct, Enum
{
    public static implicit operator Choice<T>(T value) => new(value);

    public static Choice<T> Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var choice) ? choice : throw new FormatException($"{s} is not one of {string.Join(", ", Enum.GetNames<T>())}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Choice<T> result)
    {
        var ok = Enum.TryParse<T>(s, ignoreCase: true, out var value) && Enum.IsDefined(value) && char.IsLetter(s![0]);
        result = new Choice<T>(value);
        return ok;
    }

    public override string ToString() => Value.ToString();
}
