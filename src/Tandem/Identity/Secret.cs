using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tandem.Identity;

/// <summary>A random text that opens something: shown once to its owner, kept only as its hash.</summary>
/// <remarks>256 random bits need no salt and no slow hash: nobody can try them all.</remarks>
public static class Secret
{
    public static string New(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
