namespace Tandem.Imports;

/// <summary>What a column of an import holds.</summary>
public enum FieldKind { Text, Number, Money, Date, Choice, Reference }

/// <summary>One field that a file may fill: how its column is recognised, read and checked.</summary>
/// <param name="Name">Stable code, kept in saved mappings: <c>closeDate</c>.</param>
/// <param name="Label">As people see it.</param>
public sealed record ImportField(string Name, string Label, FieldKind Kind)
{
    /// <summary>Other headings by which exports call it; compared without case, blanks and punctuation.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public bool Required { get; init; }

    /// <summary>The one field that names the record in the system it comes from: the same key again is the same record.</summary>
    public bool IsKey { get; init; }

    /// <summary>A good example, shown beside the field and in the sample file.</summary>
    public string Sample { get; init; } = "";

    public int MaxLength { get; init; } = 200;

    /// <summary>Numbers beyond these are not believed.</summary>
    public decimal Least { get; init; } = -10_000_000_000_000m;

    public decimal Most { get; init; } = 10_000_000_000_000m;

    /// <summary>The values of a choice, as stored.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>A choice that also takes values nobody thought of; near misses are still repaired.</summary>
    public bool Open { get; init; }

    public bool Knows(string header)
    {
        var bare = Spelling.Bare(header);
        return bare.Length > 0 && (bare == Spelling.Bare(Name) || bare == Spelling.Bare(Label) || Aliases.Any(alias => Spelling.Bare(alias) == bare));
    }
}
