using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Threads;

/// <summary>The vendor wrote a note for its own people.</summary>
/// <param name="TextHash">Salted SHA-256 of the words; the words stand in the note, not in the log.</param>
[Fact("threads.note-added", Icon = "message")]
public sealed record NoteAdded(Id<Note> Note, string TextHash, IReadOnlyList<Id<Person>> Mentions) : IFact
{
    public string Say(Words l) => l["wrote a note for colleagues"];
}

/// <summary>Somebody wrote a message that the vendor and the partner read.</summary>
[Fact("threads.note-shared", Seen.ByPartner, Icon = "message")]
public sealed record NoteShared(Id<Note> Note, string TextHash, IReadOnlyList<Id<Person>> Mentions) : IFact
{
    public string Say(Words l) => l["wrote a message"];
}

/// <summary>A partner wrote a note for its own firm; the vendor's timeline tells that there is one, nobody of the vendor reads it.</summary>
[Fact("threads.note-kept", Seen.ByPartner, Icon = "message")]
public sealed record NoteKept(Id<Note> Note, string TextHash, IReadOnlyList<Id<Person>> Mentions) : IFact
{
    public string Say(Words l) => l["wrote a note for their own firm"];
}

/// <summary>A note for the vendor's own people was mended.</summary>
[Fact("threads.note-edited", Icon = "message")]
public sealed record NoteEdited(Id<Note> Note, string TextHash) : IFact
{
    public string Say(Words l) => l["edited a note for colleagues"];
}

/// <summary>A note that the partner reads was mended.</summary>
[Fact("threads.shared-note-edited", Seen.ByPartner, Icon = "message")]
public sealed record SharedNoteEdited(Id<Note> Note, string TextHash) : IFact
{
    public string Say(Words l) => l["edited a message"];
}

/// <summary>A note for the vendor's own people was taken back.</summary>
[Fact("threads.note-withdrawn", Icon = "note-off")]
public sealed record NoteWithdrawn(Id<Note> Note) : IFact
{
    public string Say(Words l) => l["took back a note for colleagues"];
}

/// <summary>A note that the partner could read was taken back.</summary>
[Fact("threads.shared-note-withdrawn", Seen.ByPartner, Icon = "message-off")]
public sealed record SharedNoteWithdrawn(Id<Note> Note) : IFact
{
    public string Say(Words l) => l["took back a message"];
}

/// <summary>Which fact tells of a note, by its audience.</summary>
internal static class NoteFacts
{
    public static IFact Added(this Note note)
    {
        IReadOnlyList<Id<Person>> mentions = [.. note.Mentions.Select(m => m.PersonId)];
        return note.Audience switch
        {
            Audience.Internal => new NoteAdded(note.Id, note.Hash, mentions),
            Audience.Shared => new NoteShared(note.Id, note.Hash, mentions),
            _ => new NoteKept(note.Id, note.Hash, mentions),
        };
    }

    public static IFact EditedFact(this Note note) => note.Audience == Audience.Internal
        ? new NoteEdited(note.Id, note.Hash)
        : new SharedNoteEdited(note.Id, note.Hash);

    public static IFact WithdrawnFact(this Note note) => note.Audience == Audience.Internal
        ? new NoteWithdrawn(note.Id)
        : new SharedNoteWithdrawn(note.Id);
}
