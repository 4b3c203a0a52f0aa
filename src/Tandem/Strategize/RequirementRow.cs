using System.ComponentModel.DataAnnotations;

namespace Tandem.Strategize;

/// <summary>One requirement as it is typed; a row without a KPI or an amount is left out.</summary>
public sealed record RequirementRow
{
    [StringLength(80)] public string? Kpi { get; init; }

    public Window Window { get; init; }

    public decimal? Amount { get; init; }

    internal static IReadOnlyList<RequirementRow> Of(IEnumerable<Requirement> requirements) =>
        [.. requirements.Select(r => new RequirementRow { Kpi = r.Kpi, Window = r.Window, Amount = r.Amount })];

    internal static IReadOnlyList<Requirement> Read(IEnumerable<RequirementRow> rows) =>
        [.. rows.Where(r => r is { Kpi.Length: > 0, Amount: not null }).Select(r => new Requirement(r.Kpi!, r.Window, r.Amount!.Value))];
}
