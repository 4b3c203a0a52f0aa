using System.Collections.Frozen;
using Tandem.Engine.Tabular;

namespace Tandem.Engine.Learning;

/// <summary>Finds and reads the column that says how a deal, a contact or a quarter ended.</summary>
public static class OutcomeColumn
{
    private static readonly FrozenSet<string> Won = Words("won", "win", "closed won", "closed - won", "closedwon", "yes", "y", "true", "t", "1", "success", "converted");
    private static readonly FrozenSet<string> Lost = Words("lost", "loss", "lose", "closed lost", "closed - lost", "closedlost", "no", "n", "false", "f", "0", "failure");
    private static readonly FrozenSet<string> Plain = Words("won", "win", "closed won", "closed - won", "closedwon", "lost", "loss", "closed lost", "closed - lost", "closedlost");
    private static readonly string[] Names =
        ["outcome", "result", "won", "is_won", "deal_stage", "stage", "deal_status", "status", "state", "y", "target", "label", "converted", "success", "response"];

    /// <summary>True for a success, false for a failure, null for what is still open.</summary>
    public static bool? Read(string cell)
    {
        var word = cell.Trim().Replace('_', ' ').ToLowerInvariant();
        word = word.EndsWith(".0", StringComparison.Ordinal) ? word[..^2] : word;
        return Won.Contains(word) ? true : Lost.Contains(word) ? false : null;
    }

    /// <summary>The position of the outcome: a known name with both outcomes in it, else the one column that says won and lost.</summary>
    /// <exception cref="TableException">No column can be told to be the outcome.</exception>
    public static int Find(Table table)
    {
        var both = Enumerable.Range(0, table.Columns.Count).Where(c => Kinds(table.Cells(c), Read) == 3).ToArray();
        foreach (var name in Names)
        {
            var named = Array.FindIndex(both, c => Simple(table.Columns[c]) == Simple(name));
            if (named >= 0)
                return both[named];
        }

        var plain = Array.FindAll(both, c => Kinds(table.Cells(c), cell => Plain.Contains(cell.Trim().ToLowerInvariant()) ? Read(cell) : null) == 3);
        if (plain.Length == 1 || both.Length == 1)
            return plain.Length == 1 ? plain[0] : both[0];
        throw new TableException(table.Source, null, null, both.Length == 0
            ? "no column holds outcomes (won and lost, yes and no, true and false, 1 and 0); name it with --outcome."
            : $"the outcome may be {string.Join(" or ", both.Select(c => table.Columns[c]))}; name it with --outcome.");
    }

    private static int Kinds(IReadOnlyList<string> cells, Func<string, bool?> read)
    {
        var kinds = 0;
        foreach (var cell in cells.Distinct().Take(1000))
            kinds |= read(cell) switch { true => 1, false => 2, null => 0 };
        return kinds;
    }

    private static string Simple(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static FrozenSet<string> Words(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);
}
