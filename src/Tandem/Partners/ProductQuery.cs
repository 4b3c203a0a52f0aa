using Microsoft.AspNetCore.Mvc;

namespace Tandem.Partners;

/// <summary>The address of the product list as a browser writes it.</summary>
public sealed record ProductQuery
{
    [FromQuery(Name = "q")] public string? Text { get; init; }

    public string? Family { get; init; }

    public string? Active { get; init; }

    public string? Sort { get; init; }

    public ProductList ToList() => new()
    {
        All = true,
        Text = Text,
        Family = Family,
        Active = bool.TryParse(Active, out var active) ? active : null,
        Sort = Sort,
    };
}
