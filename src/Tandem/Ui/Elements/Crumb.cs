namespace Tandem.Ui;

/// <summary>A page above this one.</summary>
public sealed record Crumb(string Label, string? Href = null);

/// <summary>One of several views of the same subject.</summary>
public sealed record Tab(string Label, string Href, string? Icon = null, long? Count = null)
{
    /// <summary>Where the address alone does not say it.</summary>
    public bool? Current { get; init; }
}
