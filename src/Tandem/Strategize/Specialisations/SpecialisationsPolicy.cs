using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Specialisations;

/// <summary>What partners can be specialised in, and how they prove it.</summary>
[Policy("strategize.specialisations")]
public sealed record SpecialisationsPolicy : IPolicy
{
    private const int Most = 40;

    public IReadOnlyList<Specialisation> Specialisations { get; init; } = [];

    /// <summary>So many days before its last day a specialisation can be renewed, and whoever falls short is told.</summary>
    public int RenewalDays { get; init; } = 60;

    /// <summary>Those that a partner of a type can earn.</summary>
    public IEnumerable<Specialisation> For(string type) => Specialisations.Where(s => s.Types.Count == 0 || s.Types.Contains(type, StringComparer.OrdinalIgnoreCase));

    public IEnumerable<Refusal> Problems()
    {
        if (RenewalDays is < 0 or > 180)
            yield return Refusal.Invalid("strategize/renewal-days", "Renewal begins from 0 to 180 days before the last day.").On(nameof(RenewalDays));
        if (Specialisations.Count > Most)
            yield return Refusal.Invalid("strategize/specialisations-many", "At most {0} specialisations.", Most).On(nameof(Specialisations));
        for (var i = 0; i < Specialisations.Count; i++)
        {
            foreach (var problem in Specialisations[i].Problems(Specialisations.Take(i)))
                yield return problem.On($"{nameof(Specialisations)}[{i}].{problem.Field}");
        }
    }
}

/// <summary>What a specialisation is about.</summary>
public enum SpecialisedIn
{
    /// <summary>A family of the vendor's products.</summary>
    Product,

    /// <summary>A sector of customers.</summary>
    Vertical,
}

/// <summary>One specialisation: what it is about, what it asks for, how long it lasts, what it gives.</summary>
/// <param name="Code">Stable: the history names it by this.</param>
public sealed record Specialisation(string Code, string Name)
{
    public SpecialisedIn In { get; init; }

    /// <summary>The product family or the sector, as it stands on products and accounts.</summary>
    public string Field { get; init; } = "";

    /// <summary>Codes of the partner types; empty for all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Deals won in its field within a year.</summary>
    public int Wins { get; init; }

    /// <summary>All of them must hold too.</summary>
    public IReadOnlyList<Requirement> Requirements { get; init; } = [];

    /// <summary>For so many months it is held, once earned.</summary>
    public int Months { get; init; } = 12;

    /// <summary>What it gives, in the programme's words.</summary>
    public string Gives { get; init; } = "";

    /// <summary>Whether a deal lies in its field.</summary>
    public bool Covers(WonDeal deal) => In == SpecialisedIn.Product
        ? deal.Families.Contains(Field, StringComparer.OrdinalIgnoreCase)
        : string.Equals(deal.Sector, Field, StringComparison.OrdinalIgnoreCase);

    internal IEnumerable<Refusal> Problems(IEnumerable<Specialisation> before)
    {
        if (Name.Length == 0 || Code.Length is 0 or > 60)
            yield return Refusal.Invalid("strategize/specialisation-name", "Give the specialisation a name.").On(nameof(Name));
        if (before.Any(s => string.Equals(s.Code, Code, StringComparison.OrdinalIgnoreCase)))
            yield return Refusal.Invalid("strategize/specialisation-twice", "Two specialisations have the same name.").On(nameof(Name));
        if (Field.Length == 0)
            yield return Refusal.Invalid("strategize/specialisation-field", "Say which product family or vertical it is about.").On(nameof(Field));
        if (Wins is < 0 or > 10_000)
            yield return Refusal.Invalid("strategize/specialisation-wins", "Between 0 and 10,000 deals won.").On(nameof(Wins));
        if (Wins == 0 && Requirements.Count == 0)
            yield return Refusal.Invalid("strategize/specialisation-empty", "Ask for something: deals won in the field, or a KPI.").On(nameof(Wins));
        if (Requirements.Any(r => r.Kpi.Length == 0))
            yield return Refusal.Invalid("strategize/kpi-unknown", "Choose a KPI of the catalogue that both sides may see.").On(nameof(Requirements));
        if (Months is < 1 or > 60)
            yield return Refusal.Invalid("strategize/specialisation-months", "A specialisation is valid for 1 to 60 months.").On(nameof(Months));
    }
}
