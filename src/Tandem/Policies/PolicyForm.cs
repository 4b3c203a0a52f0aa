using System.ComponentModel.DataAnnotations;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>Rules as a person types them, with why they change, from when and for whom.</summary>
public abstract record PolicyForm<TRules> where TRules : class, IPolicy, new()
{
    [Required(ErrorMessage = "Say why the rules change."), StringLength(500)] public string Reason { get; init; } = "";

    /// <summary>The business date from which they hold; at once if empty.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Only for these partners; everybody if empty.</summary>
    public IReadOnlyList<Id<Organisation>> Pilot { get; init; } = [];

    /// <summary>The newest version there was when the form was opened.</summary>
    public int? Newest { get; init; }

    /// <summary>What the page knows and the form is read with; nobody types it.</summary>
    internal object? Aid { get; init; }

    /// <summary>The rules, or the first field that cannot be read.</summary>
    public abstract Outcome<TRules> ToRules();

    /// <summary>The form with a row more or less, when that was asked for and not publishing; null otherwise.</summary>
    /// <remarks>Rows move under their names then, so the page shows what was read and not what was typed.</remarks>
    public virtual PolicyForm<TRules>? Edited() => null;
}

/// <summary>How lists and tables are written in one field of a form.</summary>
internal static class PolicyText
{
    private static readonly char[] Between = [',', ';', '\n', '\r'];

    public static List<string> Items(string? text) =>
        [.. (text ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>One entry per line, a colon between: <c>gold: 120</c>.</summary>
    public static IEnumerable<(string Key, string Value)> Pairs(string? text) =>
        from line in (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let at = line.IndexOf(':', StringComparison.Ordinal)
        select at < 0 ? (line, "") : (line[..at].Trim(), line[(at + 1)..].Trim());
}
