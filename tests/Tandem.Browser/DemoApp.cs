using System.Text;
using Microsoft.EntityFrameworkCore;
using Tandem.Demo;
using Tandem.Identity;
using Tandem.Imports;

namespace Tandem.Browser;

/// <summary>A listening Tandem with a small demo programme: every state of a deal, both sides, a few months of history.</summary>
public sealed class DemoApp : BrowserApp
{
    private const int Partners = 14;
    private const int Months = 4;

    /// <summary>The columns of the file that waits to be imported.</summary>
    public static IReadOnlyList<string> Headings { get; } = ["account", "sector", "office_location"];

    // The clock of the demo moves through months; nothing may act on its own meanwhile.
    protected override bool WorksInBackground => false;

    /// <summary>Looks after the programme, with every role of the vendor.</summary>
    public Person Vendor { get; private set; } = null!;

    /// <summary>The administrator of a partner firm that has been busy.</summary>
    public Person Partner { get; private set; } = null!;

    protected override void Start()
    {
        base.Start();
        Fill().GetAwaiter().GetResult();
    }

    private async Task Fill()
    {
        var today = DateOnly.FromDateTime(Now.UtcDateTime).AddMonths(Months);
        var people = await new DemoProgramme(Services, Clock, seed: 7).Fill(Partners, Months, today, progress: null, CancellationToken.None);
        await Drain();
        var partner = people.Given.First(g => g.Role == nameof(Role.PartnerAdmin)).Email;
        Partner = await Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Email == partner));
        Vendor = await Db(async db =>
        {
            var vendor = await db.Organisations().SingleAsync(o => o.IsVendor);
            var person = Person.Join(vendor, "Robin Overlook", "robin.overlook@example.com", [.. Roles.Vendor], Now);
            db.Add(person);
            await db.SaveChangesAsync();
            return person;
        });
        await Upload();
    }

    /// <summary>An import with something to say about its rows.</summary>
    private Task Upload() => Run((UploadImport.Handler h) => h.Run(
        new UploadImport.Ask
        {
            Files = [new UploadImport.Source("accounts.csv", () => new MemoryStream(Encoding.UTF8.GetBytes(string.Join(',', Headings) + "\nAcme Corporation,technology,Kenya\n,retail,\n")))],
            Kind = "partners.accounts",
        },
        Actor.System, CancellationToken.None));
}
