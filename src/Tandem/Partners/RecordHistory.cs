using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>What happened to a partner, an account or another record of the programme, newest first.</summary>
public sealed record RecordHistory
{
    private const int Most = 30;

    private const int MostOfPartner = 12;

    public Ref Subject { get; init; }

    /// <summary>Everything of this partner, its deals included, in place of what happened to the record alone.</summary>
    public Id<Organisation>? Partner { get; init; }

    /// <summary>Reads what this reader may see; whether the subject itself may be seen was asked before.</summary>
    public sealed class Handler(TandemDb db, Subjects subjects, Words words)
    {
        public async Task<IReadOnlyList<Entry>> Run(RecordHistory ask, Actor by, CancellationToken ct)
        {
            var history = ask.Partner is { } partner && by.IsVendor
                ? db.Events().AsNoTracking().Where(e => e.PartnerId == partner).OrderByDescending(e => e.Happened).ThenByDescending(e => e.Id).Take(MostOfPartner)
                : db.HistoryOf(ask.Subject, by).Take(Most);
            var events = await history.ToListAsync(ct);
            var about = new Dictionary<Ref, Sight?>();
            foreach (var subject in events.Select(e => e.Subject).Where(s => s != ask.Subject).Distinct())
                about[subject] = await subjects.See(subject, by, db, ct);
            var people = events.Select(e => e.ActorId).OfType<Id<Person>>().Distinct().ToList();
            var names = await db.People().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
            return [.. events.Select(e => new Entry(
                FactKinds.Of(e.Kind).Icon, e.Happened, e.ActorId is { } id ? names.GetValueOrDefault(id) : null, e.Fact.Say(words), about.GetValueOrDefault(e.Subject)))];
        }
    }

    /// <summary>One line; nobody's name means that Tandem did it by rule.</summary>
    /// <param name="About">What it happened to, where that is not the record itself.</param>
    public sealed record Entry(string Icon, DateTimeOffset Happened, string? Who, string Sentence, Sight? About);
}
