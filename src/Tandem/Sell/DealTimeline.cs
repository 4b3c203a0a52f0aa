using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Sell;

/// <summary>What happened on a deal, newest first, as far as the reader may know.</summary>
public sealed record DealTimeline : PageAsk
{
    public Id<Deal> Deal { get; init; }

    public sealed class Handler(TandemDb db, Subjects subjects, Cursors cursors, Words words)
    {
        public async Task<Outcome<Page<Entry>>> Run(DealTimeline ask, Actor by, CancellationToken ct)
        {
            var deal = new Ref("deal", ask.Deal.Value);
            if (await subjects.See(deal, by, db, ct) is null)
                return Refusal.NotFound;
            var page = await db.HistoryOf(deal, by).ToPage(
                ask, cursors, $"timeline:{ask.Deal}", e => e.Happened, true, e => e.Id,
                e => new Line(
                    e, db.People().Where(p => p.Id == e.ActorId).Select(p => p.Name).FirstOrDefault(),
                    db.People().Where(p => p.Id == e.ActorId).Select(p => p.Organisation.Name).FirstOrDefault(),
                    db.People().Any(p => p.Id == e.ActorId && !p.Organisation.IsVendor)),
                ct);
            return page.With(line => new Entry(
                line.Event.Id, line.Event.Kind, FactKinds.Of(line.Event.Kind).Icon, line.Event.Happened, line.Who, line.Firm, !line.ByPartner,
                line.Event.Fact.Say(words), line.Event.Imported));
        }

        private sealed record Line(Event Event, string? Who, string? Firm, bool ByPartner);
    }

    /// <summary>One line of the timeline; nobody's name means that Tandem did it by rule.</summary>
    public sealed record Entry(
        Id<Event> Id, string Kind, string Icon, DateTimeOffset Happened, string? Who, string? Firm, bool ByVendor, string Sentence, bool Imported);
}
