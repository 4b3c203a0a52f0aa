namespace Tandem.Ui;

/// <summary>One value a person can choose and how it reads.</summary>
public sealed record Option(string Value, string Label, string? Hint = null)
{
    public string? Icon { get; init; }
    public string? Group { get; init; }
    public long? Count { get; init; }
    public bool Disabled { get; init; }
}
