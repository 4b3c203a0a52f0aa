using Tandem.Engine.Tabular;

namespace Tandem.Engine.Matching.Records;

/// <summary>One thing that both files say about a record: which columns of each say it and what kind it is.</summary>
internal sealed record FieldPair(string Name, FieldKind Kind, int[] Left, int[] Right);

/// <summary>Finds which columns of two files mean the same, by their names and, where these differ, by their values.</summary>
internal static class ColumnPairing
{
    private const double LeastOverlap = 0.08;

    public static List<FieldPair> Of(Table left, Table right, int leftId, int rightId)
    {
        var (a, b) = (Columns(left, leftId), Columns(right, rightId));
        var pairs = new List<FieldPair>();
        Take(a, b, pairs, left, right, (x, y) => string.Equals(left.Columns[x.Index], right.Columns[y.Index], StringComparison.OrdinalIgnoreCase));
        Take(a, b, pairs, left, right, (x, y) => x.Meaning == y.Meaning && x.Kind == y.Kind);
        Take(a, b, pairs, left, right, (x, y) => x.Meaning == y.Meaning && FieldRecognition.IsTelling(x.Meaning));
        ByValues(a, b, pairs, left, right);
        Families(a, b, pairs, left, right);
        return pairs;
    }

    /// <summary>One file against itself: every column is its own pair.</summary>
    public static List<FieldPair> Of(Table table, int id) =>
        [.. Columns(table, id).Select(c => new FieldPair(table.Columns[c.Index], c.Kind, [c.Index], [c.Index]))];

    private static List<Column> Columns(Table table, int id)
    {
        var columns = new List<Column>();
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (i == id) continue;
            var kind = FieldRecognition.NumbersRows(table.Cells(i)) ? FieldKind.RowKey : FieldRecognition.Kind(table.Columns[i], table.Cells(i));
            if (kind != FieldKind.RowKey && table.Cells(i).Any(c => !NumberFormat.IsMissing(c)))
                columns.Add(new Column(i, FieldRecognition.Named(table.Columns[i]).Meaning, kind));
        }
        return columns;
    }

    private static void Take(List<Column> a, List<Column> b, List<FieldPair> pairs, Table left, Table right, Func<Column, Column, bool> same)
    {
        foreach (var x in a.ToArray())
        {
            if (b.Find(y => same(x, y)) is not { } y) continue;
            Pair(x, y, a, b, pairs, left, right);
        }
    }

    private static void Pair(Column x, Column y, List<Column> a, List<Column> b, List<FieldPair> pairs, Table left, Table right)
    {
        var kind = x.Kind == y.Kind ? x.Kind
            : x.Kind == FieldKind.Date || y.Kind == FieldKind.Date ? FieldKind.Date
            : FieldRecognition.Kind(left.Columns[x.Index], left.Cells(x.Index).Take(1000).Concat(right.Cells(y.Index).Take(1000)));
        pairs.Add(new FieldPair(left.Columns[x.Index], kind, [x.Index], [y.Index]));
        a.Remove(x);
        b.Remove(y);
    }

    private static void ByValues(List<Column> a, List<Column> b, List<FieldPair> pairs, Table left, Table right)
    {
        var overlaps = (from x in a
                        from y in b
                        let o = Overlap(left.Cells(x.Index), right.Cells(y.Index))
                        where o >= LeastOverlap || (x.Kind == y.Kind && x.Kind is FieldKind.Phone or FieldKind.Email or FieldKind.Domain or FieldKind.Company)
                        orderby o + (x.Kind == y.Kind ? 0.2 : 0) + (x.Meaning == y.Meaning ? 0.2 : 0) descending
                        select (x, y)).ToArray();
        foreach (var (x, y) in overlaps)
            if (a.Contains(x) && b.Contains(y)) Pair(x, y, a, b, pairs, left, right);
    }

    /// <summary>
    /// What is left over may be split differently: a name against first and last name, an address against street and city.
    /// Then the columns of each side that hold it are joined into one field.
    /// </summary>
    private static void Families(List<Column> a, List<Column> b, List<FieldPair> pairs, Table left, Table right)
    {
        FieldKind[] names = [FieldKind.PersonName, FieldKind.Text, FieldKind.Company];
        FieldKind[] addresses = [FieldKind.Address, FieldKind.Place, FieldKind.PostalCode, FieldKind.Code];
        foreach (var (family, kind) in new[] { (names, FieldKind.PersonName), (addresses, FieldKind.Address) })
        {
            var paired = pairs.FindAll(p => p.Kind == kind || (kind == FieldKind.Address && p.Kind is FieldKind.Place or FieldKind.PostalCode));
            var restA = Held(a, family, left, [.. paired.SelectMany(p => p.Right), .. Of(b, family)], right);
            var restB = Held(b, family, right, [.. paired.SelectMany(p => p.Left), .. Of(a, family)], left);
            int[] l = [.. paired.SelectMany(p => p.Left), .. restA.Select(c => c.Index)];
            int[] r = [.. paired.SelectMany(p => p.Right), .. restB.Select(c => c.Index)];
            if (restA.Count + restB.Count == 0 || l.Length == 0 || r.Length == 0) continue;
            foreach (var pair in paired) pairs.Remove(pair);
            pairs.Add(new FieldPair(left.Columns[l[0]], kind, l, r));
            a.RemoveAll(restA.Contains);
            b.RemoveAll(restB.Contains);
        }
    }

    /// <summary>The columns of a family whose words are mostly said by the other file's columns.</summary>
    private static List<Column> Held(List<Column> columns, FieldKind[] family, Table own, int[] others, Table other)
    {
        if (others.Length == 0) return [];
        var said = others.SelectMany(i => Words(other.Cells(i))).ToHashSet();
        return columns.FindAll(c => family.Contains(c.Kind) && c.Meaning != "category" && Words(own.Cells(c.Index)) is { Count: > 0 } words
            && words.Count(said.Contains) >= 0.3 * Math.Min(words.Count, said.Count));
    }

    private static IEnumerable<int> Of(List<Column> columns, FieldKind[] family) =>
        columns.Where(c => family.Contains(c.Kind)).Select(c => c.Index);

    private static double Overlap(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        var (a, b) = (Words(left), Words(right));
        var shared = a.Count < b.Count ? a.Count(b.Contains) : b.Count(a.Contains);
        return (double)shared / Math.Max(1, Math.Min(a.Count, b.Count));
    }

    private static HashSet<string> Words(IReadOnlyList<string> cells) =>
        [.. cells.Take(3000).SelectMany(c => CompanyName.Words(Folding.Fold(c))).Where(w => w.Length > 1)];

    private sealed record Column(int Index, string Meaning, FieldKind Kind);
}
