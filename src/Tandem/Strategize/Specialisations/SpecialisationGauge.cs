using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Specialisations;

/// <summary>One specialisation, as a partner stands towards what it asks for.</summary>
/// <param name="Won">Deals won in its field within a year, the newest first.</param>
public sealed record SpecialisationReading(Specialisation Specialisation, IReadOnlyList<WonDeal> Won, IReadOnlyList<RequirementReading> Requirements)
{
    private bool Winning => Won.Count >= Specialisation.Wins;

    /// <summary>Everything asked for is met.</summary>
    public bool Met => Winning && Requirements.All(r => r.Holds == Holds.Yes);

    /// <summary>Something asked for is certainly not met.</summary>
    public bool Short => Missing > 0;

    public int Missing => Requirements.Count(r => r.Holds == Holds.No) + (Winning ? 0 : 1);

    /// <summary>How much of it is reached, 0 to 1.</summary>
    public double Progress => Specialisation.Wins == 0 ? Requirements.Average(r => r.Share)
        : Requirements.Select(r => r.Share).Append(Math.Min(1, (double)Won.Count / Specialisation.Wins)).Average();
}

/// <summary>Holds many partners against the specialisations meant for them: a handful of queries, whatever their number.</summary>
public sealed class SpecialisationGauge(RequirementGauge requirements, WonDealSource won, IServiceProvider services)
{
    /// <summary>By partner, in the order of <paramref name="subjects"/>.</summary>
    /// <param name="past">As known when <paramref name="day"/> ended, whatever was told since; false: now.</param>
    public async Task<IReadOnlyList<IReadOnlyList<SpecialisationReading>>> Read(
        IReadOnlyList<RuledPartner<SpecialisationsPolicy>> subjects, DateOnly day, ProgrammeFrame programme, CancellationToken ct, bool past = false)
    {
        var meant = subjects.Select(s => s.Policy.For(s.Partner.Type).ToList()).ToList();
        var asked = meant.SelectMany(m => m).Distinct().ToList();
        if (asked.Count == 0)
            return [.. meant.Select(_ => Array.Empty<SpecialisationReading>())];
        List<Id<Organisation>> partners = [.. subjects.Select(s => s.Partner.Id)];
        var table = await requirements.Read(partners, asked.SelectMany(s => s.Requirements), day, past ? day : null, programme, ct);
        var deals = (await won(services, partners, day.AddYears(-1).AddDays(1), day, past, ct)).ToLookup(d => d.Partner);
        return [.. subjects.Zip(meant, (subject, specialisations) => specialisations.ConvertAll(s => new SpecialisationReading(
            s, [.. deals[subject.Partner.Id].Where(s.Covers).OrderByDescending(d => d.On)], [.. s.Requirements.Select(r => table.Judge(r, subject.Partner))])))];
    }
}
