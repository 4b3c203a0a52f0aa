using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Strategize.Plans.Pages;
using Tandem.Ui;

namespace Tandem.Strategize.Reviews.Packs;

/// <summary>What a pack looks like in a reader's language: the same sections for the page, the PDF and the slides.</summary>
public sealed record PackContents(string Title, string Partner, string Lead, PackTone Track, string Footer, IReadOnlyList<PackSection> Sections)
{
    public static PackContents Of(PackDocument pack, Words l, Formats f) => new PackWriter(pack, l, f).Write();
}

/// <summary>How a mark in a pack is coloured.</summary>
public enum PackTone { Plain, Good, Warn, Bad }

/// <summary>A part of a pack under one heading.</summary>
public sealed record PackSection(string Code, string Title)
{
    public string Lead { get; init; } = "";

    public IReadOnlyList<PackStat> Stats { get; init; } = [];

    public PackChart? Chart { get; init; }

    public IReadOnlyList<PackPoint> Points { get; init; } = [];

    public IReadOnlyList<PackTable> Tables { get; init; } = [];

    /// <summary>Under the section: how to read it.</summary>
    public string Note { get; init; } = "";
}

/// <summary>One large number.</summary>
/// <param name="Section">The section that says how it comes about.</param>
public sealed record PackStat(string Label, string Value, string Note, PackTone Tone = PackTone.Plain, string Section = "");

/// <summary>One thing to talk about: what, and the numbers that say so.</summary>
/// <param name="Own">Somebody's own words, which nobody translates.</param>
public sealed record PackPoint(string Text, string Reason, PackTone Tone, bool Own = false);

/// <summary>A chart; values are as people say them: whole money, per cents from 0 to 100.</summary>
/// <param name="Sideways">The bars lie.</param>
/// <param name="Number">How a spreadsheet writes the values.</param>
/// <param name="Unit">Behind the numbers of an axis.</param>
public sealed record PackChart(
    string Title, string First, bool Sideways, IReadOnlyList<string> Series, IReadOnlyList<PackBar> Bars, string Number, string Unit, Func<double, string> Say);

/// <summary>One category of a chart with its value in every series; null where there is none.</summary>
public sealed record PackBar(string Category, params IReadOnlyList<double?> Values);

/// <summary>A table of texts.</summary>
public sealed record PackTable(string Title, IReadOnlyList<PackColumn> Columns, IReadOnlyList<PackRow> Rows);

/// <param name="End">Numbers stand at the end.</param>
/// <param name="Own">Somebody's own words.</param>
public sealed record PackColumn(string Title, bool End = false, bool Own = false);

/// <param name="Link">The page behind the row in the portal.</param>
public sealed record PackRow(string? Link, PackTone Tone, params IReadOnlyList<string> Cells);

/// <summary>Puts the numbers of one document into sections and words.</summary>
internal sealed partial class PackWriter(PackDocument pack, Words l, Formats f)
{
    public PackContents Write() => new(
        l["Quarterly business review {0}", pack.Quarter], pack.PartnerName, l["{0}, as of {1}", pack.PlanTitle, pack.AsOf], ToneOf(pack.Health),
        l["As known at the end of {0}. {1}, version {2}.", pack.AsOf, pack.PlanReference, pack.PlanVersion],
        [Summary(), .. Attainment(), .. pack.Targets.Where(t => t.Slots.Any(s => s.Reached is not null)).Select(Target), Pipeline(), Commitments(), .. Numbers(), Benchmarks(), Coaching(), Proposal()]);

    private PackSection Summary() => new("summary", l["Where the plan stands"])
    {
        Lead = pack.PlanVersion == 0 ? l["Nothing of this plan was signed by that day."]
            : pack.AsOf < pack.Starts ? l["The plan had not begun: its first day is {0}.", pack.Starts]
            : pack.Health is null ? l["Nothing of this plan could be judged that day."]
            : l["Health {0} of 100: {1}.", (int)Math.Round(pack.Health.Value), PlanSays.Of(pack.Track, l).ToLowerInvariant()],
        Stats =
        [
            new(l["Health of the plan"], Points(pack.Health), pack.HealthBefore is { } before ? l["{0} at the end of the quarter before", Points(before)] : PlanSays.Of(pack.Track, l), ToneOf(pack.Health), "attainment"),
            new(l["Partner's promises"], Points(pack.HealthOfPartner), l["of 100"], ToneOf(pack.HealthOfPartner), "attainment"),
            new(l["Vendor's promises"], Points(pack.HealthOfVendor), l["of 100"], ToneOf(pack.HealthOfVendor), "attainment"),
            new(l["Open pipeline"], Say(KpiUnit.Money, pack.Pipeline.Stages.Sum(s => s.Minor)), l.Count(pack.Pipeline.Stages.Sum(s => s.Count), "{0} deal", "{0} deals"), Section: "pipeline"),
            new(l["Standing still"], Say(KpiUnit.Money, pack.Pipeline.StalledMinor), l.Count(pack.Pipeline.StalledCount, "{0} deal", "{0} deals"), pack.Pipeline.StalledCount > 0 ? PackTone.Warn : PackTone.Good, "pipeline"),
        ],
        Points = [.. pack.Coaching.Take(3).Select(Point)],
        Note = pack.Goal,
    };

