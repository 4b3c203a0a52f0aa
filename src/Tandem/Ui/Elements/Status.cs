using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Tandem.Ui;

/// <summary>How far something has come, drawn so that colour is not needed to read it.</summary>
public enum StatusMark
{
    Dot,
    Dashed,
    Half,
    Check,
    Cross,
    Alert,
    Pause,
}

/// <summary>A state in one word with its mark: <c>◐ In review</c>.</summary>
public sealed class Status : ComponentBase
{
    [Parameter, EditorRequired] public string Text { get; set; } = "";
    [Parameter] public Tone Tone { get; set; }

    /// <summary>Without one, the tone chooses.</summary>
    [Parameter] public StatusMark? Mark { get; set; }

    /// <summary>On a coloured ground, for the head of a page; without it, for a cell.</summary>
    [Parameter] public bool Pill { get; set; }

    /// <summary>The same without a component around it, for the rows of a long list.</summary>
    public static RenderFragment Of(string text, Tone tone = Tone.Plain, StatusMark? mark = null, bool pill = false) => builder =>
    {
        builder.OpenElement(0, "span");
        builder.AddAttribute(1, "class", $"status {tone.Class()}{(pill ? " status-pill" : "")}");
        builder.AddMarkupContent(2, Drawings[mark ?? Usual(tone)]);
        builder.AddContent(3, text);
        builder.CloseElement();
    };

    protected override void BuildRenderTree(RenderTreeBuilder builder) => Of(Text, Tone, Mark, Pill)(builder);

    private static StatusMark Usual(Tone tone) => tone switch
    {
        Tone.Good => StatusMark.Check,
        Tone.Warn => StatusMark.Alert,
        Tone.Bad => StatusMark.Cross,
        Tone.Accent or Tone.Info => StatusMark.Half,
        _ => StatusMark.Dot,
    };

    private static readonly FrozenDictionary<StatusMark, string> Drawings = Enum.GetValues<StatusMark>().ToFrozenDictionary(mark => mark, Drawing);

    private static string Drawing(StatusMark mark)
    {
        const string ring = "<circle cx=\"7\" cy=\"7\" r=\"5.75\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/>";
        const string disc = "<circle cx=\"7\" cy=\"7\" r=\"6.5\" fill=\"currentColor\"/>";
        const string stroke = "fill=\"none\" stroke=\"var(--surface)\" stroke-width=\"1.6\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>";
        var shape = mark switch
        {
            StatusMark.Dashed => "<circle cx=\"7\" cy=\"7\" r=\"5.75\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-dasharray=\"2.2 1.6\"/>",
            StatusMark.Half => ring + "<path d=\"M7 3.6a3.4 3.4 0 0 1 0 6.8z\" fill=\"currentColor\"/>",
            StatusMark.Check => disc + "<path d=\"M4.3 7.2l1.9 1.9 3.5-3.9\" " + stroke,
            StatusMark.Cross => disc + "<path d=\"M5 5l4 4M9 5l-4 4\" " + stroke,
            StatusMark.Alert => disc + "<path d=\"M7 3.9v3.6M7 9.9v.1\" " + stroke,
            StatusMark.Pause => ring + "<path d=\"M5.6 5v4M8.4 5v4\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-linecap=\"round\"/>",
            _ => ring,
        };
        return $"<svg class=\"status-mark\" viewBox=\"0 0 14 14\" aria-hidden=\"true\">{shape}</svg>";
    }
}
