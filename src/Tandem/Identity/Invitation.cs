using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>A one-time link with which a person chooses a password: on joining, or after forgetting the old one.</summary>
public sealed class Invitation
{
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

    private Invitation() { }

    public Id<Invitation> Id { get; private set; }

    public Id<Person> PersonId { get; private set; }

    public Person Person { get; private set; } = null!;

    public byte[] SecretHash { get; private set; } = [];

    /// <summary>Kept only until the mail that carries it is written.</summary>
    public string? Secret { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset? Used { get; private set; }

    /// <summary>The address within the portal, as long as the secret is kept.</summary>
    public string? Link => Secret is null ? null : "/welcome/" + Secret;

    public static Invitation To(Id<Person> person, DateTimeOffset now)
    {
        var secret = Identity.Secret.New();
        return new Invitation
        {
            Id = Id<Invitation>.New(now),
            PersonId = person,
            Secret = secret,
            SecretHash = Identity.Secret.Hash(secret),
            Created = now,
        };
    }

    public bool IsOpen(DateTimeOffset now) => Used is null && now < Created + Lasts;

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