    private IEnumerable<PackSection> Attainment()
    {
        var judged = pack.Targets.Where(t => t.Share is not null).ToList();
        if (pack.Targets.Count == 0)
        {
            yield return new PackSection("attainment", l["What was reached"]) { Lead = l["The plan names no target."] };
            yield break;
        }

        yield return new PackSection("attainment", l["What was reached"])
        {
            Lead = judged.Count == 0 ? l["Nothing could be judged yet."] : l["{0} of {1} targets are where they should be.", judged.Count(t => t.Share >= 0.999), judged.Count],
            Chart = judged.Count == 0 ? null : new PackChart(
                l["Reached, of what was expected by then"], l["Target"], true, [l["Reached"]], [.. judged.Select(t => new PackBar(l[t.Name], Math.Round(t.Share!.Value * 100, 1)))], "0.#\"%\"", "%",
                v => f.Number((decimal)v, v % 1 == 0 ? 0 : 1) + "%"),
            Tables =
            [
                new PackTable("", [new(l["Target"]), new(l["Side"]), new(l["Promised"], true), new(l["Expected by then"], true), new(l["Reached"], true), new(l["Share"], true)],
                    [.. pack.Targets.Select(t => new PackRow(
                        t.Measured ? $"/measures/{t.Kpi}?partner={pack.Partner}&asOf={pack.AsOf:yyyy-MM-dd}" : null, t.Share is { } s ? ToneOf(s * 100) : PackTone.Plain, l[t.Name], PlanSays.Of(t.Side, l), Promise(t.Unit, t.Amount, t.Cadence, t.Better),
                        t.Measured ? Say(t.Unit, t.Expected) : l["not measured any more"], Say(t.Unit, t.Actual), f.Percent(t.Share)))]),
            ],
            Note = pack.Targets.Any(t => t.Lost >= 1)
                ? l["Takes most of the health: {0}.", string.Join(", ", pack.Targets.Where(t => t.Lost >= 1).OrderByDescending(t => t.Lost).Take(3).Select(t => l["{0} ({1} points)", l[t.Name], f.Number((decimal)t.Lost, 0)]))] : "",
        };
    }

    private PackSection Target(PackTarget t) => new("target-" + t.Key, l[t.Name])
    {
        Lead = t.Expected is null ? l["{0}: {1}.", PlanSays.Of(t.Side, l), Promise(t.Unit, t.Amount, t.Cadence, t.Better)]
            : l["{0}: {1}. Reached {2} of {3} expected.", PlanSays.Of(t.Side, l), Promise(t.Unit, t.Amount, t.Cadence, t.Better), Say(t.Unit, t.Actual), Say(t.Unit, t.Expected)],
        Chart = new PackChart(
            l[t.Name], l["Period"], false, [l["Promised"], l["Reached"]], [.. t.Slots.Select(s => new PackBar(s.Period, Chart(t.Unit, s.Promised), Chart(t.Unit, s.Reached)))],
            Format(t.Unit), t.Unit switch { KpiUnit.Share => "%", KpiUnit.Money => " " + pack.Currency, _ => "" }, v => Unchart(t.Unit, v)),
        Points = [.. t.Drivers.Select(d => new PackPoint(
            d.SoFar ? l["{0}: {1} so far, the quarter before {2}", l[d.Name], Say(d.Unit, d.Now), Say(d.Unit, d.Before)]
                : l["{0}: {1}, the quarter before {2}", l[d.Name], Say(d.Unit, d.Now), Say(d.Unit, d.Before)],
            l["counted from the same facts, {0}", d.Period], Better(d)))],
    };

    private static PackTone Better(PackFigure d) => d switch
    {
        { SoFar: true } => d.Now >= d.Before && d.Better == Measures.Better.More ? PackTone.Good : PackTone.Plain,
        { Now: { } now, Before: { } before } when now == before => PackTone.Plain,
        { Better: Measures.Better.More } => d.Now > d.Before ? PackTone.Good : PackTone.Warn,
        { Better: Measures.Better.Less } => d.Now < d.Before ? PackTone.Good : PackTone.Warn,
        _ => PackTone.Plain,
    };

