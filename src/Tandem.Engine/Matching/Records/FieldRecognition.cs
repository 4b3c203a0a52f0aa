using System.Text.RegularExpressions;
using Tandem.Engine.Tabular;

namespace Tandem.Engine.Matching.Records;

/// <summary>Says by its name and its values what a column holds.</summary>
internal static partial class FieldRecognition
{
    private const int Sample = 2000;

    private static readonly (string Meaning, FieldKind Kind, string Words)[] Meanings =
    [
        ("email", FieldKind.Email, "email mail emailaddress courriel correo"),
        ("domain", FieldKind.Domain, "domain website web url homepage site www webseite"),
        ("phone", FieldKind.Phone, "phone tel telephone mobile cell fax fone telefon telefono phonenumber handy phoneno"),
        ("postcode", FieldKind.PostalCode, "zip zipcode postcode postalcode postal plz pincode cep postleitzahl cap"),
        ("birth", FieldKind.Date, "dob birth birthday birthdate dateofbirth geburtsdatum born"),
        ("date", FieldKind.Date, "date datum fecha"),
        ("surname", FieldKind.PersonName, "surname lastname last family familyname nachname nom lname sname apellido"),
        ("given", FieldKind.PersonName, "given givenname firstname first forename vorname prenom fname"),
        ("middle", FieldKind.PersonName, "middle middlename mname"),
        ("person", FieldKind.PersonName, "person contact fullname author authors employee people patient"),
        ("company", FieldKind.Company, "company firm organization organisation org business customer account vendor supplier assignee employer " +
            "firma unternehmen kunde societe empresa manufacturer brand companyname accountname customername"),
        ("address", FieldKind.Address, "address addr street strasse adresse direccion road addressline"),
        ("city", FieldKind.Place, "city town suburb locality ort stadt ville ciudad municipality"),
        ("state", FieldKind.Place, "state province region county bundesland"),
        ("country", FieldKind.Place, "country land pays pais nation"),
        ("number", FieldKind.Code, "streetnumber housenumber hausnummer"),
        ("price", FieldKind.Number, "price amount cost value preis revenue weight size length"),
        ("year", FieldKind.Number, "year jahr"),
        ("category", FieldKind.Text, "type category cuisine genre class kind industry sector"),
        ("name", FieldKind.Text, "name title bezeichnung nombre"),
        ("description", FieldKind.Text, "description desc details notes abstract text"),
    ];

    private static readonly Dictionary<string, (string Meaning, FieldKind Kind)> ByWord = Meanings
        .SelectMany(m => m.Words.Split(' ').Select(w => (Word: w, m.Meaning, m.Kind)))
        .DistinctBy(m => m.Word)
        .ToDictionary(m => m.Word, m => (m.Meaning, m.Kind));

    /// <summary>What a column's name means ("phone" for "Tel. No"), or the name itself in plain words.</summary>
    public static (string Meaning, FieldKind? Kind) Named(string column)
    {
        var words = NoWord().Split(CamelCase().Replace(column, " ${capital}").ToLowerInvariant());
        words = [.. words.Select(w => w.TrimEnd([.. "0123456789"])).Where(w => w.Length > 0)];
        var joined = string.Concat(words);
        if (ByWord.TryGetValue(joined, out var known)) return known;
        if (joined is "id" or "recid" or "recordid" or "rowid" or "row" or "uuid" or "guid" or "key" or "index" or "rownumber") return ("id", FieldKind.RowKey);
        if (words.Length > 0 && words[^1] is "id" or "no" or "nr" or "number" or "code" or "num" && !words.Any(w => w is "phone" or "tel" or "telephone" or "fax"))
            return (joined, FieldKind.Code);
        foreach (var word in Enumerable.Reverse(words))
            if (ByWord.TryGetValue(word, out known) && word != "name") return known;
        return words.Contains("name") ? ("name", FieldKind.Text) : (joined, null);
    }

    /// <summary>Whether a name says what the column is, beyond being a name.</summary>
    public static bool IsTelling(string meaning) => Meanings.Any(m => m.Meaning == meaning);

