using Tandem.Engine.Learning;

namespace Tandem.Accelerate.Attention;

/// <summary>What was known of a partner at the beginning of a day, and nothing that happened later.</summary>
public static class PartnerFeatures
{
    public static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["type"] = "Type of the partner",
        ["months"] = "Months in the programme",
        ["quiet_days"] = "Days since its people did something",
        ["days_30"] = "Days of work in the last 30 days",
        ["days_90"] = "Days of work in the last 90 days",
        ["trend"] = "Work of the last 30 days against the 60 before",
        ["registrations_90"] = "Registrations in the last 90 days",
        ["won_180"] = "Deals won in the last 180 days",
        ["win_rate"] = "Win rate of the year before",
        ["open"] = "Open deals",
        ["planned"] = "Has a plan",
        ["reached"] = "Reached so far of what is promised",
        ["cover"] = "Open deals against what is still missing",
        ["days_left"] = "Days left in the quarter",
        ["last_quarter"] = "Reached in the quarter before",
    };

    // What only ever grows would stand for the calendar: after a year a partner is no beginner any more.
    private const int Beginning = 12;

    public static Frame Of(IReadOnlyList<(PartnerPast Partner, DateOnly Day)> cases, bool withTarget)
    {
        List<FrameColumn> columns =
        [
            FrameColumn.Text("type", cases.Select(c => c.Partner.Type)),
            Number("months", (p, day) => Math.Min(Beginning, (day.DayNumber - p.Since.DayNumber) / 30.4)),
            Number("quiet_days", (p, day) => p.LastBefore(day) is { } last ? day.DayNumber - last.DayNumber : double.NaN),
            Number("days_30", (p, day) => p.DaysWithin(day.AddDays(-30), day)),
            Number("days_90", (p, day) => p.DaysWithin(day.AddDays(-90), day)),
            Number("trend", (p, day) => Math.Log((p.DaysWithin(day.AddDays(-30), day) + 1.0) / ((p.DaysWithin(day.AddDays(-90), day.AddDays(-30)) / 2.0) + 1))),
            Number("registrations_90", (p, day) => p.Deals.Count(d => d.Submitted >= day.AddDays(-90) && d.Submitted < day)),
            Number("won_180", (p, day) => p.Deals.Count(d => d.Won && d.Left >= day.AddDays(-180) && d.Left < day && d.Known < day)),
            Number("win_rate", WinRate),
            Number("open", (p, day) => p.Deals.Count(d => d.IsOpen(day))),
        ];
        if (withTarget)
        {
            columns.Add(FrameColumn.Text("planned", cases.Select(c => c.Partner.PlanOf(Quarter(c.Day), c.Day) is null ? "no" : "yes")));
            columns.Add(Number("reached", (p, day) => Reached(p, Quarter(day), day, day)));
            columns.Add(Number("cover", Cover));
            columns.Add(Number("days_left", (_, day) => Quarter(day).AddMonths(3).DayNumber - day.DayNumber));
            columns.Add(Number("last_quarter", (p, day) => Reached(p, Quarter(day).AddMonths(-3), Quarter(day), day)));
        }

        return new Frame(columns, cases.Count);

        FrameColumn Number(string name, Func<PartnerPast, DateOnly, double> cell) => FrameColumn.Number(name, [.. cases.Select(c => cell(c.Partner, c.Day))]);
    }

    /// <summary>The calendar's quarter.</summary>
    public static DateOnly Quarter(DateOnly day) => new(day.Year, (((day.Month - 1) / 3) * 3) + 1, 1);

    private static double Reached(PartnerPast p, DateOnly quarter, DateOnly until, DateOnly known) =>
        p.Target(quarter, known) is { } target ? Math.Min(5, p.WonWithin(quarter, until, known) / target) : double.NaN;

    private static double Cover(PartnerPast p, DateOnly day)
    {
        if (p.Target(Quarter(day), day) is not { } target)
            return double.NaN;
        var missing = Math.Max(0, target - p.WonWithin(Quarter(day), day, day));
        return missing == 0 ? 20 : Math.Min(20, p.Deals.Where(d => d.IsOpen(day)).Sum(d => d.Amount) / missing);
    }

    private static double WinRate(PartnerPast p, DateOnly day)
    {
        var ended = p.Deals.Where(d => d.Entered is not null && d.Left >= day.AddDays(-365) && d.Left < day && d.Known < day).ToList();
        return ended.Count == 0 ? double.NaN : (ended.Count(d => d.Won) + 0.5) / (ended.Count + 1);
    }
}
