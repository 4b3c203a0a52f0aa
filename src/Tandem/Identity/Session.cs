using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>One signed-in browser of one person; it ends by signing out, by being closed from elsewhere, or by itself.</summary>
public sealed class Session
{
    /// <summary>Not used for this long, a session ends.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);

    /// <summary>However much it is used, after this long its person signs in again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    private Session() { }

    public Id<Session> Id { get; private set; }

    public Id<Person> PersonId { get; private set; }

    public Person Person { get; private set; } = null!;

    /// <summary>SHA-256 of the secret in the browser's cookie.</summary>
    public byte[] SecretHash { get; private set; } = [];

    /// <summary>The browser and system in words, such as <c>Firefox on Linux</c>.</summary>
    public string Device { get; private set; } = "";

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset LastSeen { get; private set; }

    public DateTimeOffset? Revoked { get; private set; }

    /// <summary>Opens a session; the secret goes into the cookie and is not kept.</summary>
    public static (Session Session, string Secret) Open(Id<Person> person, string? userAgent, DateTimeOffset now)
    {
        var secret = Identity.Secret.New();
        var session = new Session
        {
            Id = Id<Session>.New(now),
            PersonId = person,
            SecretHash = Identity.Secret.Hash(secret),
            Device = Describe(userAgent ?? ""),
            Created = now,
            LastSeen = now,
        };
        return (session, secret);
    }

    public bool IsOpen(DateTimeOffset now) => Revoked is null && LastSeen > now - Idle && Created > now - Longest;

    public void Revoke(DateTimeOffset now) => Revoked ??= now;

    private static string Describe(string agent)
    {
        string? Find(params (string Mark, string Name)[] known) =>
            known.Where(k => agent.Contains(k.Mark, StringComparison.Ordinal)).Select(k => k.Name).FirstOrDefault();

        // Order matters: every browser also claims to be the ones before it in history.
        var browser = Find(("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"));
        var system = Find(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"));
        return browser is null ? "Unknown device" : system is null ? browser : $"{browser} on {system}";
    }

    private sealed class Mapping : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> builder)
        {
            builder.ToTable("sessions");
            builder.HasIndex(s => s.SecretHash).IsUnique();
            builder.HasIndex(s => s.PersonId);
            builder.HasOne(s => s.Person).WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
