using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>What a program sends to be let in: a person's own token, or the API key of a firm's program.</summary>
public sealed class AccessToken
{
    /// <summary>Lets secret scanners recognise a token that was published by mistake.</summary>
    public const string Prefix = "tdm_";

    private AccessToken() { }

    public Id<AccessToken> Id { get; private set; }

    /// <summary>Whose token it is; for a firm's key, the program it names.</summary>
    public Id<Person> PersonId { get; private set; }

    public Person Person { get; private set; } = null!;

    public string Name { get; private set; } = "";

    public byte[] SecretHash { get; private set; } = [];

    /// <summary>The last four characters, by which its owner recognises it.</summary>
    public string Ending { get; private set; } = "";

    /// <summary>The permissions it is limited to, comma between; null: all that its person has.</summary>
    public string? ScopeNames { get; private set; }

    public IReadOnlyList<string>? Scopes => ScopeNames?.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public Id<Person> IssuedBy { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset? Expires { get; private set; }

    public DateTimeOffset? LastUsed { get; private set; }

    public DateTimeOffset? Revoked { get; private set; }

    /// <summary>Makes a token; its secret is returned once and not kept.</summary>
    public static (AccessToken Token, string Secret) Issue(
        Id<Person> person, string name, IEnumerable<string>? scopes, Id<Person> by, DateTimeOffset? expires, DateTimeOffset now)
    {
        var secret = Secret.New(Prefix);
        var token = new AccessToken
        {
            Id = Id<AccessToken>.New(now),
            PersonId = person,
            Name = name,
            SecretHash = Secret.Hash(secret),
            Ending = secret[^4..],
            ScopeNames = scopes is null ? null : string.Join(',', scopes.Distinct().Order(StringComparer.Ordinal)),
            IssuedBy = by,
            Created = now,
            Expires = expires,
        };
        return (token, secret);
    }

    public bool IsOpen(DateTimeOffset now) => Revoked is null && (Expires is null || now < Expires);

    public void Revoke(DateTimeOffset now) => Revoked ??= now;

    private sealed class Mapping : IEntityTypeConfiguration<AccessToken>
    {
        public void Configure(EntityTypeBuilder<AccessToken> builder)
        {
            builder.ToTable("access_tokens");
            builder.Ignore(t => t.Scopes);
            builder.HasIndex(t => t.SecretHash).IsUnique();
            builder.HasIndex(t => t.PersonId);
            builder.HasOne(t => t.Person).WithMany().HasForeignKey(t => t.PersonId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
