using Tandem.Engine;

namespace Tandem.Imports;

/// <summary>What became of one row of a file.</summary>
public enum RowFate
{
    Undecided,
    New,
    Changed,
    Unchanged,

    /// <summary>Not imported; its findings say why.</summary>
    Refused,

    /// <summary>It refers to a row further down and is tried again after the others.</summary>
    Waiting,
}

/// <summary>How a finding weighs.</summary>
public enum Severity
{
    /// <summary>The row was not imported.</summary>
    Error,

    /// <summary>A value was read as another, or left out; the row came in.</summary>
    Correction,

    /// <summary>The row was passed over: it stands in the file twice.</summary>
    Skip,
}

/// <summary>Something the person who sent the file should know about a row.</summary>
public sealed record RowFinding(Severity Severity, string Field, string Message);

/// <summary>One row of a file with its cells read, on its way to becoming a record.</summary>
public sealed class ImportRow(int number, IReadOnlyDictionary<ImportField, object?> values)
{
    private readonly List<RowFinding> findings = [];

    /// <summary>The row's number in the spreadsheet, the header being row 1.</summary>
    public int Number => number;

    public IReadOnlyList<RowFinding> Findings => findings;

    public RowFate Fate { get; private set; }

    /// <summary>The record it became or met.</summary>
    public Guid Subject { get; private set; }

    /// <summary>The tracked record that it changed.</summary>
    public object? Changes { get; private set; }

    /// <summary>What of the row's amount arrived, for the comparison of totals.</summary>
    public decimal Arrived { get; private set; }

    private int findingsOfReading;

    internal void MarkRead() => findingsOfReading = findings.Count;

    /// <summary>Back to where reading left it: its transaction failed and is tried again.</summary>
    internal void Reopen()
    {
        findings.RemoveRange(findingsOfReading, findings.Count - findingsOfReading);
        Fate = findings.Exists(finding => finding.Severity != Severity.Correction) ? RowFate.Refused : RowFate.Undecided;
        Changes = null;
    }

    public bool IsOpen => Fate is RowFate.Undecided or RowFate.Waiting;

    public string? Text(ImportField field) => values.GetValueOrDefault(field) as string;

    public decimal? Amount(ImportField field) => values.GetValueOrDefault(field) as decimal?;

    public DateOnly? Date(ImportField field) => values.GetValueOrDefault(field) as DateOnly?;

    public Money? Money(ImportField field, string currency) =>
        Amount(field) is { } amount ? Engine.Money.Of(amount, currency) : null;

    public bool Has(ImportField field) => values.ContainsKey(field);

    public void Refuse(string field, string message)
    {
        findings.Add(new RowFinding(Severity.Error, field, message));
        Fate = RowFate.Refused;
    }

    public void Skip(string field, string message)
    {
        findings.Add(new RowFinding(Severity.Skip, field, message));
        Fate = RowFate.Refused;
    }

    public void Correct(string field, string message) => findings.Add(new RowFinding(Severity.Correction, field, message));

    public void Wait() => Fate = RowFate.Waiting;

    public void IsNew(Guid subject, decimal arrived = 0) => (Fate, Subject, Arrived) = (RowFate.New, subject, arrived);

    public void IsUnchanged(Guid subject, decimal arrived = 0) => (Fate, Subject, Arrived) = (RowFate.Unchanged, subject, arrived);

    /// <param name="record">As tracked by the database: its former values are kept for an undo.</param>
    public void HasChanged(Guid subject, object record, decimal arrived = 0) =>
        (Fate, Subject, Changes, Arrived) = (RowFate.Changed, subject, record, arrived);

    /// <summary>The record that a reference names; a near miss is repaired and reported, an unknown name is null.</summary>
    public Guid? Resolve(ImportField field, NameBook names)
    {
        if (Text(field) is not { } name)
            return null;
        if (names.Find(name) is { } id)
            return id;
        if (names.Guess(name) is not { } guess)
            return null;
        Correct(field.Label, $"“{name}” read as “{guess.Name}”.");
        return guess.Id;
    }
}
