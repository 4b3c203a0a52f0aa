using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Sell;

/// <summary>What happened on a deal, newest first, as far as the reader may know.</summary>
public sealed record DealTimeline : PageAsk
{
    public Id<Deal> Deal { get; init; }

    // The page of every deal shows its beginning. The condition is that of HistoryOf, with what it asks of the reader as values.
    private static readonly Prepared<Func<TandemDb, Guid, bool, Id<Organisation>?, int, IAsyncEnumerable<Line>>> Newest = new(() => EF.CompileAsyncQuery(
        (TandemDb db, Guid deal, bool vendor, Id<Organisation>? firm, int most) => db.Set<Event>().AsNoTracking()
            .Where(e => e.SubjectId == deal && e.SubjectKind == "deal")
            .Where(e => vendor || (e.PartnerId == firm && FactKinds.SeenByPartner.Contains(e.Kind)))
            .OrderByDescending(e => e.Happened).ThenByDescending(e => e.Id).Take(most)
            .Select(e => new Line(
                e, db.Set<Person>().Where(p => p.Id == e.ActorId).Select(p => p.Name).FirstOrDefault(),
                db.Set<Person>().Where(p => p.Id == e.ActorId).Select(p => p.Organisation.Name).FirstOrDefault(),
                db.Set<Person>().Any(p => p.Id == e.ActorId && !p.Organisation.IsVendor)))));

    public sealed class Handler(TandemDb db, Subjects subjects, Cursors cursors, Words words)
    {
        public async Task<Outcome<Page<Entry>>> Run(DealTimeline ask, Actor by, CancellationToken ct)
        {
            var deal = new Ref("deal", ask.Deal.Value);
            if (await subjects.See(deal, by, db, ct) is null)
                return Refusal.NotFound;
            var page = await Page(ask, deal, by, ct);
            return page.With(line => new Entry(
                line.Event.Id, line.Event.Kind, FactKinds.Of(line.Event.Kind).Icon, line.Event.Happened, line.Who, line.Firm, !line.ByPartner,
                line.Event.Fact.Say(words), line.Event.Imported));
        }

        private async Task<Page<Line>> Page(DealTimeline ask, Ref deal, Actor by, CancellationToken ct)
        {
            var list = $"timeline:{ask.Deal}";
            if (ask.Cursor is null)
            {
                var newest = await Newest.On(db)(db, deal.Id, by.IsVendor, by.PartnerId, ask.Rows + 1).ToListAsync(ct);
                return newest.Cut(ask, cursors, list, line => line.Event.Happened, true, line => line.Event.Id);
            }

            return await db.HistoryOf(deal, by).ToPage(
                ask, cursors, list, e => e.Happened, true, e => e.Id,
                e => new Line(
                    e, db.People().Where(p => p.Id == e.ActorId).Select(p => p.Name).FirstOrDefault(),
                    db.People().Where(p => p.Id == e.ActorId).Select(p => p.Organisation.Name).FirstOrDefault(),
                    db.People().Any(p => p.Id == e.ActorId && !p.Organisation.IsVendor)),
                ct);
        }
    }

    private sealed record Line(Event Event, string? Who, string? Firm, bool ByPartner);

    /// <summary>One line of the timeline; nobody's name means that Tandem did it by rule.</summary>
    public sealed record Entry(
        Id<Event> Id, string Kind, string Icon, DateTimeOffset Happened, string? Who, string? Firm, bool ByVendor, string Sentence, bool Imported);
}
