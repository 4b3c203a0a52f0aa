using System.Globalization;
using Tandem.Identity;

namespace Tandem.Tests;

/// <summary>What stands before a test begins; each call makes something new, so that tests share nothing.</summary>
public sealed class Given(TestApp app)
{
    private static int count;

    private static int Next() => Interlocked.Increment(ref count);

    /// <summary>A person of the vendor: with every vendor role unless some are named.</summary>
    public async Task<Person> VendorPerson(params Role[] roles) =>
        await Join(await Vendor(), roles.Length == 0 ? [.. Roles.Vendor] : roles);

    /// <summary>A person of a partner firm, a new one unless given: with every partner role unless some are named.</summary>
    public async Task<Person> PartnerPerson(Organisation? partner = null, params Role[] roles) =>
        await Join(partner ?? await Partner(), roles.Length == 0 ? [.. Roles.Partner] : roles);

    public async Task<Organisation> Partner(string? name = null)
    {
        var partner = Organisation.Partner(name ?? $"Partner {Next().ToString(CultureInfo.InvariantCulture)}", app.Now);
        await app.Db(db =>
        {
            db.Add(partner);
            return db.SaveChangesAsync();
        });
        return partner;
    }

    public async Task<Organisation> Vendor()
    {
        var vendor = Organisation.Vendor("Vendor", app.Now);
        await app.Db(db =>
        {
            db.Add(vendor);
            return db.SaveChangesAsync();
        });
        return vendor;
    }

    private async Task<Person> Join(Organisation organisation, IEnumerable<Role> roles)
    {
        var number = Next().ToString(CultureInfo.InvariantCulture);
        return await app.Db(async db =>
        {
            db.Attach(organisation);
            var person = Person.Join(organisation, $"Person {number}", $"person{number}@example.com", roles, app.Now);
            db.Add(person);
            db.Entry(person).Reference(p => p.Organisation).CurrentValue = organisation;
            await db.SaveChangesAsync();
            return person;
        });
    }
}
