using Tandem.Engine;
using Tandem.Engine.Learning;
using Tandem.Sell;

namespace Tandem.Accelerate.WinOdds;

/// <summary>What was known of a deal at a moment, and nothing that was recorded later.</summary>
/// <remarks>Amounts are log10 of whole units of the programme's currency at the rate of that day; times are days.</remarks>
public static class DealFeatures
{
    private const int Recent = 30;

    // What only ever grows would stand for the calendar; beyond these a partner is no beginner any more.
    private const int Beginning = 365;
    private const int Experienced = 20;

    public static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["stage"] = "Stage",
        ["source"] = "How it came in",
        ["clean"] = "Other claims when it was registered",
        ["country"] = "Country of the customer",
        ["territory"] = "Territory",
        ["partner_type"] = "Type of the partner",
        ["partner"] = "This partner's own record",
        ["seller"] = "This seller's own record",
        ["days_open"] = "Days in the pipeline",
        ["days_in_stage"] = "Days in its stage",
        ["moves"] = "Stages moved so far",
        ["quiet_days"] = "Days since somebody worked on it",
        ["recent_work"] = "Steps of work in the last 30 days",
        ["amount"] = "Size",
        ["amount_changes"] = "Changes of the amount",
        ["days_to_close"] = "Days to the planned close",
        ["pushes"] = "Close date pushed back",
        ["partner_days"] = "Days the partner is in the programme",
        ["partner_ended"] = "Deals the partner has ended before",
        ["partner_win_rate"] = "Win rate of the partner before",
    };

    /// <param name="convert">Whole units of the programme's currency at the rate of a day; null where there is no rate.</param>
    public static Frame Of(IReadOnlyList<(DealPast Deal, DateTimeOffset At)> cases, PartnerRecords records, Func<DateOnly, Money, double?> convert)
    {
        var seen = cases.Select(c => Seen.At(c.Deal, c.At)).ToArray();
        var before = cases.Select(c => records.Before(c.Deal.Partner, c.At)).ToArray();
        return new Frame(
        [
            Text("stage", i => seen[i].Stage),
            Text("source", i => cases[i].Deal.Imported ? "imported" : cases[i].Deal.Registered ? "registered" : "direct"),
            Text("clean", i => !cases[i].Deal.Registered ? "" : cases[i].Deal.Clean ? "none" : "some"),
            Text("country", i => cases[i].Deal.Country),
            Text("territory", i => cases[i].Deal.Territory),
            Text("partner_type", i => cases[i].Deal.PartnerType),
            Text("partner", i => cases[i].Deal.Partner?.ToString() ?? ""),
            Text("seller", i => seen[i].Seller?.ToString() ?? ""),
            Number("days_open", i => (cases[i].At - cases[i].Deal.Entered).TotalDays),
            Number("days_in_stage", i => (cases[i].At - seen[i].StageSince).TotalDays),
            Number("moves", i => seen[i].Moves),
            Number("quiet_days", i => (cases[i].At - seen[i].Worked).TotalDays),
            Number("recent_work", i => seen[i].RecentWork),
            Number("amount", i => seen[i].Amount is { Minor: > 0 } amount && convert(DateOnly.FromDateTime(cases[i].At.UtcDateTime), amount) is { } units and > 0 ? Math.Log10(units) : double.NaN),
            Number("amount_changes", i => seen[i].AmountChanges),
            Number("days_to_close", i => seen[i].CloseDate is { } close ? close.DayNumber - DateOnly.FromDateTime(cases[i].At.UtcDateTime).DayNumber : double.NaN),
            Number("pushes", i => seen[i].Pushes),
            Number("partner_days", i => cases[i].Deal.PartnerSince is { } since ? Math.Min(Beginning, DateOnly.FromDateTime(cases[i].At.UtcDateTime).DayNumber - since.DayNumber) : double.NaN),
            Number("partner_ended", i => Math.Min(Experienced, before[i].Ended)),
            Number("partner_win_rate", i => before[i].Ended == 0 ? double.NaN : (before[i].Won + 0.5) / (before[i].Ended + 1)),
        ], cases.Count);

        FrameColumn Text(string name, Func<int, string> cell) => FrameColumn.Text(name, Enumerable.Range(0, cases.Count).Select(cell));
        FrameColumn Number(string name, Func<int, double> cell) => FrameColumn.Number(name, [.. Enumerable.Range(0, cases.Count).Select(cell)]);
    }

    /// <summary>The moments at which an ended deal is looked at: a grid of equal steps with a start of its own.</summary>
    /// <remarks>
    /// A deal that lived long is seen more often, just as it stands more often among the open ones: of the cases of an age, as
    /// many were won as of all deals that reached it.
    /// </remarks>
    public static IEnumerable<DateTimeOffset> Looks(DealPast deal, double step)
    {
        var bytes = deal.Id.ToByteArray();
        var start = BitConverter.ToUInt32(bytes, 12) / (double)uint.MaxValue * step;
        for (var age = start; deal.Entered.AddDays(age) < deal.Left; age += step)
            yield return deal.Entered.AddDays(age);
    }

    private sealed record Seen(
        string Stage, DateTimeOffset StageSince, int Moves, Guid? Seller, DateTimeOffset Worked, int RecentWork, Money? Amount, int AmountChanges, DateOnly? CloseDate, int Pushes)
    {
        public static Seen At(DealPast deal, DateTimeOffset at)
        {
            // Before its first move it stood where that move began; one that came in closed tells nothing of its way.
            var first = deal.Steps.Select(s => s.Fact).OfType<StageMoved>().FirstOrDefault();
            var seen = new Seen(first?.From ?? (deal.Imported && deal.Left is not null ? "" : deal.Stage), deal.Entered, 0, null, deal.Entered, 0, null, 0, null, 0);
            foreach (var step in deal.Steps)
            {
                if (step.Known >= at)
                    break;
                if (step.Person is not null)
                    seen = seen with { Worked = step.Known > seen.Worked ? step.Known : seen.Worked, RecentWork = seen.RecentWork + ((at - step.Known).TotalDays < Recent ? 1 : 0) };
                seen = step.Fact switch
                {
                    RegistrationSubmitted s => seen with { Amount = new Money(s.AmountMinor, s.Currency), CloseDate = s.CloseDate, Seller = step.Person },
                    DirectDealAdded d => seen with { Amount = new Money(d.AmountMinor, d.Currency), Seller = step.Person },
                    DealImported { Status: DealStatus.Open } i => seen with { Amount = new Money(i.AmountMinor, i.Currency), CloseDate = i.Closed },
                    StageMoved m => seen with { Stage = m.To, StageSince = step.Known, Moves = seen.Moves + 1 },
                    DealUpdated u => seen with
                    {
                        Amount = new Money(u.AmountMinor, u.Currency),
                        CloseDate = u.CloseDate,
                        AmountChanges = seen.AmountChanges + (u.Changed.Contains(DealField.Amount) ? 1 : 0),
                        Pushes = seen.Pushes + (u.Changed.Contains(DealField.CloseDate) && (seen.CloseDate is null || u.CloseDate > seen.CloseDate) ? 1 : 0),
                    },
                    _ => seen,
                };
            }

            return seen;
        }
    }
}
