using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;

namespace Tandem.Conditions;

/// <summary>Wires the judge and what conditions are written with.</summary>
public static class ConditionsModule
{
    public static IServiceCollection AddConditions(this IServiceCollection services) => services.AddAll<IFactChoices>().AddScoped<Judge>().AddScoped<Lexicon>();
}

/// <summary>Gathers what a condition can be made of today.</summary>
public sealed class Lexicon(KpiCatalogue kpis, IEnumerable<IFactChoices> facts, PolicyBook policies, TimeProvider clock)
{
    public async Task<Vocabulary> Read(CancellationToken ct)
    {
        var choices = new List<FactChoice>();
        foreach (var source in facts)
            choices.AddRange(await source.Read(ct));
        return new Vocabulary(kpis, choices, (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules.Currency);
    }
}
