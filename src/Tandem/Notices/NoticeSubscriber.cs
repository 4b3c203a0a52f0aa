using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>Turns events into what people should know: notices in the portal, and letters into the outbox.</summary>
public sealed class NoticeSubscriber(IEnumerable<INoticeKind> kinds, TimeProvider clock, ILogger<NoticeSubscriber> log) : ISubscriber
{
    public string Name => "notices";

    public async Task Handle(IReadOnlyList<Event> events, TandemDb db, CancellationToken ct)
    {
        var told = new List<Told>();
        foreach (var e in events.Where(e => !e.Imported))
        {
            foreach (var kind in kinds.Where(kind => kind.Wants(e)))
                told.AddRange(await Addressees(kind, e, db, ct));
        }

        if (told.Count == 0)
            return;
        var people = await People(told, db, ct);
        var choices = await Choices(told, db, ct);
        var now = clock.GetUtcNow();
        foreach (var (kind, e, to) in told)
        {
            if (!people.TryGetValue(to.Person, out var person))
                continue;
            var choice = choices.GetValueOrDefault((to.Person, kind.Kind), Choice.Default(kind.Importance));
            if (choice.InApp || choice.Mail == ByMail.Daily)
                db.Add(Notice.Of(to, kind, e, choice, now));
            if (choice.Mail == ByMail.Now)
                db.Add(Mail.To(person, LetterOf(to, kind), now));
        }

        await db.SaveChangesAsync(ct);
    }

    /// <summary>One faulty kind must not stop everybody's notices; a failing database stops the batch, which comes again.</summary>
    private async Task<IEnumerable<Told>> Addressees(INoticeKind kind, Event e, TandemDb db, CancellationToken ct)
    {
        try
        {
            var addressed = await kind.For(e, db, ct);
            return addressed.Where(to => to.Person != e.ActorId).DistinctBy(to => to.Person).Select(to => new Told(kind, e, to)).ToList();
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or DbException or DbUpdateException))
        {
            log.LogError(failure, "Notice {Kind} failed on event {Event} and is left out.", kind.Kind, e.Id);
            return [];
        }
    }

    private static async Task<Dictionary<Id<Person>, Person>> People(List<Told> told, TandemDb db, CancellationToken ct)
    {
        var ids = told.Select(t => t.To.Person).Distinct().ToList();
        return await db.People().AsNoTracking()
            .Where(p => ids.Contains(p.Id) && p.Active && p.Organisation.Active).ToDictionaryAsync(p => p.Id, ct);
    }

    private static async Task<Dictionary<(Id<Person>, string), Choice>> Choices(List<Told> told, TandemDb db, CancellationToken ct)
    {
        var ids = told.Select(t => t.To.Person).Distinct().ToList();
        var chosen = await db.NoticePreferences().AsNoTracking().Where(p => ids.Contains(p.PersonId)).ToListAsync(ct);
        return chosen.ToDictionary(p => (p.PersonId, p.Kind), p => p.Choice);
    }

    private static Letter LetterOf(Addressed to, INoticeKind kind) => new()
    {
        Subject = to.Sentence,
        Paragraphs = [to.Sentence],
        Action = new LetterAction("Open in the portal", to.Link),
        Kind = kind.Kind,
    };

    private sealed record Told(INoticeKind Kind, Event Event, Addressed To);
}
