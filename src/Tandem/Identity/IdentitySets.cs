using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>The tables of Identity.</summary>
public static class IdentitySets
{
    public static DbSet<Organisation> Organisations(this TandemDb db) => db.Set<Organisation>();

    public static DbSet<Person> People(this TandemDb db) => db.Set<Person>();

    public static DbSet<Login> Logins(this TandemDb db) => db.Set<Login>();

    public static DbSet<Session> Sessions(this TandemDb db) => db.Set<Session>();

    public static DbSet<AccessToken> AccessTokens(this TandemDb db) => db.Set<AccessToken>();

    public static DbSet<Invitation> Invitations(this TandemDb db) => db.Set<Invitation>();

    public static DbSet<Right> Rights(this TandemDb db) => db.Set<Right>();
}
