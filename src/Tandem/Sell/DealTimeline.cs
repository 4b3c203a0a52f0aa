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

    public sealed class Handler(TandemDb db, Cursors cursors, Words words)
    {
        public async Task<Outcome<Page<Entry>>> Run(DealTimeline ask, Actor by, CancellationToken ct)
        {
            if (await db.Deals().AsNoTracking().VisibleTo(by).Where(d => d.Id == ask.Deal).Select(d => new { d.Id }).FirstOrDefaultAsync(ct) is null)
                return Refusal.NotFound;
            var page = await db.HistoryOf(new Ref("deal", ask.Deal.Value), by)
                .ToPage(ask, cursors, $"timeline:{ask.Deal}", e => e.Happened, true, e => e.Id, e => e, ct);
            var people = page.Items.Select(e => e.ActorId).OfType<Id<Person>>().Distinct().ToList();
            var names = await db.People().AsNoTracking().Where(p => people.Contains(p.Id))
                .Select(p => new { p.Id, p.Name, Firm = p.Organisation.Name, p.Organisation.IsVendor })
                .ToDictionaryAsync(p => p.Id, ct);
            return page.With(e =>
            {
                var who = e.ActorId is { } id ? names.GetValueOrDefault(id) : null;
                return new Entry(
                    e.Id, e.Kind, FactKinds.Of(e.Kind).Icon, e.Happened, who?.Name, who?.Firm, who?.IsVendor ?? true, e.Fact.Say(words), e.Imported);
            });
        }
    }

    /// <summary>One line of the timeline; nobody's name means that Tandem did it by rule.</summary>
    public sealed record Entry(
        Id<Event> Id, string Kind, string Icon, DateTimeOffset Happened, string? Who, string? Firm, bool ByVendor, string Sentence, bool Imported);
}
