using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Tandem.Ui;

/// <summary>What every field of a form has: a name, a label, a hint, the value typed before and what was wrong with it.</summary>
public abstract class FieldBase : View
{
    [CascadingParameter] protected FormState? Form { get; set; }

    /// <summary>The property of the input record, such as <c>CloseDate</c> or <c>Lines[0].Sku</c>.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";
    [Parameter] public string? Label { get; set; }
    [Parameter] public string? Hint { get; set; }
    [Parameter] public bool Required { get; set; }
    [Parameter] public bool Disabled { get; set; }
    [Parameter] public bool Autofocus { get; set; }

    /// <summary>An error that does not come from the form.</summary>
    [Parameter] public string? Error { get; set; }

    [Parameter(CaptureUnmatchedValues = true)] public IReadOnlyDictionary<string, object>? More { get; set; }

    public string Id => More?.GetValueOrDefault("id") as string ?? IdOf(Name);

    /// <summary>The id of the control that sends a field.</summary>
    public static string IdOf(string name) => "f-" + name.Replace('[', '-').Replace(']', '-').Replace('.', '-');

    protected string? Wrong => Error ?? WrongAt(Name);

    protected string? Invalid => Wrong is null ? null : "true";

    protected string? WrongAt(string name) => Form?.Errors(name) is { Count: > 0 } all ? string.Join(' ', all.Select(message => L[message])) : null;

    protected string? DescribedBy => (Hint, Wrong) switch
    {
        (null, null) => null,
        (_, null) => Id + "-hint",
        (null, _) => Id + "-error",
        _ => $"{Id}-hint {Id}-error",
    };

    /// <summary>What the control shows: the text typed before, else the value given.</summary>
    protected string? Shown(object? value) => Form?.Typed(Name) ?? value switch
    {
        null => null,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
