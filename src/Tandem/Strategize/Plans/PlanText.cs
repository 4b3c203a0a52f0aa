using System.Globalization;
using System.Text;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Measures;

namespace Tandem.Strategize.Plans;

/// <summary>The words that are signed: the whole of the terms in plain English, the same for every reader.</summary>
public static class PlanText
{
    public static string Of(string title, string reference, int number, string vendor, string partner, PlanTerms terms, KpiCatalogue kpis, string currency)
    {
        var text = new StringBuilder();
        Line($"{title}");
        Line($"Joint performance plan {reference}, version {number}");
        Line($"between {vendor} (the vendor) and {partner} (the partner)");
        Line($"from {Day(terms.Starts)} to {Day(terms.Ends)}");
        if (terms.Goal.Length > 0)
            Line($"\n{terms.Goal}");
        if (terms.VendorSponsor.Length + terms.PartnerSponsor.Length > 0)
            Line($"\nExecutive sponsors: {Or(terms.VendorSponsor)} for the vendor, {Or(terms.PartnerSponsor)} for the partner.");
        foreach (var side in new[] { Side.Partner, Side.Vendor })
        {
            Section($"{(side == Side.Partner ? "The partner" : "The vendor")} commits to", terms.Of(side), t => $"{NameOf(t.Kpi, kpis)}: {Amount(t, kpis, currency)} (weight {t.Weight})");
            Section($"{(side == Side.Partner ? "The partner" : "The vendor")} puts in", terms.Resources.Where(r => r.Side == side), r => r.Title);
        }

        Section("Milestones", terms.Milestones, m => $"by {Day(m.Due)}, {Who(m.Side)}: {m.Title}{(m.NeedsEvidence ? ", with evidence" : "")}");
        Section("Co-marketing", terms.Activities, a => $"{(a.On is { } on ? Day(on) + ", " : "")}{Who(a.Lead)} leads: {a.Title}{(a.Budget is { } b ? $", budget {Money.Of(b, currency)}" : "")}");
        Section("Target accounts", terms.Accounts, a => a.Aim.Length > 0 ? $"{a.Name}: {a.Aim}" : a.Name);
        Section("Quarterly business reviews", terms.Reviews.Order(), Day);
        return text.ToString().TrimEnd() + "\n";

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        void Section<T>(string head, IEnumerable<T> items, Func<T, string> say)
        {
            var lines = items.Select(say).ToList();
            if (lines.Count == 0)
                return;
            Line($"\n{head}:");
            lines.ForEach(l => Line($"- {l}"));
        }
    }

    private static string Amount(TargetTerm target, KpiCatalogue kpis, string currency)
    {
        var kpi = kpis.Find(target.Kpi);
        var bound = kpi?.Better == Better.Less ? "at most " : "at least ";
        var number = target.Amount.ToString("#,0.####", CultureInfo.InvariantCulture);
        var amount = kpi?.Unit switch
        {
            KpiUnit.Money => $"{currency} {number}",
            KpiUnit.Share => number + "%",
            KpiUnit.Days => number + " days",
            KpiUnit.Hours => number + " hours",
            _ => number,
        };
        return bound + amount + target.Cadence switch
        {
            Cadence.Month => " each month",
            Cadence.Quarter => " each quarter",
            Cadence.Year => " each year",
            _ => " every time",
        };
    }

    private static string NameOf(string kpi, KpiCatalogue kpis) => kpis.Find(kpi)?.Name ?? kpi;

    private static string Who(Side side) => side == Side.Vendor ? "the vendor" : "the partner";

    private static string Or(string name) => name.Length > 0 ? name : "to be named";

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
