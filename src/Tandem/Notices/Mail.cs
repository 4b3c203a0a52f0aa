using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>What an e-mail says, before it is put into the reader's language and into HTML and plain text.</summary>
public sealed record Letter
{
    public required Sentence Subject { get; init; }

    public IReadOnlyList<Sentence> Paragraphs { get; init; } = [];

    public IReadOnlyList<LetterItem> Items { get; init; } = [];

    /// <summary>The one thing to do: the label of the button and its page.</summary>
    public LetterAction? Action { get; init; }

    /// <summary>A meeting for the reader's calendar; null in letters without one.</summary>
    public LetterCalendar? Calendar { get; init; }

    /// <summary>The kind of notice that the reader can turn off from the letter; <see cref="EveryKind"/> for a summary.</summary>
    public string? Kind { get; init; }

    /// <summary>Carries a secret, such as a link to set a password: its words are erased once it was sent.</summary>
    public bool Confidential { get; init; }

    public const string EveryKind = "*";
}

/// <summary>One line of a summary.</summary>
public sealed record LetterItem(Sentence Sentence, string Link, DateTimeOffset When);

/// <summary>The button of a letter.</summary>
public sealed record LetterAction(string Label, string Link);

/// <summary>A meeting that the reader's mail program offers to lay into the calendar (RFC 6047).</summary>
/// <param name="Method"><c>REQUEST</c> or <c>CANCEL</c>, as the text itself says.</param>
/// <param name="Text">The iCalendar object.</param>
public sealed record LetterCalendar(string Method, string Text);

/// <summary>Where an e-mail stands on its way out.</summary>
public enum MailState
{
    Waiting,
    Sent,

    /// <summary>Given up after every attempt failed, or its address is none.</summary>
    Failed,

    /// <summary>Waited so long that it would only confuse.</summary>
    Stale,
}

/// <summary>An e-mail in the outbox: written in the transaction that caused it, sent after.</summary>
public sealed class Mail
{
    /// <summary>The waits after each failed attempt; after the last the mail has failed.</summary>
    private static readonly TimeSpan[] Waits =
        [.. new[] { 1, 5, 15, 60, 240, 720 }.Select(minutes => TimeSpan.FromMinutes(minutes))];

    private static readonly TimeSpan TooOld = TimeSpan.FromDays(3);

    private Mail() { }

    public Id<Mail> Id { get; private set; }

    public Id<Person>? PersonId { get; private set; }

    public string Address { get; private set; } = "";

    public string Language { get; private set; } = "en";

    public string Said { get; private set; } = "";

    public MailState State { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>When it is tried next.</summary>
    public DateTimeOffset Due { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset? Ended { get; private set; }

    public string? Error { get; private set; }

    /// <summary>Null once a confidential letter was sent.</summary>
    public Letter? Letter => Said.Length == 0 ? null : JsonSerializer.Deserialize<Letter>(Said);

    public static Mail To(Person person, Letter letter, DateTimeOffset now) => new()
    {
        Id = Id<Mail>.New(now),
        PersonId = person.Id,
        Address = person.Email,
        Language = person.Language,
        Said = JsonSerializer.Serialize(letter),
        Due = now,
        Created = now,
    };

    public bool IsTooOld(DateTimeOffset now) => now - Created > TooOld;

    /// <summary>Takes it for sending: if this process dies meanwhile, it is tried again after the claim.</summary>
    internal void Claim(DateTimeOffset now, TimeSpan claim)
    {
        Attempts++;
        Due = now + claim;
    }

    internal void WasSent(DateTimeOffset now)
    {
        End(MailState.Sent, now);
        Error = null;
        if (Letter is { Confidential: true })
            Said = "";
    }

    /// <summary>It was taken at its first attempt, in the moment in which it was written: so a history that is told afterwards.</summary>
    internal void LeftAtOnce()
    {
        Claim(Created, TimeSpan.Zero);
        WasSent(Created);
    }

    internal void WasRefused(string error, bool forGood, DateTimeOffset now)
    {
        Error = error.Length > 500 ? error[..500] : error;
        if (forGood || Attempts > Waits.Length)
            End(MailState.Failed, now);
        else
            Due = now + Waits[Attempts - 1];
    }

    internal void BecameStale(DateTimeOffset now) => End(MailState.Stale, now);

    /// <summary>An operator asks for one more round of attempts.</summary>
    internal void TryAgain(DateTimeOffset now)
    {
        State = MailState.Waiting;
        Ended = null;
        Attempts = 0;
        Created = now;
        Due = now;
    }

    private void End(MailState state, DateTimeOffset now)
    {
        State = state;
        Ended = now;
    }

    private sealed class Mapping : IEntityTypeConfiguration<Mail>
    {
        public void Configure(EntityTypeBuilder<Mail> builder)
        {
            builder.ToTable("mails");
            builder.Ignore(m => m.Letter);
            builder.HasIndex(m => new { m.State, m.Due });
            builder.HasIndex(m => m.Created);
        }
    }
}
