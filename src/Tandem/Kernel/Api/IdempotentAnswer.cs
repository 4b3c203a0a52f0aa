using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tandem.Kernel.Api;

/// <summary>What a client was told the first time it sent a request under its own key; a repetition is told the same.</summary>
/// <remarks>An answer may hold a secret shown once, so it is sealed with the client's key, of which only a hash is kept.</remarks>
internal sealed class IdempotentAnswer
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private const int NonceLength = 12;
    private const int TagLength = 16;

    private IdempotentAnswer() { }

    public byte[] Key { get; private set; } = [];

    public byte[] RequestHash { get; private set; } = [];

    public int Status { get; private set; }

    public string? ContentType { get; private set; }

    public string? Location { get; private set; }

    public string? Etag { get; private set; }

    public byte[] SealedBody { get; private set; } = [];

    public DateTimeOffset Created { get; private set; }

    public static IdempotentAnswer Of(string name, byte[] requestHash, HttpResponse response, byte[] body, DateTimeOffset now) => new()
    {
        Key = KeyOf(name),
        RequestHash = requestHash,
        Status = response.StatusCode,
        ContentType = response.ContentType,
        Location = response.Headers.Location,
        Etag = response.Headers.ETag,
        SealedBody = Seal(body, name),
        Created = now,
    };

    public static byte[] KeyOf(string name) => SHA256.HashData(Encoding.UTF8.GetBytes("key\n" + name));

    public bool IsFor(byte[] requestHash) => RequestHash.AsSpan().SequenceEqual(requestHash);

    public byte[] Body(string name)
    {
        var body = new byte[SealedBody.Length - NonceLength - TagLength];
        using var aes = new AesGcm(SealKey(name), TagLength);
        aes.Decrypt(SealedBody.AsSpan(0, NonceLength), SealedBody.AsSpan(NonceLength + TagLength), SealedBody.AsSpan(NonceLength, TagLength), body);
        return body;
    }

    private static byte[] Seal(byte[] body, string name)
    {
        var box = new byte[NonceLength + TagLength + body.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var aes = new AesGcm(SealKey(name), TagLength);
        aes.Encrypt(box.AsSpan(0, NonceLength), body, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength));
        return box;
    }

    private static byte[] SealKey(string name) => SHA256.HashData(Encoding.UTF8.GetBytes("seal\n" + name));

    private sealed class Mapping : IEntityTypeConfiguration<IdempotentAnswer>
    {
        public void Configure(EntityTypeBuilder<IdempotentAnswer> builder)
        {
            builder.ToTable("idempotent_answers").HasKey(a => a.Key);
            builder.HasIndex(a => a.Created);
        }
    }
}
