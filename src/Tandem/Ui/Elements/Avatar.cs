using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Tandem.Ui;

/// <summary>How large an avatar is.</summary>
public enum AvatarSize
{
    Normal,
    Small,
    Large,
    Huge,
}

/// <summary>A person (round) or a firm (square) by its initials; the same name always has the same colour.</summary>
public sealed class Avatar : ComponentBase
{
    [Parameter, EditorRequired] public string Name { get; set; } = "";
    [Parameter] public bool Firm { get; set; }
    [Parameter] public AvatarSize Size { get; set; }

    /// <summary>Read aloud where no name stands beside it.</summary>
    [Parameter] public bool Alone { get; set; }

    public static string Css(string name, bool firm = false, AvatarSize size = AvatarSize.Normal)
    {
        var hash = 17u;
        foreach (var c in name)
            hash = (hash * 31) + c;
        var scale = size switch { AvatarSize.Small => " avatar-sm", AvatarSize.Large => " avatar-lg", AvatarSize.Huge => " avatar-xl", _ => "" };
        return $"avatar hue-{hash % 8}{scale}{(firm ? " avatar-org" : "")}";
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "span");
        builder.AddAttribute(1, "class", Css(Name, Firm, Size));
        if (Alone)
        {
            builder.AddAttribute(2, "role", "img");
            builder.AddAttribute(3, "aria-label", Name);
            builder.AddAttribute(4, "title", Name);
        }
        else
        {
            builder.AddAttribute(5, "aria-hidden", "true");
        }

        builder.AddContent(6, Formats.Initials(Name));
        builder.CloseElement();
    }
}
