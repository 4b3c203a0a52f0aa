using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;

namespace Tandem.Team;

/// <summary>Writes the mail that carries a one-time link, and makes Tandem forget the link.</summary>
public sealed class LinkLetters(TimeProvider clock) : ISubscriber
{
    public string Name => "link-letters";

    public async Task Handle(IReadOnlyList<Event> events, TandemDb db, CancellationToken ct)
    {
        foreach (var e in events)
        {
            var (id, joins) = e.Kind switch
            {
                _ when e.Kind == FactKinds.Kind<PersonJoined>() => (((PersonJoined)e.Fact).Invitation, true),
                _ when e.Kind == FactKinds.Kind<LinkSent>() => (((LinkSent)e.Fact).Invitation, false),
                _ => (null, false),
            };
            if (id is not { } invited)
                continue;
            var invitation = await db.Invitations().Include(i => i.Person.Organisation).FirstOrDefaultAsync(i => i.Id == invited, ct);
            if (invitation?.Link is not { } link || !invitation.IsOpen(clock.GetUtcNow()))
                continue;
            db.Add(Mail.To(invitation.Person, LetterOf(invitation, link, joins), clock.GetUtcNow()));
            invitation.Sent();
        }

        await db.SaveChangesAsync(ct);
    }

    private static Letter LetterOf(Invitation invitation, string link, bool joins) => joins
        ? new Letter
        {
            Subject = new Sentence("You are invited to the partner portal"),
            Paragraphs =
            [
                new Sentence("{0}, you were invited to work in the partner portal for {1}.", invitation.Person.Name, invitation.Person.Organisation.Name),
                new Sentence("Choose a password until {0}; the link works once.", invitation.Expires),
            ],
            Action = new LetterAction("Choose a password", link),
            Confidential = true,
        }
        : new Letter
        {
            Subject = new Sentence("Choose a new password"),
            Paragraphs =
            [
                new Sentence("Use this link until {0}; it works once. If you did not ask for it, do nothing.", invitation.Expires),
            ],
            Action = new LetterAction("Choose a password", link),
            Confidential = true,
        };
}
