using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>How a person proves who they are: the password, kept only as a slow hash.</summary>
public sealed class Login
{
    /// <summary>Shorter passwords are refused; longer sentences are welcome.</summary>
    public const int ShortestPassword = 10;

    private Login() { }

    public Id<Person> PersonId { get; private set; }

    public Person Person { get; private set; } = null!;

    public string PasswordHash { get; private set; } = "";

    /// <summary>Made by the demo programme; outside Development such a database is refused.</summary>
    public bool Demo { get; private set; }

    public DateTimeOffset Changed { get; private set; }

    public int Version { get; private set; }

    public static Login For(Id<Person> person, string passwordHash, DateTimeOffset now, bool demo = false) =>
        new() { PersonId = person, PasswordHash = passwordHash, Changed = now, Demo = demo };

    public void Change(string passwordHash, DateTimeOffset now)
    {
        PasswordHash = passwordHash;
        Changed = now;
        Demo = false;
    }

    private sealed class Mapping : IEntityTypeConfiguration<Login>
    {
        public void Configure(EntityTypeBuilder<Login> builder)
        {
            builder.ToTable("logins").HasKey(l => l.PersonId);
            builder.Property(l => l.PersonId).ValueGeneratedNever();
            builder.HasOne(l => l.Person).WithOne().HasForeignKey<Login>(l => l.PersonId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>Hashes and checks passwords by the framework's PBKDF2 (HMAC-SHA512, 100,000 rounds).</summary>
public sealed class Passwords(IPasswordHasher<Login> hasher)
{
    private static readonly Login Nobody = Login.For(default, "", default);

    // Checked for unknown addresses, so that the answer takes as long as for a known one.
    private readonly Lazy<string> decoy = new(() => hasher.HashPassword(Nobody, Secret.New()));

    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    /// <summary>Is it this password? Takes the same work when there is none to compare with.</summary>
    public bool Match(string? hash, string password) =>
        hasher.VerifyHashedPassword(Nobody, hash ?? decoy.Value, password) != PasswordVerificationResult.Failed && hash is not null;
}
