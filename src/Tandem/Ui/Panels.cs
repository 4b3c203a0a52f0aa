using Microsoft.AspNetCore.Components;
using Tandem.Kernel;

namespace Tandem.Ui;

/// <summary>A card that a module puts on the page of something another module owns: the deals of a partner.</summary>
/// <param name="Subject">The kind of the thing the page is about, as in its <see cref="Ref"/>: <c>partner</c>.</param>
public sealed record Panel(string Subject, PanelSource Load)
{
    public int Order { get; init; } = 100;

    /// <summary>It says little and stands in the narrow column, where a page has one.</summary>
    public bool Aside { get; init; }

    /// <summary>A component as the card of a panel.</summary>
    public static RenderFragment Card<TCard>(params IReadOnlyList<(string Name, object? Value)> parameters) where TCard : IComponent => builder =>
    {
        builder.OpenComponent<TCard>(0);
        foreach (var (name, value) in parameters)
            builder.AddComponentParameter(1, name, value);
        builder.CloseComponent();
    };
}

/// <summary>Draws the card for one thing; null when the reader may not see it or there is nothing to say.</summary>
public delegate ValueTask<RenderFragment?> PanelSource(HttpContext http, Guid id, CancellationToken ct);

/// <summary>All cards that modules contributed, by the kind of page they stand on.</summary>
public sealed class Panels(IEnumerable<Panel> all)
{
    private readonly ILookup<string, Panel> bySubject = all.OrderBy(p => p.Order).ToLookup(p => p.Subject, StringComparer.Ordinal);

    /// <summary>One after the other: they read from the same database connection.</summary>
    /// <param name="aside">Only those of the narrow column, or only the others; all where the page has one column for them.</param>
    public async Task<IReadOnlyList<RenderFragment>> Of(Ref subject, HttpContext http, CancellationToken ct, bool? aside = null)
    {
        var drawn = new List<RenderFragment>();
        foreach (var panel in bySubject[subject.Kind].Where(p => aside is null || p.Aside == aside))
        {
            if (await panel.Load(http, subject.Id, ct) is { } card)
                drawn.Add(card);
        }

        return drawn;
    }
}
