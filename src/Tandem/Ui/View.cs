using System.Globalization;
using Microsoft.AspNetCore.Components;
using Tandem.Kernel;

namespace Tandem.Ui;

/// <summary>What every page and part has at hand: words, formats, the clock and the request.</summary>
public abstract class View : ComponentBase
{
    /// <summary>Words in the reader's language: <c>@L["Register a deal"]</c>.</summary>
    [Inject] protected Words L { get; set; } = default!;

    /// <summary>Amounts, dates and shares as the reader writes them: <c>@F.Money(deal.Value)</c>.</summary>
    [Inject] protected Formats F { get; set; } = default!;

    [Inject] protected TimeProvider Clock { get; set; } = default!;

    /// <summary>The request being answered; null where mail or a pack is rendered.</summary>
    [CascadingParameter] protected HttpContext? Http { get; set; }

    protected DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Today in the programme's time zone.</summary>
    protected DateOnly Today => F.DayOf(Now);

    /// <summary>A drawing of the icon set, silent to a screen reader. A page carries a hundred: none is a component of its own.</summary>
    protected static MarkupString Draw(string icon, IconSize size = IconSize.Normal, string? css = null) => Icon.Of(icon, size, css);

    /// <summary>A moment told from now, with the exact moment behind it.</summary>
    protected RenderFragment Ago(DateTimeOffset moment) => builder =>
    {
        builder.OpenElement(0, "time");
        builder.AddAttribute(1, "datetime", moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        builder.AddAttribute(2, "data-relative", true);
        builder.AddAttribute(3, "title", F.Moment(moment));
        builder.AddContent(4, F.Relative(moment, Now));
        builder.CloseElement();
    };

    /// <summary>Attribute values that are left out when false.</summary>
    protected static string? When(bool yes, string value = "") => yes ? value : null;
}
