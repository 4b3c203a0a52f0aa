namespace Tandem.Measures;

/// <summary>All KPIs that the pillars define, by their ids.</summary>
public sealed class KpiCatalogue
{
    private readonly Dictionary<string, Kpi> byId;

    public KpiCatalogue(IEnumerable<IKpis> pillars)
    {
        All = [.. pillars.SelectMany(p => p.Kpis).OrderBy(k => k.Side).ThenBy(k => k.Pace).ThenBy(k => k.Id, StringComparer.Ordinal)];
        byId = All.ToDictionary(k => k.Id, StringComparer.Ordinal);
        Nothing = All.ToDictionary(k => k.Id, k => k.Of(Empty), StringComparer.Ordinal);
        Events = [.. All.SelectMany(k => k.Inputs).OfType<EventInput>().Distinct()];
    }

    public IReadOnlyList<Kpi> All { get; }

    /// <summary>Every input that counts events.</summary>
    public IReadOnlyList<EventInput> Events { get; }

    /// <summary>What each KPI says about a partner without any history: zero, or missing. Such values are not stored.</summary>
    internal IReadOnlyDictionary<string, Figure> Nothing { get; }

    /// <summary>Null for one that no pillar defines (any more); its old values stay in the database.</summary>
    public Kpi? Find(string? id) => id is not null && byId.TryGetValue(id, out var kpi) ? kpi : null;

    /// <summary>What is said where nothing is stored.</summary>
    public Figure NothingFor(string kpi) => Nothing.TryGetValue(kpi, out var figure) ? figure : Figure.Missing;

    private static Reading Empty { get; } = new PartnerInputs(new MeasuredPartner(default, "", "", "", null, null, default, true))
        .Within(new DateOnly(2000, 1, 1), new DateOnly(2000, 4, 1));
}
