using Tandem.Kernel;

namespace Tandem.Conditions;

/// <summary>The values that facts about partners can have, as people call them. The module that knows partners gives them; found by scan.</summary>
public interface IFactChoices
{
    Task<IReadOnlyList<FactChoice>> Read(CancellationToken ct);
}

/// <summary>One value of a fact.</summary>
/// <param name="Fact">One of <see cref="Situation.Facts"/>.</param>
/// <param name="Value">As conditions hold it.</param>
/// <param name="Name">As people call it: in English, or a name they gave.</param>
/// <param name="IsWord">The name is a word of the programme that is translated, not one that people wrote.</param>
public sealed record FactChoice(string Fact, string Value, string Name, bool IsWord = true);

/// <summary>What a condition can be made of, and how it reads: KPIs, the facts with their values, the programme's currency.</summary>
public sealed record Vocabulary(Measures.KpiCatalogue Kpis, IReadOnlyList<FactChoice> Facts, string Currency)
{
    public IEnumerable<FactChoice> Of(string fact) => Facts.Where(f => f.Fact == fact);

    /// <summary>The fact as the start of a sentence.</summary>
    public static string NameOf(string fact, Words l) => fact switch
    {
        "type" => l["Partner type"],
        "tier" => l["Tier"],
        "territory" => l["Territory"],
        "manager" => l["Partner manager"],
        "active" => l["Active partner"],
        _ => fact,
    };

    public string ValueOf(string fact, string value, Words l) =>
        Of(fact).FirstOrDefault(f => string.Equals(f.Value, value, StringComparison.OrdinalIgnoreCase)) is { } known ? known.IsWord ? l[known.Name] : known.Name : value;
}
