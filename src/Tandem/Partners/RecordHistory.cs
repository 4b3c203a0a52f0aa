using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>What happened to a partner, an account or another record of the programme, newest first.</summary>
public sealed record RecordHistory
{
    private const int Most = 30;

    public Ref Subject { get; init; }

    /// <summary>Reads what this reader may see; whether the subject itself may be seen was asked before.</summary>
    public sealed class Handler(TandemDb db, Words words)
    {
        public async Task<IReadOnlyList<Entry>> Run(RecordHistory ask, Actor by, CancellationToken ct)
        {
            var events = await db.HistoryOf(ask.Subject, by).Take(Most).ToListAsync(ct);
            var people = events.Select(e => e.ActorId).OfType<Id<Person>>().Distinct().ToList();
            var names = await db.People().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
            return [.. events.Select(e => new Entry(
                FactKinds.Of(e.Kind).Icon, e.Happened, e.ActorId is { } id ? names.GetValueOrDefault(id) : null, e.Fact.Say(words)))];
        }
    }

    /// <summary>One line; nobody's name means that Tandem did it by rule.</summary>
    public sealed record Entry(string Icon, DateTimeOffset Happened, string? Who, string Sentence);
}
