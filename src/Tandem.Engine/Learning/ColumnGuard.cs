using System.Text.RegularExpressions;
using Tandem.Engine.Tabular;

namespace Tandem.Engine.Learning;

/// <summary>Keeps columns out that would not be known in time, or that only name a row.</summary>
/// <remarks>
/// A leak is a column that only known outcomes have, whose values open rows never have, or that tells the outcome by
/// itself. It makes a model look perfect on the past and useless on the future.
/// </remarks>
internal sealed class ColumnGuard(CodedColumn column, int[] known, bool[] success, int[] open)
{
    private const int FewRows = 30;
    private const int FewOpen = 20;
    private const int FewOfOneKind = 25;
    private const double Mistakes = 0.002;

    private static readonly string[] IdWords =
        ["id", "uuid", "guid", "key", "nr", "no", "num", "number", "ref", "reference", "code", "email", "phone", "url", "link"];

    private readonly bool[] _missing = Array.ConvertAll(column.Values, value => NumberFormat.IsMissing(value));
    private readonly int[] _known = column.Count(known);
    private readonly int[] _won = column.Count([.. known.Where((_, i) => success[i])]);
    private readonly int[] _open = column.Count(open);

    /// <summary>Why a column must not be learned from; null where it may.</summary>
    public string? Refuse()
    {
        var filled = Sum(_known, missing: false);
        if (filled == 0)
            return "empty wherever the outcome is known";
        if (_known.Count(rows => rows > 0) == 1)
            return "has one value only";
        return NamesRow(filled) ?? KnownAtTheEnd(filled) ?? (TellsOutcome() ? "tells the outcome by itself" : null);
    }

    private string? NamesRow(int filled)
    {
        var distinct = Enumerable.Range(0, _known.Length).Count(v => _known[v] > 0 && !_missing[v]);
        if (filled < FewRows || distinct < 0.5 * filled)
            return null;
        if (column.Numbers(0.95) is not { } byValue)
            return column.Dates(0.95) is null ? $"names its row: {distinct} values in {filled} rows" : null;

        // Amounts differ from row to row as well; a row's number is whole and counts up, or says so in its name.
        var numbers = known.Select(row => byValue[column.Codes[row]]).Where(number => !double.IsNaN(number)).ToArray();
        if (distinct < 0.95 * filled || Array.Exists(numbers, number => number != Math.Floor(number)))
            return null;
        var dense = numbers.Max() - numbers.Min() < 3.0 * numbers.Length;
        var rising = numbers.Zip(numbers.Skip(1), (a, b) => a < b).Count(up => up) > 0.99 * (numbers.Length - 1);
        var words = Regex.Split(column.Name, "[^A-Za-z]+|(?<=[a-z])(?=[A-Z])", RegexOptions.None, TimeSpan.FromSeconds(1));
        return dense || rising || words.Any(word => IdWords.Contains(word.ToLowerInvariant()))
            ? $"numbers its row: {distinct} values in {filled} rows"
            : null;
    }

    private string? KnownAtTheEnd(int filled)
    {
        if (open.Length < FewOpen)
            return null;
        var filledOpen = Sum(_open, missing: false);
        var expected = (double)filled / known.Length * open.Length;
        if (expected >= 5 && filledOpen <= 0.05 * expected)
            return $"known only at the end: filled in {filled} of {known.Length} rows with an outcome, in {filledOpen} of {open.Length} open ones";

        var common = Enumerable.Range(0, _open.Length).MaxBy(v => _open[v]);
        if (_open[common] >= 0.98 * open.Length && _known[common] <= 0.02 * known.Length)
            return $"known only at the end: '{column.Values[common]}' in nearly all open rows, in hardly any with an outcome";

        var shared = Enumerable.Range(0, _open.Length).Sum(v => _known[v] > 0 ? _open[v] : 0);
        return _known.Count(rows => rows > 0) <= known.Length / 10 && shared <= 0.05 * open.Length
            ? "known only at the end: open rows have other values than rows with an outcome"
            : null;
    }

    private bool TellsOutcome()
    {
        var wins = _won.Sum();
        if (Math.Min(wins, known.Length - wins) < FewOfOneKind)
            return false;
        var wrong = Enumerable.Range(0, _known.Length).Sum(v => Math.Min(_won[v], _known[v] - _won[v]));
        if (wrong > Mistakes * known.Length)
            return false;
        return _known.Count(rows => rows > 0) <= known.Length / 20 || WrongByNumber(wins) <= Mistakes * known.Length;
    }

    /// <summary>Rows on the wrong side of the best single cut of a number; all of them for a text.</summary>
    private int WrongByNumber(int wins)
    {
        if (column.Numbers(0.95) is not { } byValue)
            return known.Length;
        var (below, winsBelow, best) = (0, 0, known.Length);
        foreach (var v in Enumerable.Range(0, byValue.Length).OrderBy(v => byValue[v]))
        {
            (below, winsBelow) = (below + _known[v], winsBelow + _won[v]);
            var wrong = winsBelow + (known.Length - below - (wins - winsBelow));
            best = Math.Min(best, Math.Min(wrong, known.Length - wrong));
        }

        return best;
    }

    private int Sum(int[] counts, bool missing) => Enumerable.Range(0, counts.Length).Sum(v => _missing[v] == missing ? counts[v] : 0);
}
