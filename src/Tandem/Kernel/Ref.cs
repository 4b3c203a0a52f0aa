namespace Tandem.Kernel;

/// <summary>Points at a thing of any kind (a deal, a partner, a plan) where a mechanism serves them all.</summary>
/// <param name="Kind">The word of the thing as it stands in addresses: <c>deal</c>, <c>partner</c>.</param>
public readonly record struct Ref(string Kind, Guid Id)
{
    public override string ToString() => $"{Kind}:{Id}";
}

/// <summary>A person-readable reference such as <c>D-7K3QX</c>: random, so that it tells nothing about volume.</summary>
public static class Reference
{
    // No vowels, no 0/O, 1/I/L: nothing to misread on the telephone and no words by accident.
    private const string Alphabet = "23456789BCDFGHJKMNPQRSTVWXZ";

    public static string New(char letter, int length = 9) =>
        $"{letter}-{Chance.Letters(Alphabet, length)}";

    /// <summary>Another reference for every number below ten thousand million, in no order that shows.</summary>
    public static string Nth(char letter, long number, int length = 7)
    {
        var all = (long)Math.Pow(Alphabet.Length, length);

        // The factor shares no divisor with the count of references, so that no two numbers meet.
        var rest = (number % all) * 618_033_989 % all;
        return $"{letter}-{string.Create(length, rest, (span, at) =>
        {
            for (var i = 0; i < span.Length; i++, at /= Alphabet.Length)
                span[i] = Alphabet[(int)(at % Alphabet.Length)];
        })}";
    }
}
