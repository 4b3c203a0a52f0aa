using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tandem.Identity;

/// <summary>Failed sign-ins in a row for one e-mail address, known or not: after five the address rests for ten minutes.</summary>
/// <remarks>Counted by the address's hash, so an unknown address behaves, and takes as long, as a known one.</remarks>
public sealed class SignInAttempts
{
    public const int Limit = 5;

    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    private SignInAttempts() { }

    public SignInAttempts(byte[] emailHash) => EmailHash = emailHash;

    public byte[] EmailHash { get; private set; } = [];

    public int Count { get; private set; }

    public DateTimeOffset Last { get; private set; }

    public bool RestsAt(DateTimeOffset now) => Count >= Limit && now < Last + Rest;

    /// <summary>Counts an attempt before it is judged, so that parallel guesses cannot pass the limit together.</summary>
    public void Add(DateTimeOffset now)
    {
        Count = now >= Last + Rest ? 1 : Count + 1;
        Last = now;
    }

    private sealed class Mapping : IEntityTypeConfiguration<SignInAttempts>
    {
        public void Configure(EntityTypeBuilder<SignInAttempts> builder)
        {
            builder.ToTable("sign_in_attempts").HasKey(a => a.EmailHash);
            builder.HasIndex(a => a.Last);
        }
    }
}
