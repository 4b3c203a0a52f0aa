using System.Text.Encodings.Web;
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

    /// <summary>Left out where the table has no room for all columns, so that the others keep to one or two lines, unless the list is sorted by it; the row's own page shows it.</summary>
    [Parameter] public bool Minor { get; set; }

    /// <summary>What stands under the column, such as a sum.</summary>
    [Parameter] public string? Foot { get; set; }

    [Parameter] public RenderFragment<T> ChildContent { get; set; } = static _ => static _ => { };

    internal string? Css { get; private set; }

    /// <summary>How each of its cells begins: the same in every row, so that it is written once and not fifty times attribute by attribute.</summary>
    internal MarkupString Cell { get; private set; }

    protected override void OnInitialized()
    {
        var css = new[] { End ? "end" : "", Primary ? "primary" : "", Fit ? "fit" : "", HideOnPhone ? "phone-hide" : "", Minor && !Table.IsSortedBy(this) ? "minor" : "" }.Where(s => s.Length > 0);
        Css = string.Join(' ', css) is { Length: > 0 } some ? some : null;
        Cell = new MarkupString($"<td{Attribute("class", Css)}{Attribute("translate", Data ? "no" : null)}{Attribute("data-label", Primary ? null : Title)}>");
        Table.Add(this);
    }

    private static string Attribute(string name, string? value) => value is null ? "" : $" {name}=\"{HtmlEncoder.Default.Encode(value)}\"";
}
