using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Signatures;

/// <summary>What was signed, word for word, with its proof.</summary>
public sealed record ShowSignedText
{
    public Id<SignedText> Text { get; init; }

    public sealed class Handler(TandemDb db, Subjects subjects)
    {
        public async Task<Outcome<View>> Run(ShowSignedText ask, Actor by, CancellationToken ct)
        {
            var text = await db.SignedTexts().AsNoTracking().FirstOrDefaultAsync(t => t.Id == ask.Text, ct);
            if (text is null || await subjects.See(text.Subject, by, db, ct) is not { } sight)
                return Refusal.NotFound;
            var signed = await db.Signatures().AsNoTracking().Where(s => s.TextId == text.Id).OrderBy(s => s.At)
                .Select(s => new Signer(s.Signer, s.Firm, s.ForVendor, s.Authority, s.At, s.Hash == text.Hash)).ToListAsync(ct);
            return new View(text.Id, text.Title, text.Text, text.Salt, text.Hash, text.Shown, text.IsIntact, sight.Title, sight.Url, signed);
        }
    }

    /// <param name="Matches">The signature is one under these very words.</param>
    public sealed record Signer(string Name, string Firm, bool ForVendor, Role Authority, DateTimeOffset At, bool Matches);

    public sealed record View(
        Id<SignedText> Id, string Title, string Text, string Salt, string Hash, DateTimeOffset Shown, bool Intact, string About, string AboutUrl, IReadOnlyList<Signer> Signatures);
}
