using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Signatures;

/// <summary>The exact words that were laid before the signers, kept for ever and never changed.</summary>
/// <remarks>The hash is SHA-256 over salt, a line feed and the text in UTF-8: the log of events holds it, and erasing the row leaves the log verifiable.</remarks>
public sealed class SignedText
{
    /// <summary>The word for a signed text in addresses.</summary>
    public const string Kind = "signed-text";

    private SignedText() { }

    public Id<SignedText> Id { get; private set; }

    public string SubjectKind { get; private set; } = "";

    public Guid SubjectId { get; private set; }

    /// <summary>The partner that is one of the two sides.</summary>
    public Id<Organisation> PartnerId { get; private set; }

    public string Title { get; private set; } = "";

    public string Text { get; private set; } = "";

    public string Salt { get; private set; } = "";

    /// <summary>In hexadecimal.</summary>
    public string Hash { get; private set; } = "";

    public DateTimeOffset Shown { get; private set; }

    public Ref Subject => new(SubjectKind, SubjectId);

    public static SignedText Of(Ref subject, Id<Organisation> partner, string title, string text, DateTimeOffset now)
    {
        var salt = Convert.ToHexStringLower(Chance.Bytes(16));
        return new SignedText
        {
            Id = Id<SignedText>.New(now),
            SubjectKind = subject.Kind,
            SubjectId = subject.Id,
            PartnerId = partner,
            Title = title,
            Text = text,
            Salt = salt,
            Hash = HashOf(salt, text),
            Shown = now,
        };
    }

    public static string HashOf(string salt, string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\n{text}")));

    /// <summary>The text is still the one that the hash was made of.</summary>
    public bool IsIntact => HashOf(Salt, Text) == Hash;

    private sealed class Mapping : IEntityTypeConfiguration<SignedText>
    {
        public void Configure(EntityTypeBuilder<SignedText> builder)
        {
            builder.ToTable("signed_texts");
            builder.Ignore(t => t.Subject).Ignore(t => t.IsIntact);
            builder.HasIndex(t => t.SubjectId);
        }
    }
}

/// <summary>One person's yes to a text: who, for whom, with what authority, when.</summary>
public sealed class Signature
{
    private Signature() { }

    public Id<Signature> Id { get; private set; }

    public Id<SignedText> TextId { get; private set; }

    public Id<Person> PersonId { get; private set; }

    public Id<Organisation> OrganisationId { get; private set; }

    public bool ForVendor { get; private set; }

    /// <summary>As they stood at that moment.</summary>
    public string Signer { get; private set; } = "";

    public string Firm { get; private set; } = "";

    /// <summary>By which role the person signs: <c>Signatory</c>.</summary>
    public Role Authority { get; private set; }

    /// <summary>The hash of the text that was on the person's screen.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The browser session or the token it was given through.</summary>
    public Guid? Through { get; private set; }

    public DateTimeOffset At { get; private set; }

    internal static Signature Of(SignedText text, Actor by, Role authority, DateTimeOffset now) => new()
    {
        Id = Id<Signature>.New(now),
        TextId = text.Id,
        PersonId = by.Person!.Value,
        OrganisationId = by.Organisation!.Value,
        ForVendor = by.IsVendor,
        Signer = by.Name,
        Firm = by.OrganisationName,
        Authority = authority,
        Hash = text.Hash,
        Through = by.Session?.Value ?? by.Token?.Value,
        At = now,
    };

    private sealed class Mapping : IEntityTypeConfiguration<Signature>
    {
        public void Configure(EntityTypeBuilder<Signature> builder)
        {
            builder.ToTable("signatures");
            builder.HasIndex(s => new { s.TextId, s.OrganisationId }).IsUnique();
        }
    }
}
