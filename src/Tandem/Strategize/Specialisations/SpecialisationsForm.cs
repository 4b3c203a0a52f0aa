using System.ComponentModel.DataAnnotations;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Specialisations;

/// <summary>Specialisations as they are typed; those without a name are left out.</summary>
public sealed record SpecialisationsForm : PolicyForm<SpecialisationsPolicy>
{
    [Range(0, 180, ErrorMessage = "Renewal begins from 0 to 180 days before the last day.")] public int RenewalDays { get; init; } = 60;

    public IReadOnlyList<Row> Specialisations { get; init; } = [];

    public static SpecialisationsForm Of(SpecialisationsPolicy rules) => new() { RenewalDays = rules.RenewalDays, Specialisations = [.. rules.Specialisations.Select(Row.Of)] };

    public override Outcome<SpecialisationsPolicy> ToRules() => new SpecialisationsPolicy
    {
        RenewalDays = RenewalDays,
        Specialisations = [.. Specialisations.Where(s => !s.Remove && s.Name is { Length: > 0 }).Select(s => s.ToSpecialisation())],
    };

    /// <summary>One specialisation.</summary>
    public sealed record Row
    {
        [StringLength(60)] public string? Code { get; init; }

        [StringLength(60)] public string? Name { get; init; }

        public SpecialisedIn In { get; init; }

        [StringLength(80)] public string? Field { get; init; }

        public IReadOnlyList<string> Types { get; init; } = [];

        [Range(0, 10_000, ErrorMessage = "Between 0 and 10,000 deals won.")] public int? Wins { get; init; }

        public IReadOnlyList<RequirementRow> Requirements { get; init; } = [];

        [Range(1, 60, ErrorMessage = "A specialisation is valid for 1 to 60 months.")] public int? Months { get; init; }

        [StringLength(120)] public string? Gives { get; init; }

        public bool Remove { get; init; }

        public static Row Of(Specialisation s) => new()
        {
            Code = s.Code,
            Name = s.Name,
            In = s.In,
            Field = s.Field,
            Types = s.Types,
            Wins = s.Wins,
            Requirements = RequirementRow.Of(s.Requirements),
            Months = s.Months,
            Gives = s.Gives,
        };

        public Specialisation ToSpecialisation() => new(Code is { Length: > 0 } code ? code : StandingText.CodeOf(Name!), Name!.Trim())
        {
            In = In,
            Field = Field?.Trim() ?? "",
            Types = [.. Types],
            Wins = Wins ?? 0,
            Requirements = RequirementRow.Read(Requirements),
            Months = Months ?? 12,
            Gives = Gives?.Trim() ?? "",
        };
    }
}
