using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>The sealed part of a link that turns off one kind of mail without signing in.</summary>
public sealed class Unsubscribing(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Tandem.Notices.Unsubscribe");

    public string Token(Id<Person> person, string kind) => protector.Protect($"{person} {kind}");

    public (Id<Person> Person, string Kind)? Open(string? token)
    {
        try
        {
            return token is { Length: > 0 and < 2000 } && protector.Unprotect(token).Split(' ', 2) is [var person, var kind]
                ? (Id<Person>.Parse(person), kind)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
