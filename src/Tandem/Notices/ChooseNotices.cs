using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>Each person chooses, kind by kind, what is shown in the portal and what comes by e-mail, at once or once a day.</summary>
public static class ChooseNotices
{
    public sealed record Input
    {
        [MaxLength(200)]
        public IReadOnlyList<Line> Lines { get; init; } = [];
    }

    public sealed record Line
    {
        [Required, MaxLength(100)]
        public string Kind { get; init; } = "";

        public bool InApp { get; init; }

        public ByMail Mail { get; init; }
    }

    /// <summary>One line of the preferences page.</summary>
    public sealed record Offered(string Kind, string Title, Importance Importance, bool InApp, ByMail Mail);

    public sealed class Handler(TandemDb db, IEnumerable<INoticeKind> kinds, Words l)
    {
        /// <summary>The kinds that concern this person's roles, with what holds for each now.</summary>
        public async Task<List<Offered>> Offer(Actor actor, CancellationToken ct)
        {
            var chosen = await db.NoticePreferences().AsNoTracking().Where(p => p.PersonId == actor.Person).ToDictionaryAsync(p => p.Kind, p => p.Choice, ct);
            return [.. For(actor).Select(kind =>
            {
                var choice = chosen.GetValueOrDefault(kind.Kind, Choice.Default(kind.Importance));
                return new Offered(kind.Kind, l[kind.Title], kind.Importance, choice.InApp, choice.Mail);
            })];
        }

        public async Task<Outcome<Done>> Run(Input input, Actor actor, CancellationToken ct)
        {
            if (actor.Person is not { } person)
                return Refusal.NotFound;
            var known = For(actor).Select(k => k.Kind).ToHashSet(StringComparer.Ordinal);
            if (input.Lines.FirstOrDefault(line => !known.Contains(line.Kind)) is { } unknown)
                return Refusal.Invalid("notices/unknown-kind", "There is no kind of notice called {0}.", unknown.Kind).On(nameof(input.Lines));
            await using var write = await db.BeginWrite(ct);
            foreach (var line in input.Lines)
                await Set(person, line.Kind, new Choice(line.InApp, line.Mail), ct);
            await write.Commit(ct);
            return new Done();
        }

        /// <summary>The link in a mail: no more mails of this kind, or of any; the portal goes on showing them.</summary>
        public async Task Unsubscribe(Id<Person> person, string kind, CancellationToken ct)
        {
            var affected = kind == Letter.EveryKind ? kinds.ToList() : [.. kinds.Where(k => k.Kind == kind)];
            await using var write = await db.BeginWrite(ct);
            foreach (var one in affected)
            {
                var present = await db.NoticePreferences().AsNoTracking().FirstOrDefaultAsync(p => p.PersonId == person && p.Kind == one.Kind, ct);
                await Set(person, one.Kind, (present?.Choice ?? Choice.Default(one.Importance)) with { Mail = ByMail.Off }, ct);
            }

            await write.Commit(ct);
        }

        private IEnumerable<INoticeKind> For(Actor actor) =>
            kinds.Where(kind => kind.Roles.Any(actor.Is)).OrderByDescending(kind => kind.Importance).ThenBy(kind => kind.Kind, StringComparer.Ordinal);

        private async Task Set(Id<Person> person, string kind, Choice choice, CancellationToken ct)
        {
            var preference = await db.NoticePreferences().FirstOrDefaultAsync(p => p.PersonId == person && p.Kind == kind, ct);
            if (preference is null)
                db.Add(Preference.Of(person, kind, choice));
            else
                preference.Choose(choice);
        }
    }
}
