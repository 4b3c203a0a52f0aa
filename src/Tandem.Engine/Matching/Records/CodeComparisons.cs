using System.Globalization;
using Tandem.Engine.Tabular;

namespace Tandem.Engine.Matching.Records;

/// <summary>Compares numbers that name something (house number, tax number, postcode): equal, one slip, two slips, different.</summary>
internal sealed class CodeComparison : FieldComparison
{
    public override int Levels => 4;
    public override double[] Expected => [0.1, 0.06, 0.14, 0.7];

    protected override string Normalise(string cell, bool right) => NumberFormat.IsMissing(cell) ? "" : Bare(cell);

    protected override int LevelOf(int left, int right)
    {
        var (a, b) = (Values[left], Values[right]);
        var longest = Math.Max(a.Length, b.Length);
        if (longest < 2) return 0;
        var distance = WordLikeness.Distance(a, b, 2);
        return distance == 1 ? (longest >= 4 ? 2 : 1) : distance == 2 && longest >= 6 ? 1 : 0;
    }

    public override IEnumerable<string> Features(int value)
    {
        var text = Values[value];
        yield return text;
        if (text.Length < 5) yield break;
        for (var i = 0; i < Math.Min(text.Length, 12); i++) yield return string.Concat("-", text.AsSpan(0, i), text.AsSpan(i + 1));
    }

    internal static string Bare(string cell)
    {
        var bare = new string([.. Folding.Fold(cell).Where(char.IsLetterOrDigit).Take(60)]);
        var digits = bare.TrimStart('0');
        return bare.All(char.IsAsciiDigit) && digits.Length > 0 ? digits : bare;
    }
}

/// <summary>Compares telephone numbers without their punctuation and country code.</summary>
internal sealed class PhoneComparison : FieldComparison
{
    public override int Levels => 4;
    public override double[] Expected => [0.12, 0.06, 0.12, 0.7];

    protected override string Normalise(string cell, bool right)
    {
        var main = cell.AsSpan();
        var extension = main.IndexOfAny('x', ';', ',');
        if (extension > 6) main = main[..extension];
        var digits = new string([.. main.ToArray().Where(char.IsAsciiDigit)]).TrimStart('0');
        return digits.Length < 5 ? "" : digits.Length > 10 ? digits[^10..] : digits;
    }

    protected override int LevelOf(int left, int right)
    {
        var (a, b) = (Values[left], Values[right]);
        if (a.Length >= 7 && b.Length >= 7 && a.AsSpan(a.Length - 7).SequenceEqual(b.AsSpan(b.Length - 7))) return 2;
        var distance = WordLikeness.Distance(a, b, 2);
        return distance == 1 ? 2 : distance == 2 || a.AsSpan(a.Length - 4).SequenceEqual(b.AsSpan(b.Length - 4)) ? 1 : 0;
    }

    public override IEnumerable<string> Features(int value)
    {
        var text = Values[value];
        yield return text;
        if (text.Length >= 7) yield return "7" + text[^7..];
        yield return "4" + text[^4..];
        yield return "f" + text[..^3];
    }
}

/// <summary>Compares dates by their parts: a slip in one part or day and month exchanged is near.</summary>
internal sealed class DateComparison(IEnumerable<string> leftCells, IEnumerable<string> rightCells) : FieldComparison
{
    private readonly DateOrder?[] _orders = [DateFormat.Detect(leftCells, 0.3), DateFormat.Detect(rightCells, 0.3)];

    public override int Levels => 4;
    public override double[] Expected => [0.08, 0.08, 0.14, 0.7];

    protected override string Normalise(string cell, bool right)
    {
        if (NumberFormat.IsMissing(cell)) return "";
        if (_orders[right ? 1 : 0] is { } order && DateFormat.TryParse(cell, order, out var date)) return date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return CodeComparison.Bare(cell);
    }

    protected override int LevelOf(int left, int right)
    {
        var (a, b) = (Values[left], Values[right]);
        var distance = WordLikeness.Distance(a, b, 2);
        if (a.Length != 8 || b.Length != 8) return distance == 1 ? 2 : distance == 2 ? 1 : 0;
        var (year, month, day) = (Part(a, b, 0, 4), Part(a, b, 4, 2), Part(a, b, 6, 2));
        var exchanged = year && a.AsSpan(4, 2).SequenceEqual(b.AsSpan(6, 2)) && a.AsSpan(6, 2).SequenceEqual(b.AsSpan(4, 2));
        if (distance == 1 || exchanged) return 2;
        return distance == 2 || (year && month) || (year && day) || (month && day) ? 1 : 0;
    }

    public override IEnumerable<string> Features(int value)
    {
        var text = Values[value];
        yield return text;
        if (text.Length != 8) yield break;
        yield return "ym" + text[..6];
        yield return "md" + text[4..];
        yield return "yd" + text[..4] + text[6..];
        yield return "dm" + text[6..] + text[4..6];
    }

    private static bool Part(string a, string b, int at, int length) => a.AsSpan(at, length).SequenceEqual(b.AsSpan(at, length));
}

/// <summary>Compares amounts by their relative difference: none, 1 %, 10 %, 30 %, more.</summary>
internal sealed class NumberComparison(IEnumerable<string> leftCells, IEnumerable<string> rightCells) : FieldComparison
{
    private readonly NumberFormat[] _formats =
        [NumberFormat.Detect(leftCells, 0.5) ?? NumberFormat.Any, NumberFormat.Detect(rightCells, 0.5) ?? NumberFormat.Any];

    public override int Levels => 5;
    public override double[] Expected => [0.15, 0.12, 0.13, 0.1, 0.5];

    protected override string Normalise(string cell, bool right) =>
        _formats[right ? 1 : 0].TryParse(cell, out var value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    protected override int LevelOf(int left, int right)
    {
        var (a, b) = (Number(left), Number(right));
        var apart = Math.Abs(a - b) / Math.Max(Math.Max(Math.Abs(a), Math.Abs(b)), 1e-12);
        return apart <= 0.01 ? 3 : apart <= 0.1 ? 2 : apart <= 0.3 ? 1 : 0;
    }

    public override IEnumerable<string> Features(int value) => [Values[value]];

    private double Number(int value) => double.Parse(Values[value], CultureInfo.InvariantCulture);
}
