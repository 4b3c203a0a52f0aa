using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Conditions;

/// <summary>What is known about one partner when conditions are judged: from its records, or made up as an example.</summary>
public sealed class Situation(Func<string, When, Figure> measure, IReadOnlyDictionary<string, string> facts)
{
    /// <summary>The facts that a condition may name.</summary>
    public static IReadOnlyList<string> Facts { get; } = ["type", "tier", "territory", "manager", "active"];

    public Figure Measure(string kpi, When when) => measure(kpi, when);

    public string? Fact(string name) => facts.GetValueOrDefault(name);

    /// <summary>An example to try a condition on: what is not given is unknown.</summary>
    public static Situation Example(IReadOnlyDictionary<string, double> measures, IReadOnlyDictionary<string, string> facts) =>
        new((kpi, _) => measures.TryGetValue(kpi, out var value) ? new Figure(value, 1) : Figure.Missing, facts);

    public static Situation Of(MeasuredPartner partner, Func<string, When, Figure> measure) => new(measure, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["type"] = partner.Type,
        ["tier"] = partner.Tier,
        ["territory"] = partner.Territory?.ToString() ?? "",
        ["manager"] = partner.Manager?.ToString() ?? "",
        ["active"] = partner.Active ? "yes" : "no",
    });
}

/// <summary>Judges conditions about many partners at once, as known now or at the end of an earlier day.</summary>
public sealed class Judge(Figures figures, IPartnerRegister register, Reckoner reckoner)
{
    /// <param name="only">Some partners; null for all active ones.</param>
    /// <param name="asOf">Also the day from which "last quarter" is seen; null: today.</param>
    public async Task<IReadOnlyDictionary<Id<Organisation>, Judgement>> Of(
        Condition condition, IReadOnlyCollection<Id<Organisation>>? only, DateOnly? asOf, CancellationToken ct) =>
        Judged(condition, await Situations(condition, only, asOf, ct));

    /// <summary>What is known about partners, as far as a condition asks: one query for the values, whatever the count.</summary>
    public async Task<IReadOnlyDictionary<Id<Organisation>, Situation>> Situations(
        Condition condition, IReadOnlyCollection<Id<Organisation>>? only, DateOnly? asOf, CancellationToken ct)
    {
        var partners = (await register.Read(only, ct)).Where(p => only is not null || p.Active).ToList();
        var frame = await reckoner.Now(ct);
        return await Situations(condition, partners, asOf ?? frame.Today, asOf, frame.FiscalStart, ct);
    }

    /// <summary>About partners as the caller knows them: with the tier of that day, for instance.</summary>
    /// <param name="day">The day from which "last quarter" is seen.</param>
    public async Task<IReadOnlyDictionary<Id<Organisation>, Judgement>> Of(
        Condition condition, IReadOnlyList<MeasuredPartner> partners, DateOnly day, DateOnly? asOf, int fiscal, CancellationToken ct) =>
        Judged(condition, await Situations(condition, partners, day, asOf, fiscal, ct));

    private static Dictionary<Id<Organisation>, Judgement> Judged(Condition condition, IReadOnlyDictionary<Id<Organisation>, Situation> situations)
    {
        var measures = MeasuresOf(condition);
        return situations.ToDictionary(
            s => s.Key, s => new Judgement(condition.Of(s.Value), [.. measures.Select(m => new Evidence(m.Kpi, m.When, s.Value.Measure(m.Kpi, m.When)))]));
    }

    private async Task<Dictionary<Id<Organisation>, Situation>> Situations(
        Condition condition, IReadOnlyList<MeasuredPartner> partners, DateOnly day, DateOnly? asOf, int fiscal, CancellationToken ct)
    {
        var measures = MeasuresOf(condition);
        var periods = measures.Select(m => m.When).Distinct().ToDictionary(when => when, when => PeriodOf(when, day, fiscal));
        var table = await figures.Values([.. partners.Select(p => p.Id)], [.. measures.Select(m => m.Kpi).Distinct()], [.. periods.Values.Distinct()], asOf, ct);
        return partners.ToDictionary(p => p.Id, p => Situation.Of(p, (kpi, when) => table[p.Id, kpi, periods[when]]));
    }

    private static List<(string Kpi, When When)> MeasuresOf(Condition condition) => [.. condition.Parts.OfType<MeasureIs>().Select(m => (m.Kpi, m.When)).Distinct()];

    public static Period PeriodOf(When when, DateOnly day, int fiscalStart) => when switch
    {
        When.ThisMonth => Period.Of(day, PeriodKind.Month, fiscalStart),
        When.LastMonth => Period.Of(day, PeriodKind.Month, fiscalStart).Previous,
        When.ThisQuarter => Period.Of(day, PeriodKind.Quarter, fiscalStart),
        When.LastQuarter => Period.Of(day, PeriodKind.Quarter, fiscalStart).Previous,
        When.ThisYear => Period.Of(day, PeriodKind.Year, fiscalStart),
        _ => Period.Of(day, PeriodKind.Year, fiscalStart).Previous,
    };
}

/// <summary>The answer about one partner, and the values it rests on.</summary>
public sealed record Judgement(Answer Answer, IReadOnlyList<Evidence> Evidence);

/// <summary>One value that a judgement looked at.</summary>
public sealed record Evidence(string Kpi, When When, Figure Figure);