    public static FieldKind Kind(string column, IEnumerable<string> cells)
    {
        var (meaning, named) = Named(column);
        var values = cells.Where(c => !NumberFormat.IsMissing(c)).Take(Sample).Select(c => c.Trim()).ToArray();
        if (named == FieldKind.RowKey) return FieldKind.RowKey;
        if (values.Length == 0) return named ?? FieldKind.Text;
        if (Share(values, IsEmail) > 0.7) return FieldKind.Email;
        if (named is FieldKind.Phone && Share(values, v => v.Count(char.IsAsciiDigit) >= 5) > 0.6) return FieldKind.Phone;
        if (Share(values, IsPhone) > 0.8 && named is null or FieldKind.Text or FieldKind.Phone) return FieldKind.Phone;
        if (Share(values, IsDomain) > 0.7) return FieldKind.Domain;
        if (named is FieldKind.PostalCode or FieldKind.Place or FieldKind.PersonName or FieldKind.Address) return named.Value;
        if (named is FieldKind.Date or null && DateFormat.Detect(values, named is null ? 0.85 : 0.4) is not null && !values.All(v => v.Length <= 7)) return FieldKind.Date;
        if (Share(values, v => NumberFormat.Any.TryParse(v, out _)) > 0.95)
            return named is FieldKind.Number || Share(values, v => v.AsSpan().IndexOfAny(".,$€") >= 0) > 0.3
                ? FieldKind.Number
                : FieldKind.Code;
        if (named is FieldKind.Company || (named is null or FieldKind.Text && meaning != "description" && Share(values, HasLegalForm) > 0.15))
            return FieldKind.Company;
        if (Share(values, IsCode) > 0.8) return FieldKind.Code;
        if (Share(values, v => v.Length > 4 && char.IsAsciiDigit(v[0]) && v.Contains(' ') && v.Any(char.IsLetter)) > 0.6) return FieldKind.Address;
        return named is FieldKind.Date or FieldKind.Number or FieldKind.Phone or FieldKind.Email or FieldKind.Domain or FieldKind.Code or null
            ? FieldKind.Text
            : named.Value;
    }

    /// <summary>A column of one file that numbers its rows: every value different, all of one make, rising.</summary>
    public static bool NumbersRows(IReadOnlyList<string> cells)
    {
        var last = long.MinValue;
        if (cells.Count < 20) return false;
        for (var i = 0; i < cells.Count; i++)
        {
            if (!long.TryParse(cells[i], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n)
                || (i > 0 && n != last + 1)) return false;
            last = n;
        }
        return true;
    }

    private static bool IsEmail(string v) => v.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && v.IndexOf('.', at) > 0 && !v.Contains(' ');

    private static bool IsPhone(string v)
    {
        var digits = v.Count(char.IsAsciiDigit);
        return digits is >= 7 and <= 15 && v.Length <= 25 && v.Any(c => c is '-' or '/' or '(' or '+' or '.' or ' ')
            && v.All(c => char.IsAsciiDigit(c) || c is '-' or '/' or '(' or ')' or '+' or '.' or ' ' or 'x')
            && !NumberFormat.Any.TryParse(v, out _) && DateFormat.Detect([v]) is null;
    }

    private static bool IsDomain(string v) => !v.Contains(' ') && !v.Contains('@')
        && (v.StartsWith("http", StringComparison.OrdinalIgnoreCase) || v.StartsWith("www.", StringComparison.OrdinalIgnoreCase)
            || (DomainLike().IsMatch(v) && WebDomain.Registrable(v) is not null));

    private static bool IsCode(string v) => v.Length is >= 3 and <= 24 && !v.Contains(' ') && v.Any(char.IsAsciiDigit);

    private static bool HasLegalForm(string v) => LegalForms.EndsWithOne(CompanyName.Words(Folding.Fold(v)));

    private static double Share(string[] values, Func<string, bool> holds) => (double)values.Count(holds) / values.Length;

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+", RegexOptions.None, 1000)]
    private static partial Regex NoWord();

    [GeneratedRegex("(?<=[a-z])(?<capital>[A-Z])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CamelCase();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.\-]*\.[a-z]{2,12}$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DomainLike();
}