    private PackSection Pipeline() => new("pipeline", l["Pipeline and deals that stand still"])
    {
        Lead = pack.Pipeline.Stages.Sum(s => s.Count) == 0 ? l["No deal was open that day."]
            : l["{0} open deals worth {1}; {2} of them stand still, worth {3}.", pack.Pipeline.Stages.Sum(s => s.Count), Say(KpiUnit.Money, pack.Pipeline.Stages.Sum(s => s.Minor)),
                pack.Pipeline.StalledCount, Say(KpiUnit.Money, pack.Pipeline.StalledMinor)],
        Chart = pack.Pipeline.Stages.Sum(s => s.Count) == 0 ? null : new PackChart(
            l["Open pipeline by stage"], l["Stage"], false, [l["Amount"]], [.. pack.Pipeline.Stages.Select(s => new PackBar(l[s.Name], Chart(KpiUnit.Money, s.Minor)))], Format(KpiUnit.Money), " " + pack.Currency, v => Unchart(KpiUnit.Money, v)),
        Tables = pack.Pipeline.Stalled.Count == 0 ? [] :
        [
            new PackTable(l["Deals that stand still"], [new(l["Customer"], Own: true), new(l["Stage"]), new(l["Amount"], true), new(l["Close date"], true), new(l["Without work"], true), new(l["Next step"], Own: true)],
                [.. pack.Pipeline.Stalled.Select(d => new PackRow(
                    $"/deals/{d.Id}", PackTone.Plain, $"{d.Customer} ({d.Reference})", l[d.Stage], f.MoneyRound(new Money(d.Minor, d.Currency)), f.Day(d.CloseDate), l["{0} days", d.Days], d.NextStep is null ? l["rewritten since"] : d.NextStep.Length > 0 ? d.NextStep : Formats.None))]),
        ],
        Note = string.Join(" ", new[]
        {
            pack.Pipeline.Rates is { } day ? l["Amounts in {0} at the rates of {1}.", pack.Currency, day] : "",
            pack.Pipeline.Stalled.Any(d => d.NextStep is null) ? l["A next step that was rewritten between this day and the making of the pack is not told: its words are not kept."] : "",
            pack.Pipeline.Unvalued > 0 ? l["For {0} currencies there was no rate: those deals are counted, not summed.", pack.Pipeline.Unvalued] : "",
        }.Where(s => s.Length > 0)),
    };

    private PackSection Commitments()
    {
        var vendor = pack.Targets.Where(t => t.Side == Side.Vendor).ToList();
        var steps = pack.Steps.OrderBy(s => s.Side == Side.Partner).ThenBy(s => s.Due).ToList();
        var owed = pack.Steps.Where(s => s.Side == Side.Vendor).ToList();
        return new PackSection("commitments", l["What both sides promised to do"])
        {
            Lead = vendor.Count + owed.Count == 0 ? l["The vendor owed nothing by that day."]
                : l["The vendor kept {0} of {1} promises that were due.", vendor.Count(t => t.Share >= 0.999) + owed.Count(s => s.Done is not null), vendor.Count(t => t.Share is not null) + owed.Count],
            Tables = steps.Count == 0 ? [] :
            [
                new PackTable("", [new(l["Step"], Own: true), new(l["Side"]), new(l["Due"], true), new(l["State"])],
                    [.. steps.Select(s => new PackRow(null, s.Late ? PackTone.Bad : PackTone.Good, s.Title, PlanSays.Of(s.Side, l), f.Day(s.Due), s.Done is { } done ? l["done on {0}", done] : l["late"]))]),
            ],
        };
    }

    private IEnumerable<PackSection> Numbers()
    {
        var groups = pack.Figures.Where(g => g.Group != "pipeline").ToLookup(g => g.Group);
        if (pack.Figures.Count == 0)
            yield break;
        yield return new PackSection("numbers", l["Enablement and engagement"])
        {
            Tables = [.. new[] { "enablement", "engagement", "vendor" }.Where(g => groups[g].Any()).Select(g => Figures(GroupName(g), groups[g])), Figures(GroupName("pipeline"), pack.Figures.Where(x => x.Group == "pipeline"))],
        };
    }

    private PackTable Figures(string title, IEnumerable<PackFigure> figures) => new(
        title, [new(l["KPI"]), new(Running ? l["{0} so far", pack.Quarter] : pack.Quarter, true), new(l["Quarter before"], true)],
        [.. figures.Select(x => new PackRow($"/measures/{x.Kpi}?partner={pack.Partner}&period={x.Period}&asOf={pack.AsOf:yyyy-MM-dd}", Better(x), l[x.Name], Say(x.Unit, x.Now), Say(x.Unit, x.Before)))]);

    /// <summary>The quarter of the review was not over that day.</summary>
    private bool Running => pack.Figures.Any(x => x.SoFar);

    private string GroupName(string group) => group switch
    {
        "pipeline" => l["Pipeline"],
        "enablement" => l["Enablement"],
        "vendor" => l["The vendor's part"],
        _ => l["Engagement"],
    };
}
