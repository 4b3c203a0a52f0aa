using System.Security.Cryptography;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Demo;

/// <summary>The people a newcomer can sign in as, with one random password for this database.</summary>
public sealed class DemoPeople(TandemDb db, Passwords passwords, TimeProvider clock)
{
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private string? hash;

    public string Password { get; } =
        string.Join('-', Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetString(Alphabet, 5)));

    /// <summary>Address, name, firm and role of everybody given a sign-in, in that order of giving.</summary>
    public List<(string Email, string Name, string Firm, string Role)> Given { get; } = [];

    public void Give(Person person, Organisation firm)
    {
        // One slow hash for all of them: they share the password anyway.
        hash ??= passwords.Hash(Password);
        db.Add(Login.For(person.Id, hash, clock.GetUtcNow(), demo: true));
        Given.Add((person.Email, person.Name, firm.Name, person.Roles[0].ToString()));
    }

    public string Text() => string.Join('\n',
        Given.Select(g => $"  {g.Email,-44} {g.Role,-15} {g.Name}, {g.Firm}").Append($"  Password of all: {Password}"));
}
