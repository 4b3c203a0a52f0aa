using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>Gathers what each person wanted to hear once a day into one letter.</summary>
public static class SendDigests
{
    private const int PeopleAtOnce = 100;
    private const int LinesShown = 40;

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        /// <summary>How many people get a summary.</summary>
        public async Task<Outcome<int>> Run(CancellationToken ct)
        {
            var letters = 0;
            while (await Some(ct) is { } written)
                letters += written;
            return letters;
        }

        /// <summary>The letters of the next people in line; null when nobody waits.</summary>
        private async Task<int?> Some(CancellationToken ct)
        {
            db.Forget();
            await using var write = await db.BeginWrite(ct);
            var ids = await db.Notices().Where(n => n.AwaitsDigest).Select(n => n.PersonId).Distinct().OrderBy(id => id).Take(PeopleAtOnce).ToListAsync(ct);
            if (ids.Count == 0)
                return null;
            var people = await db.People().AsNoTracking().Where(p => ids.Contains(p.Id) && p.Active && p.Organisation.Active).ToListAsync(ct);
            var waiting = (await db.Notices().Where(n => n.AwaitsDigest && ids.Contains(n.PersonId)).ToListAsync(ct)).ToLookup(n => n.PersonId);
            var now = clock.GetUtcNow();
            foreach (var person in people)
                db.Add(Mail.To(person, Summary([.. waiting[person.Id].OrderByDescending(n => n.Importance).ThenByDescending(n => n.Created)]), now));
            foreach (var notice in waiting.SelectMany(notices => notices))
                notice.WasDigested();
            await write.Commit(ct);
            return people.Count;
        }

        private static Letter Summary(IReadOnlyList<Notice> notices) => new()
        {
            Subject = notices.Count == 1 ? notices[0].Sentence : new Sentence("Your day in Tandem: {0} things", notices.Count),
            Paragraphs = notices.Count > LinesShown ? [new Sentence("The first {0} of {1}:", LinesShown, notices.Count)] : [],
            Items = [.. notices.Take(LinesShown).Select(n => new LetterItem(n.Sentence, n.Link, n.Created))],
            Action = new LetterAction("See all in the portal", "/notices"),
            Kind = Letter.EveryKind,
        };
    }
}
