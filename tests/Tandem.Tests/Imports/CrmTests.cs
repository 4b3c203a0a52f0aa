using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Imports;
using Tandem.Imports.Tables;
using Tandem.Partners;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Imports;

/// <summary>A real CRM export, with its dirt.</summary>
public abstract class CrmTests(TestApp app)
{
    private static readonly string[] Names = ["accounts.csv", "products.csv", "sales_pipeline.csv", "sales_teams.csv"];
    private readonly ImportWorld world = new(app);

    [Fact]
    public async Task A_crm_export_arrives_whole_twice_changes_nothing_comes_from_excel_too_and_goes_again()
    {
        var files = Names.Select(name => DataFolder.Find("crm", name)).ToList();

        var first = await world.Import([.. files.Select(path => new UploadImport.Source(Path.GetFileName(path), () => File.OpenRead(path)))]);

        Assert.Equal((RunState.Done, ""), (first.State, first.Problem));
        Assert.Equal([(85, 0), (7, 0), (35, 0), (7135, 0)], first.Files.Select(f => (f.Added, f.Refused)));
        await Arrived();
        var findings = await world.Findings(first.Id);
        Assert.Equal(1_205, findings.Count(f => f.Message == "“GTXPro” read as “GTX Pro”."));
        Assert.Equal(12, findings.Count(f => f.Message == "“technolgy” read as “technology”."));
        Assert.Equal(1_008, findings.Count(f => f.Message.StartsWith("No account is named", StringComparison.Ordinal)));
        await NothingStarted();

        var events = await app.Db(db => db.Set<Tandem.Events.Event>().CountAsync());
        var second = await world.Import(await Task.WhenAll(files.Select(Excel)));
        Assert.Equal([85, 7, 35, 7135], second.Files.Select(f => f.Unchanged));
        Assert.All(second.Files, f => Assert.Equal("Excel", f.Form));
        Assert.Equal(events + 1, await app.Db(db => db.Set<Tandem.Events.Event>().CountAsync()));

        var undone = await world.Undo(first.Id);
        Assert.Equal((7_262, 0), (undone.TakenBack, undone.LeftStanding));
        Assert.Equal((0, 0), (await app.Db(db => db.Deals().CountAsync()), await app.Db(db => db.Accounts().CountAsync())));
    }

    private async Task Arrived()
    {
        var deals = await app.Db(db => db.Deals().AsNoTracking().Include(d => d.Lines).ToListAsync());
        Assert.Equal((3_042, 1_684, 2_409), (
            deals.Count(d => d.Status == DealStatus.Won), deals.Count(d => d.Status == DealStatus.Lost), deals.Count(d => d.Status == DealStatus.Open)));
        Assert.Equal(720_303_800, deals.Sum(d => d.Amount.Minor));
        Assert.All(deals, d => Assert.Single(d.Lines));
        Assert.Equal(1_008, deals.Count(d => d.AccountId is null));
        var won = deals.Single(d => d.ExternalId == "1C1I7A6R");
        Assert.Equal((new DateOnly(2017, 3, 1), 105_400L, "USD"), (won.ClosedOn, won.Amount.Minor, won.Amount.Currency));
        Assert.Equal(new DateOnly(2016, 10, 20), DateOnly.FromDateTime(won.Created.AddHours(12).UtcDateTime));

        var seller = await app.Db(db => db.People().AsNoTracking().Include(p => p.Organisation).SingleAsync(p => p.Id == won.OwnerId));
        Assert.Equal(("Moses Frase", "Moses Frase", false), (seller.Name, seller.Organisation.Name, seller.Organisation.IsVendor));
        var partner = await app.Db(db => db.Partners().SingleAsync(p => p.Id == won.PartnerId));
        Assert.Equal("Dustin Brinkmann", await app.Db(db => db.People().Where(p => p.Id == partner.ManagerId).Select(p => p.Name).SingleAsync()));
        Assert.Equal("Central", await app.Db(db => db.Territories().Where(t => t.Id == partner.TerritoryId).Select(t => t.Name).SingleAsync()));
        Assert.Equal(3, await app.Db(db => db.Territories().CountAsync()));
        Assert.Equal(15, await app.Db(db => db.Accounts().CountAsync(a => a.ParentId != null)));
    }

    private async Task NothingStarted()
    {
        await app.Drain();
        Assert.Equal(0, await app.Db(db => db.Set<Tandem.Approvals.ApprovalRequest>().CountAsync()));
        Assert.Equal(0, await app.Db(db => db.Set<Tandem.Notices.Notice>().CountAsync()));
    }

    /// <summary>The same table as people save it from a spreadsheet: numbers and dates typed as such.</summary>
    private static async Task<UploadImport.Source> Excel(string path)
    {
        var stream = new MemoryStream();
        await using (var writer = TableWriter.To(stream, TableKind.Excel))
        {
            var table = TableFile.Open(path);
            await writer.Row([.. table.Header]);
            foreach (var row in table.Rows())
                await writer.Row([.. row.Cells.Select(Typed)]);
        }

        return new UploadImport.Source(Path.ChangeExtension(Path.GetFileName(path), ".xlsx"), () => new MemoryStream(stream.ToArray()));
    }

    private static object Typed(string cell) =>
        DateOnly.TryParseExact(cell, "M/d/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : decimal.TryParse(cell, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number
        : cell;

    public sealed class OnSqlite(SqliteApp app) : CrmTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : CrmTests(app), IClassFixture<PostgresApp>;
}
