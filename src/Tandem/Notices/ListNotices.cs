using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Notices;

/// <summary>What a person was told, newest first.</summary>
public static class ListNotices
{
    public sealed record Ask : PageAsk
    {
        /// <summary>Only what is not read yet.</summary>
        public bool Unread { get; init; }

        /// <summary>Only one kind.</summary>
        [MaxLength(100)]
        public string? Kind { get; init; }
    }

    public sealed record Item(Id<Notice> Id, string Kind, string Text, string Link, Importance Importance, DateTimeOffset Created, bool Read);

    public sealed class Handler(TandemDb db, Cursors cursors, Words l)
    {
        public async Task<Page<Item>> Run(Ask ask, Actor actor, CancellationToken ct)
        {
            var notices = db.Notices().AsNoTracking().Where(n => n.PersonId == actor.Person && n.Shown);
            if (ask.Unread)
                notices = notices.Where(n => n.Read == null);
            if (ask.Kind is { } kind)
                notices = notices.Where(n => n.Kind == kind);
            if (cursors.Open("notices", ask.Cursor) is [{ } moment, { } text])
            {
                var edge = DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
                var last = Id<Notice>.Parse(text);
                notices = notices.Where(n => n.Created < edge || (n.Created == edge && n.Id.CompareTo(last) < 0));
            }

            var rows = await notices.OrderByDescending(n => n.Created).ThenByDescending(n => n.Id).Take(ask.Rows + 1).ToListAsync(ct);
            var shown = rows.Take(ask.Rows).ToList();
            return new Page<Item>(
                shown.ConvertAll(n => new Item(n.Id, n.Kind, n.Sentence.Say(l), n.Link, n.Importance, n.Created, n.Read != null)),
                rows.Count > ask.Rows ? cursors.Seal("notices", shown[^1].Created, shown[^1].Id) : null);
        }
    }
}
