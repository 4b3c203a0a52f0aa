using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>A one-time link with which a person chooses a password: on joining, or after forgetting the old one.</summary>
public sealed class Invitation
{
    /// <summary>How long a new colleague has.</summary>
    public static readonly TimeSpan ToJoin = TimeSpan.FromDays(7);

    /// <summary>How long somebody has who forgot the password.</summary>
    public static readonly TimeSpan ToReset = TimeSpan.FromHours(4);

    private Invitation() { }

    public Id<Invitation> Id { get; private set; }

    public Id<Person> PersonId { get; private set; }

    public Person Person { get; private set; } = null!;

    public byte[] SecretHash { get; private set; } = [];

    /// <summary>Kept only until the mail that carries it is written.</summary>
    public string? Secret { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset Expires { get; private set; }

    public DateTimeOffset? Used { get; private set; }

    /// <summary>The address within the portal, as long as the secret is kept.</summary>
    public string? Link => Secret is null ? null : "/welcome/" + Secret;

    public static Invitation To(Id<Person> person, TimeSpan lasts, DateTimeOffset now)
    {
        var secret = Identity.Secret.New();
        return new Invitation
        {
            Id = Id<Invitation>.New(now),
            PersonId = person,
            Secret = secret,
            SecretHash = Identity.Secret.Hash(secret),
            Created = now,
            Expires = now + lasts,
        };
    }

    public bool IsOpen(DateTimeOffset now) => Used is null && now < Expires;

    /// <summary>The link is on its way to its reader: Tandem forgets it.</summary>
    public void Sent() => Secret = null;

    public void Use(DateTimeOffset now) => (Used, Secret) = (now, null);

    private sealed class Mapping : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> builder)
        {
            builder.ToTable("invitations");
            builder.Ignore(i => i.Link);
            builder.HasIndex(i => i.SecretHash).IsUnique();
            builder.HasIndex(i => i.PersonId);
            builder.HasOne(i => i.Person).WithMany().HasForeignKey(i => i.PersonId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
