using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>The tables of Identity.</summary>
public static class IdentitySets
{
    public static DbSet<Organisation> Organisations(this TandemDb db) => db.Set<Organisation>();

    public static DbSet<Person> People(this TandemDb db) => db.Set<Person>();
}
