using System.ComponentModel.DataAnnotations;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Files;

/// <summary>Lays uploaded files beside a deal, a plan, a partner, for an audience.</summary>
public static class AttachFiles
{
    public sealed record Input
    {
        [Required, MinLength(1), MaxLength(20)]
        public IReadOnlyList<Id<StoredFile>> Files { get; init; } = [];

        /// <summary>Who may read them: the vendor only, the vendor and the partner, or the partner's own firm.</summary>
        public Audience Audience { get; init; } = Audience.Shared;
    }

    /// <summary>What the page asks beside the files themselves.</summary>
    public sealed record Choice
    {
        public Audience Audience { get; init; } = Audience.Shared;
    }

    public sealed class Handler(TandemDb db, Subjects subjects, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(Ref subject, Input input, Actor actor, CancellationToken ct)
        {
            if (await subjects.Converse(subject, actor, db, ct) is not { } sight)
                return Refusal.NotFound;
            if (!Sight.AudiencesOf(actor).Contains(input.Audience))
                return Refusal.Invalid("files/audience", "You may not attach files for these readers.").On(nameof(input.Audience));

            var now = clock.GetUtcNow();
            var attached = await db.Attach(subject, input.Files, input.Audience, actor, now, ct);
            if (attached.Count != input.Files.Distinct().Count())
                return Refusal.NotFound;
            IFact fact = input.Audience == Audience.Internal
                ? new FilesAttached(attached.Count)
                : new FilesShared(attached.Count);
            db.Record(actor, subject, sight.Partner, fact, now);
            await db.SaveChangesAsync(ct);
            return new Done();
        }
    }
}

/// <summary>The vendor laid files beside a subject for its own people.</summary>
[Fact("files.attached", Icon = "paperclip")]
public sealed record FilesAttached(int Count) : IFact
{
    public string Say(Words l) => Count == 1 ? l["attached a file for colleagues"] : l["attached {0} files for colleagues", Count];
}

/// <summary>Somebody laid files beside a subject that the partner may read.</summary>
[Fact("files.shared", Seen.ByPartner, Icon = "paperclip")]
public sealed record FilesShared(int Count) : IFact
{
    public string Say(Words l) => Count == 1 ? l["attached a file"] : l["attached {0} files", Count];
}
