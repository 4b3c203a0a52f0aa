using System.ComponentModel.DataAnnotations;
using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>The programme's basics as they are typed.</summary>
public sealed record ProgrammeForm : PolicyForm<ProgrammePolicy>
{
    [StringLength(120)] public string Name { get; init; } = "";

    [StringLength(3)] public string Currency { get; init; } = "";

    /// <summary>ISO 4217 codes, comma or line between.</summary>
    [StringLength(1000)] public string Currencies { get; init; } = "";

    [StringLength(60)] public string TimeZone { get; init; } = "";

    public int FiscalYearStart { get; init; } = 1;

    public static ProgrammeForm Of(ProgrammePolicy rules) => new()
    {
        Name = rules.Name,
        Currency = rules.Currency,
        Currencies = string.Join(", ", rules.Currencies),
        TimeZone = rules.TimeZone,
        FiscalYearStart = rules.FiscalYearStart,
    };

    public override Outcome<ProgrammePolicy> ToRules() => new ProgrammePolicy
    {
        Name = Name,
        Currency = Currency.ToUpperInvariant(),
        Currencies = [.. PolicyText.Items(Currencies.ToUpperInvariant())],
        TimeZone = TimeZone,
        FiscalYearStart = FiscalYearStart,
    };
}
