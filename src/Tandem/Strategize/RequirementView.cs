using Tandem.Identity;
using Tandem.Measures;

namespace Tandem.Strategize;

/// <summary>One requirement, as a reader sees it. What a reader may not see of it (amounts) is null.</summary>
public sealed record RequirementView(
    string Code, string Kpi, string Name, Window Window, string Period, double? Value, double? Needed, bool LessIsBetter, Holds Holds, double Share, bool Shown)
{
    /// <summary>How much is missing; null where nothing is, or where it cannot be said.</summary>
    public double? Missing => Holds == Holds.No && Needed is { } needed ? Math.Abs(needed - (Value ?? 0)) : null;

    public static RequirementView Of(RequirementReading r, Actor by)
    {
        var shown = r.Kpi is { } kpi && MeasurePermissions.Shows(kpi, by);
        return new RequirementView(
            r.Requirement.Code, r.Requirement.Kpi, r.Kpi?.Name ?? r.Requirement.Kpi, r.Requirement.Window, r.Period.Key, shown ? r.Figure.Value : null, shown ? r.Needed : null,
            r.Kpi?.Better == Better.Less, r.Holds, r.Share, shown);
    }
}
