using System.Text;

namespace Tandem.Engine.Matching;

/// <summary>A customer in the normal form in which two of them are compared; it fits one text column and comes back from it.</summary>
public sealed class CustomerProfile : IEquatable<CustomerProfile>
{
    private const string Version = "1";
    private static readonly char[] KindMarks = ['0', '1', '2', '3', '4', '5'];

    private readonly string _text;

    private CustomerProfile(NameWord[] words, string initials, string[] rest, string text)
    {
        _text = text;
        Words = words;
        Initials = initials;
        (Domain, Country, City) = (Given(rest[0]), Given(rest[1]), Given(rest[2]));
        (PostalCode, RegistrationNumber, Parent) = (Given(rest[3]), Given(rest[4]), Given(rest[5]));
        Joined = Join(words);
    }

    internal NameWord[] Words { get; }
    internal string Initials { get; }

    /// <summary>The words that are no places, written as one: "data stream" and "datastream" meet here.</summary>
    internal string Joined { get; }

    public string? Domain { get; }
    public string? Country { get; }
    public string? City { get; }
    public string? PostalCode { get; }
    public string? RegistrationNumber { get; }

    /// <summary>The parent company's name, joined as <see cref="Joined"/> is.</summary>
    public string? Parent { get; }

    /// <summary>The name's core words, as compared.</summary>
    public string Name => string.Join(' ', Words.Select(w => w.Text));

    public static CustomerProfile Of(CustomerIdentity identity)
    {
        var words = CompanyName.Read(identity.Name, out var initials);
        var parent = string.IsNullOrWhiteSpace(identity.ParentName) ? "" : Join(CompanyName.Read(identity.ParentName, out _));
        string[] rest =
        [
            WebDomain.Registrable(identity.Domain) ?? "",
            Places.Country(identity.Country) ?? "",
            string.Join(' ', CompanyName.Words(Folding.Fold(identity.City)).Select(Folding.JoinVowels)),
            Compact(identity.PostalCode),
            Compact(identity.RegistrationNumber),
            parent == Join(words) ? "" : parent,
        ];
        return new CustomerProfile(words, initials, rest, Serialise(words, initials, rest));
    }

    /// <summary>One line of text: version, words with their kinds, initials, then the other fields, separated by bars.</summary>
    public override string ToString() => _text;

    /// <summary>Reads what <see cref="ToString"/> wrote; refuses anything else.</summary>
    public static CustomerProfile Parse(string text)
    {
        var fields = text.Split('|');
        if (fields.Length != 9 || fields[0] != Version) throw new FormatException("Not a customer profile of this version.");
        var parts = fields[1].Length == 0 ? [] : fields[1].Split(' ');
        var words = new NameWord[parts.Length];
        var named = false;
        for (var i = 0; i < parts.Length; i++)
        {
            var kind = parts[i].Length > 1 && parts[i][0] is >= '0' and <= '5'
                ? (WordKind)(parts[i][0] - '0')
                : throw new FormatException("Not a customer profile: a word without its kind.");
            words[i] = NameWord.Of(parts[i][1..], kind);
            named |= kind is WordKind.Own;
        }
        for (var i = 0; i < words.Length && !named; i++)
            if (words[i].Kind == WordKind.Place) words[i] = words[i] with { Weight = 0.8f };
        return new CustomerProfile(words, fields[2], fields[3..], text);
    }

    public bool Equals(CustomerProfile? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);
    public override bool Equals(object? obj) => Equals(obj as CustomerProfile);
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Nothing to compare by: no name, domain or number.</summary>
    public bool IsEmpty => Words.Length == 0 && Domain is null && RegistrationNumber is null;

    private static string Serialise(NameWord[] words, string initials, string[] rest)
    {
        var text = new StringBuilder(64).Append(Version).Append('|');
        for (var i = 0; i < words.Length; i++)
        {
            if (i > 0) text.Append(' ');
            text.Append(KindMarks[(int)words[i].Kind]).Append(words[i].Text);
        }
        text.Append('|').Append(initials);
        foreach (var field in rest) text.Append('|').Append(field.Replace('|', ' '));
        return text.ToString();
    }

    private static string Join(NameWord[] words)
    {
        var core = words.Any(w => w.Kind != WordKind.Place) ? words.Where(w => w.Kind != WordKind.Place) : words;
        return string.Concat(core.Select(w => w.Text));
    }

    private static string? Given(string field) => field.Length == 0 ? null : field;

    private static string Compact(string? code) =>
        string.IsNullOrWhiteSpace(code) ? "" : new string([.. Folding.Fold(code).Where(char.IsLetterOrDigit).Take(40)]);
}
