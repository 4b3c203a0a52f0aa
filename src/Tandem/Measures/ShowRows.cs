using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Measures;

/// <summary>The rows behind one input of a number: deals, people, events.</summary>
public sealed record ShowRows : PageAsk
{
    [System.Text.Json.Serialization.JsonIgnore] public string? Kpi { get; init; }

    public Id<Organisation>? Partner { get; init; }

    public string? Period { get; init; }

    /// <summary>The key of the input; the KPI's first one that has rows if empty.</summary>
    public string? Input { get; init; }

    public sealed class Handler(TandemDb db, KpiCatalogue catalogue, Reckoner reckoner, Cursors cursors, Words words)
    {
        private const int MostPages = 200;

        public async Task<Outcome<Page<BehindRow>>> Run(ShowRows ask, Actor by, CancellationToken ct)
        {
            if (catalogue.Find(ask.Kpi) is not { } kpi || !MeasurePermissions.Shows(kpi, by))
                return Refusal.NotFound;
            if ((by.IsPartner ? by.Partner : ask.Partner) is not { } partner || !by.May(by.IsPartner ? MeasurePermissions.Own : MeasurePermissions.Read)
                || (ask.Partner is { } asked && asked != partner))
                return Refusal.NotFound;
            var frame = await reckoner.Now(ct);
            var period = Measures.Period.Of(frame.Today, kpi.Period, frame.Programme.FiscalYearStart);
            if (ask.Period is { Length: > 0 } code && !Measures.Period.TryParse(code, frame.Programme.FiscalYearStart, out period))
                return Refusal.Invalid("measures/period", "{0} is not a period such as 2026-Q3, 2026-07 or 2026.", code).On(nameof(Period));
            var input = ask.Input is { Length: > 0 } key ? kpi.Inputs.FirstOrDefault(i => i.Key == key) : kpi.Inputs.FirstOrDefault(HasRows);
            if (input is null || !HasRows(input))
                return new Page<BehindRow>([], null);

            var scope = $"measure-rows:{kpi.Id}:{input.Key}:{partner}:{period.Key}";
            var skip = cursors.Open(scope, ask.Cursor) is [{ } place] && int.TryParse(place, CultureInfo.InvariantCulture, out var seen) ? seen : 0;
            var asking = new BehindAsk(partner, period.Start, period.End, frame.Programme.StartOf(period.Start), frame.Programme.StartOf(period.End), by, skip, ask.Rows + 1);
            var rows = input.Behind is { } behind ? await behind(db, asking, ct) : await Happened((EventInput)input, asking, frame, ct);
            return rows.Count <= ask.Rows || skip > MostPages * PageAsk.Most
                ? new Page<BehindRow>([.. rows.Take(ask.Rows)], null)
                : new Page<BehindRow>([.. rows.Take(ask.Rows)], cursors.Seal(scope, skip + ask.Rows));
        }

        /// <summary>The events themselves; how many there were each day where a code finer than their kind is counted, or the reader may know the number only.</summary>
        private async Task<IReadOnlyList<BehindRow>> Happened(EventInput input, BehindAsk ask, Reckoner.Frame frame, CancellationToken ct)
        {
            List<string> kinds = [.. input.Kinds];
            List<string> shown = [.. FactKinds.SeenByPartner, FactKinds.Kind<SignedIn>()];
            if (!kinds.TrueForAll(k => FactKinds.Knows(k) && (ask.By.IsVendor || shown.Contains(k))))
                return await Days(input, ask, ct);
            var events = db.Events().AsNoTracking().Where(e => e.PartnerId == ask.Partner && e.Happened >= ask.Starts && e.Happened < ask.Ends);
            if (kinds.Count > 0)
                events = events.Where(e => kinds.Contains(e.Kind));
            else if (ask.By.IsPartner)
                events = events.Where(e => shown.Contains(e.Kind));
            if (input.By != DoneBy.Anybody)
            {
                var own = input.By == DoneBy.PartnersPeople;
                events = events.Where(e => db.People().Any(p => p.Id == e.ActorId && (p.OrganisationId == ask.Partner) == own));
            }

            var found = await events.OrderByDescending(e => e.Happened).ThenByDescending(e => e.Id).Skip(ask.Skip).Take(ask.Take).ToListAsync(ct);
            var people = found.Select(e => e.ActorId).OfType<Id<Person>>().Distinct().ToList();
            var names = await db.People().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
            return found.ConvertAll(e => new BehindRow(
                frame.Programme.DateOf(e.Happened), e.Fact.Say(words), e.SubjectKind == "deal" ? $"/deals/{e.SubjectId}" : null, null,
                e.ActorId is { } actor ? names.GetValueOrDefault(actor, "") : "Tandem"));
        }

        private async Task<IReadOnlyList<BehindRow>> Days(EventInput input, BehindAsk ask, CancellationToken ct)
        {
            List<string> kinds = [.. input.Kinds];
            var rows = await db.EventDays().AsNoTracking()
                .Where(d => d.PartnerId == ask.Partner && d.Day >= ask.From && d.Day < ask.To && kinds.Contains(d.Kind))
                .GroupBy(d => d.Day).Select(g => new { Day = g.Key, Count = g.Sum(d => d.Count) })
                .OrderByDescending(d => d.Day).Skip(ask.Skip).Take(ask.Take).ToListAsync(ct);
            return rows.ConvertAll(d => new BehindRow(d.Day, words[input.Name], null, null, words["{0} times", d.Count]));
        }
    }

    internal static bool HasRows(Input input) => input.Behind is not null || input is EventInput;
}
