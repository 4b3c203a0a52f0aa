using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Signatures;

/// <summary>The tables of Signatures.</summary>
public static class SignatureSets
{
    public static DbSet<SignedText> SignedTexts(this TandemDb db) => db.Set<SignedText>();

    public static DbSet<Signature> Signatures(this TandemDb db) => db.Set<Signature>();
}

/// <summary>Takes signatures for the pillars, inside their own transaction; the pillar's event carries the hash.</summary>
public sealed class SignatureDesk(TandemDb db)
{
    /// <summary>Lays a text before both sides; the same words keep the row, and with it what was signed already.</summary>
    public async Task<SignedText> Show(Ref subject, Id<Organisation> partner, string title, string text, Id<SignedText>? last, DateTimeOffset now, CancellationToken ct)
    {
        if (last is { } known && await db.SignedTexts().FirstOrDefaultAsync(t => t.Id == known, ct) is { } shown && shown.Text == text)
            return shown;
        var made = SignedText.Of(subject, partner, title, text, now);
        db.Add(made);
        return made;
    }

    /// <summary>One side says yes. The value is true when both sides have.</summary>
    /// <param name="seen">The hash of what stood on the signer's screen: another text is not signed by accident.</param>
    /// <param name="authorities">The roles that may sign this, the strongest first.</param>
    public async Task<Outcome<bool>> Sign(SignedText text, string? seen, Actor by, IReadOnlyList<Role> authorities, DateTimeOffset now, CancellationToken ct)
    {
        if (by.Person is null)
            return Refusal.Forbidden("signatures/nobody", "Only a person can sign.");
        if (authorities.Where(by.Is).Cast<Role?>().FirstOrDefault() is not { } authority)
            return Refusal.Forbidden("signatures/no-authority", "Your role does not sign for your side.");
        if (seen != text.Hash)
            return Refusal.Conflict("signatures/other-text", "The text changed since you opened it. Read it again before you sign.");
        var signed = await db.Signatures().Where(s => s.TextId == text.Id).ToListAsync(ct);
        if (signed.Exists(s => s.ForVendor == by.IsVendor))
            return Refusal.Conflict("signatures/signed-already", "Your side has signed this already.");
        db.Add(Signature.Of(text, by, authority, now));
        return signed.Count > 0;
    }
}
