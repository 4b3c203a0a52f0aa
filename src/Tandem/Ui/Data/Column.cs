using Microsoft.AspNetCore.Components;

namespace Tandem.Ui;

/// <summary>One column of a table: its heading, how it sorts, how a cell reads.</summary>
public sealed class Column<T> : ComponentBase
{
    [CascadingParameter] internal DataTable<T> Table { get; set; } = default!;

    [Parameter] public string? Title { get; set; }

    /// <summary>The key the list sorts by; a heading without one does not sort.</summary>
    [Parameter] public string? Sort { get; set; }

    /// <summary>Numbers and amounts stand at the end.</summary>
    [Parameter] public bool End { get; set; }

    /// <summary>The cell that names the row; it carries the row's link and the card's title on a phone.</summary>
    [Parameter] public bool Primary { get; set; }

    /// <summary>No wider than its content.</summary>
    [Parameter] public bool Fit { get; set; }

    /// <summary>Heading and cells are somebody's own words, which are not translated.</summary>
    [Parameter] public bool Data { get; set; }

    [Parameter] public bool HideOnPhone { get; set; }

    /// <summary>What stands under the column, such as a sum.</summary>
    [Parameter] public string? Foot { get; set; }

    [Parameter] public RenderFragment<T> ChildContent { get; set; } = static _ => static _ => { };

    /// <summary>Every cell asks for it.</summary>
    internal string? Css { get; private set; }

    protected override void OnInitialized()
    {
        Css = (End, Primary, Fit, HideOnPhone) switch
        {
            (false, false, false, false) => null,
            _ => string.Join(' ', new[] { End ? "end" : "", Primary ? "primary" : "", Fit ? "fit" : "", HideOnPhone ? "phone-hide" : "" }.Where(s => s.Length > 0)),
        };
        Table.Add(this);
    }
}
