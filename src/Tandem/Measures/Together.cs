namespace Tandem.Measures;

/// <summary>Several values of one KPI as one number: of a region or the programme, or of a year of quarters.</summary>
public static class Together
{
    /// <summary>Of several partners in one period: amounts and counts are summed, all else is the mean, weighted by the cases behind each.</summary>
    public static Figure OfPartners(Kpi kpi, IEnumerable<Figure> figures)
    {
        var known = figures.Where(f => !f.IsMissing).ToList();
        return known.Count == 0 ? Figure.Missing
            : kpi.Unit is KpiUnit.Count or KpiUnit.Money ? new Figure(known.Sum(f => f.Value), known.Sum(f => f.Sample))
            : Mean(known);
    }

    /// <summary>Of one partner over four quarters: a sum of what adds up, the newest of what stands, the best quarter of what counts different things, else the mean weighted by cases.</summary>
    /// <param name="quarters">The newest first.</param>
    public static Figure OfQuarters(Kpi kpi, IEnumerable<Figure> quarters)
    {
        var known = quarters.Where(f => !f.IsMissing).ToList();
        if (known.Count == 0)
            return Figure.Missing;
        if (kpi.AddsUp)
            return new Figure(known.Sum(f => f.Value), known.Sum(f => f.Sample));
        if (kpi.Inputs.All(i => i.Standing))
            return known[0];

        // Different people or product families of a year are at least those of its best quarter.
        return kpi.Unit == KpiUnit.Count ? known.MaxBy(f => f.Value) : Mean(known);
    }

    private static Figure Mean(List<Figure> known)
    {
        var cases = known.Sum(f => Math.Max(1.0, f.Sample));
        return new Figure(known.Sum(f => f.Value * Math.Max(1.0, f.Sample)) / cases, known.Sum(f => f.Sample));
    }
}
