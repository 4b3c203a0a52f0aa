namespace Tandem.Imports;

/// <summary>The running counts of one file, and the comparison of what it says with what arrived.</summary>
internal sealed class Tally
{
    // A file grouped by a column of free text would list every row.
    private const int MostGroups = 200;

    public Tally() { }

    public Tally(ImportFile file)
    {
        (Added, Changed, Unchanged, Refused, Corrections) = (file.Added, file.Changed, file.Unchanged, file.Refused, file.Corrections);
        foreach (var (group, total) in file.Totals)
            Groups[group] = total;
    }

    public Tally(Tally other)
    {
        (Added, Changed, Unchanged, Refused, Corrections) = (other.Added, other.Changed, other.Unchanged, other.Refused, other.Corrections);
        foreach (var (group, total) in other.Groups)
            Groups[group] = total;
    }

    public int Added { get; private set; }

    public int Changed { get; private set; }

    public int Unchanged { get; private set; }

    public int Refused { get; private set; }

    public int Corrections { get; private set; }

    public SortedDictionary<string, GroupTotal> Groups { get; } = new(StringComparer.OrdinalIgnoreCase);

    public void Count(ImportRow row, IImportable importable)
    {
        if (row.IsOpen)
            return;
        var arrived = row.Fate != RowFate.Refused;
        Added += row.Fate == RowFate.New ? 1 : 0;
        Changed += row.Fate == RowFate.Changed ? 1 : 0;
        Unchanged += row.Fate == RowFate.Unchanged ? 1 : 0;
        Refused += arrived ? 0 : 1;
        Corrections += row.Findings.Count(finding => finding.Severity == Severity.Correction);
        if (importable.GroupBy is not { } by)
            return;
        var group = row.Text(by) ?? "";
        if (Groups.Count >= MostGroups && !Groups.ContainsKey(group))
            group = "…";
        var total = Groups.GetValueOrDefault(group, new GroupTotal(0, 0, 0, 0));
        var stated = importable.SumOf is { } sum ? row.Amount(sum) ?? 0 : 0;
        Groups[group] = new GroupTotal(
            total.FileRows + 1, total.FileSum + stated, total.ArrivedRows + (arrived ? 1 : 0), total.ArrivedSum + (arrived ? row.Arrived : 0));
    }
}
