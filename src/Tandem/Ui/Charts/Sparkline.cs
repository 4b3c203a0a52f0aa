using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Tandem.Ui;

/// <summary>The shape of a series in one line of text; decoration beside a figure that says the value.</summary>
public sealed class Sparkline : ComponentBase
{
    [Parameter, EditorRequired] public IReadOnlyList<double> Values { get; set; } = [];
    [Parameter] public string? Label { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (Values.Count < 2)
            return;
        var (low, high) = (Values.Min(), Values.Max());
        var range = high > low ? high - low : 1;
        var line = string.Join('L', Values.Select((value, i) => string.Create(CultureInfo.InvariantCulture,
            $"{i * 100.0 / (Values.Count - 1):0.#} {27 - ((value - low) / range * 24):0.#}")));
        builder.OpenElement(0, "svg");
        builder.AddAttribute(1, "class", "spark");
        builder.AddAttribute(2, "viewBox", "0 0 100 28");
        builder.AddAttribute(3, "preserveAspectRatio", "none");
        builder.AddAttribute(4, Label is null ? "aria-hidden" : "aria-label", Label ?? "true");
        if (Label is not null)
            builder.AddAttribute(5, "role", "img");
        builder.AddMarkupContent(6, $"<path class=\"area\" d=\"M{line}L100 28L0 28Z\"/><path d=\"M{line}\"/>");
        builder.CloseElement();
    }
}
