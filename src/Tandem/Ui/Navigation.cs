namespace Tandem.Ui;

/// <summary>One entry of the sidebar, contributed by a module.</summary>
/// <param name="Label">English text; shown through the reader's words.</param>
public sealed record NavItem(string Label, string Icon, string Href)
{
    public string? Permission { get; init; }

    /// <summary>The heading it stands under; null is the top of the list.</summary>
    public string? Section { get; init; }

    public int Order { get; init; } = 100;

    public NavAudience For { get; init; } = NavAudience.Everybody;

    /// <summary>Also in the bar at the bottom of a phone, which has room for four.</summary>
    public bool Phone { get; init; }

    /// <summary>The things that wait there, as a question of <see cref="Waiting" />; nothing is shown where there are none.</summary>
    public Func<Shell, string>? Badge { get; init; }

    public bool Shows(Shell shell) =>
        (Permission is null || shell.May(Permission)) &&
        (For == NavAudience.Everybody || For == (shell.IsVendor ? NavAudience.Vendor : NavAudience.Partner));
}

/// <summary>Whose portal an entry belongs to.</summary>
public enum NavAudience
{
    Everybody,
    Vendor,
    Partner,
}

/// <summary>Something a person can start from the Create button and the command palette.</summary>
public sealed record CreateItem(string Label, string Icon, string Href)
{
    public string? Permission { get; init; }
    public int Order { get; init; } = 100;
    public NavAudience For { get; init; } = NavAudience.Everybody;

    public bool Shows(Shell shell) => new NavItem(Label, Icon, Href) { Permission = Permission, For = For }.Shows(shell);
}

/// <summary>One line of the command palette.</summary>
public sealed record PaletteItem(string Label, string Href, string Icon, string Group, string? Hint = null);

/// <summary>What a module finds for the words typed into the command palette.</summary>
public delegate ValueTask<IReadOnlyList<PaletteItem>> PaletteSource(HttpContext http, string query, CancellationToken ct);

/// <summary>All that modules contributed to the frame around pages.</summary>
public sealed class Navigation(IEnumerable<NavItem> items, IEnumerable<CreateItem> create)
{
    public IReadOnlyList<NavItem> Items { get; } = [.. items.OrderBy(item => item.Order)];

    public IReadOnlyList<CreateItem> Create { get; } = [.. create.OrderBy(item => item.Order)];

    public IEnumerable<NavItem> For(Shell shell) => Items.Where(item => item.Shows(shell));

    /// <summary>The entry that a path lies under: the longest address that begins it.</summary>
    public NavItem? Current(Shell shell, PathString path) => For(shell)
        .Where(item => item.Href == "/" ? path == "/" : path.StartsWithSegments(item.Href, StringComparison.Ordinal))
        .MaxBy(item => item.Href.Length);
}
