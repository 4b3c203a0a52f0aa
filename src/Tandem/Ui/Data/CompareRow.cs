using Microsoft.AspNetCore.Components;

namespace Tandem.Ui;

/// <summary>How a value stands to the one in the first column.</summary>
public enum Match
{
    None,
    Near,
    Same,
}

/// <summary>One value in a side-by-side view, and why it is marked.</summary>
public sealed record CompareCell(string? Text, Match Match = Match.None, string? Why = null)
{
    public RenderFragment? Content { get; init; }
}

/// <summary>One aspect in which records are compared.</summary>
public sealed record CompareRow(string Label, params CompareCell[] Cells);
