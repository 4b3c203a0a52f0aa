using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Tandem.Ui;

/// <summary>How large an icon stands beside its text.</summary>
public enum IconSize
{
    Normal,
    Small,
    Large,
    Huge,
}

/// <summary>One drawing of the icon set, inline; silent to a screen reader unless it carries a label of its own.</summary>
public sealed class Icon : ComponentBase
{
    private static readonly ConcurrentDictionary<(string Name, IconSize Size, string? Css), MarkupString> Drawn = new();

    /// <summary>A name from <c>Ui/icons.txt</c>.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";
    [Parameter] public IconSize Size { get; set; }
    [Parameter] public string? Class { get; set; }
    [Parameter] public string? Label { get; set; }

    /// <summary>The drawing alone, for those that nobody is told of: <see cref="View.Draw" />.</summary>
    public static MarkupString Of(string name, IconSize size = IconSize.Normal, string? css = null) =>
        Drawn.GetOrAdd((name, size, css), static key => new MarkupString(Svg(key.Name, key.Size, key.Css)));

    public static string Svg(string name, IconSize size = IconSize.Normal, string? css = null, string? label = null)
    {
        var scale = size switch { IconSize.Small => " icon-sm", IconSize.Large => " icon-lg", IconSize.Huge => " icon-xl", _ => "" };
        var extra = css is null ? "" : " " + css;
        var speech = label is null ? "aria-hidden=\"true\"" : $"role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\"";
        return $"<svg class=\"icon{scale}{extra}\" viewBox=\"0 0 24 24\" {speech}>{Bundles.Drawing(name)}</svg>";
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder) =>
        builder.AddMarkupContent(0, Label is null ? Of(Name, Size, Class).Value : Svg(Name, Size, Class, Label));
}
