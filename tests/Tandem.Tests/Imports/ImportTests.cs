using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Imports;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Imports;

/// <summary>Records that come in by file, and go again.</summary>
public abstract class ImportTests(TestApp app)
{
    private readonly ImportWorld world = new(app);

    [Fact]
    public async Task Headings_are_recognised_and_the_same_headings_are_read_as_somebody_once_said()
    {
        var mark = ImportWorld.Mark();
        var text = $"Firma {mark};Company Name;Land {mark}\nx;{mark} One;Germany\n";
        var first = await world.Upload(ImportWorld.Text("a.csv", text));
        var file = (await world.Show(first)).Files.Single();
        Assert.Equal("partners.accounts", file.Kind);
        Assert.Equal(["name"], file.Mapping.Keys);

        var mapped = await app.Run((MapImport.Handler h) => h.Run(
            first,
            new MapImport.Ask { File = file.Id, Kind = file.Kind, Columns = new() { ["name"] = "Company Name", ["country"] = $"Land {mark}", ["city"] = "No such column" } },
            Actor.System, CancellationToken.None));
        Assert.True(mapped.Ok);

        var again = (await world.Show(await world.Upload(ImportWorld.Text("b.csv", $"Land {mark},Company Name,Firma {mark}\nFrance,{mark} Two,y\n")))).Files.Single();
        Assert.Equal($"Land {mark}", again.Mapping["country"]);
        Assert.False(again.Mapping.ContainsKey("city"));
    }

    [Fact]
    public async Task A_preview_says_what_would_happen_and_writes_nothing()
    {
        var mark = ImportWorld.Mark();
        await world.Import(ImportWorld.Text("a.csv", $"account,sector\n{mark} One,retail\n{mark} Two,retail\n"));
        var run = await world.Upload(ImportWorld.Text("b.csv", $"account,sector\n{mark} One,retail\n{mark} Two,software\n{mark} Three,technolgy\n,retail\n"));

        var preview = (await world.Preview(run)).Single();

        Assert.Equal((1, 1, 1, 1), (preview.Added, preview.Changed, preview.Unchanged, preview.Refused));
        Assert.Equal([RowFate.Unchanged, RowFate.Changed, RowFate.New, RowFate.Refused], preview.First.Select(row => row.Fate));
        Assert.Equal("“technolgy” read as “technology”.", preview.First[2].Findings.Single().Message);
        Assert.Equal(2, await app.Db(db => db.Accounts().CountAsync(a => a.Name.StartsWith(mark))));
        Assert.Equal("retail", await app.Db(db => db.Accounts().Where(a => a.Name == $"{mark} Two").Select(a => a.Sector).SingleAsync()));
    }

    [Fact]
    public async Task What_cannot_be_read_is_listed_with_its_row_and_field_and_the_rest_comes_in()
    {
        var mark = ImportWorld.Mark();
        var run = await world.Import(ImportWorld.Text(
            "a.csv", $"account,employees,year established\n{mark} A,12,1999\n{mark} B,many,1999\n{mark} C,-3,1999\n{mark} D,12,19990\n,1,1999\n{mark} A,13,2000\n"));

        var findings = await world.Findings(run.Id);
        Assert.Equal(
            [
                (3, Severity.Error, "Employees", "“many” is not a number."),
                (4, Severity.Error, "Employees", "“-3” is beyond what this can be."),
                (5, Severity.Error, "Year established", "“19990” is beyond what this can be."),
                (6, Severity.Error, "Account", "This is missing."),
                (7, Severity.Skip, "Account", $"“{mark} A” stands in row 2 already; the first one counts."),
            ],
            findings.Select(f => (f.Row, f.Severity, f.Field, f.Message)));
        Assert.Equal((1, 5), (run.Files[0].Added, run.Files[0].Refused));
        Assert.Equal(12, await app.Db(db => db.Accounts().Where(a => a.Name == $"{mark} A").Select(a => a.Employees).SingleAsync()));
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_records_nothing()
    {
        var mark = ImportWorld.Mark();
        var text = $"account,sector,subsidiary_of\n{mark} Child,retail,{mark} Parent\n{mark} Parent,retail,\n{mark} Lost,retail,{mark} Nobody\n";
        var first = await world.Import(ImportWorld.Text("a.csv", text));
        var accounts = await Accounts(mark);
        var events = await Events(accounts);

        var second = await world.Import(ImportWorld.Text("a.csv", text));

        Assert.Equal((3, 0), (first.Files[0].Added, first.Files[0].Refused));
        Assert.Equal(accounts.Single(a => a.Name.EndsWith("Parent", StringComparison.Ordinal)).Id, accounts.Single(a => a.Name.EndsWith("Child", StringComparison.Ordinal)).ParentId);
        Assert.Equal($"There is no account “{mark} Nobody”; left out.", (await world.Findings(first.Id)).Single().Message);
        Assert.Equal(3, events);
        Assert.Equal(3, second.Files[0].Unchanged);
        Assert.Equal(3, await Events(accounts));
        Assert.All(await Accounts(mark), a => Assert.Equal(0, a.Version));
    }

    [Fact]
    public async Task An_undo_takes_back_what_nobody_touched_and_gives_changed_records_their_former_values()
    {
        var mark = ImportWorld.Mark();
        await world.Import(ImportWorld.Text("a.csv", $"account,sector,revenue\n{mark} Old,retail,5\n"));
        var run = await world.Import(ImportWorld.Text("b.csv", $"account,sector,revenue\n{mark} Old,software,7.5\n{mark} New,software,1\n{mark} Touched,software,1\n"));
        Assert.Equal((2, 1), (run.Files[0].Added, run.Files[0].Changed));
        await app.Db(async db =>
        {
            var touched = await db.Accounts().SingleAsync(a => a.Name == $"{mark} Touched");
            touched.Describe("finance", null, null, null);
            await db.SaveChangesAsync();
        });

        var undone = await world.Undo(run.Id);

        Assert.Equal((RunState.Undone, 2, 1), (undone.State, undone.TakenBack, undone.LeftStanding));
        var left = await Accounts(mark);
        Assert.Equal([$"{mark} Old", $"{mark} Touched"], left.Select(a => a.Name).Order(StringComparer.Ordinal));
        var old = left.Single(a => a.Name.EndsWith("Old", StringComparison.Ordinal));
        Assert.Equal(("retail", 500L, "USD"), (old.Sector, old.Revenue!.Value.Minor, old.Revenue.Value.Currency));
        var found = await app.Db(db => db.Match(CustomerProfile.Of(new CustomerIdentity($"{mark} New", null, null)), 0.95, CancellationToken.None));
        Assert.DoesNotContain(found, c => left.TrueForAll(a => a.Id != c.Account));

        var again = await world.Import(ImportWorld.Text("b.csv", $"account,sector,revenue\n{mark} New,software,1\n"));
        Assert.Equal(1, again.Files[0].Changed);
        Assert.Equal(3, (await Accounts(mark)).Count);
    }

    [Fact]
    public async Task A_record_that_people_have_worked_on_is_left_as_they_made_it()
    {
        var mark = ImportWorld.Mark();
        await world.Import(ImportWorld.Text("a.csv", $"account,sector\n{mark} One,retail\n"));
        var account = (await Accounts(mark)).Single();
        await app.Db(async db =>
        {
            var stored = await db.Accounts().SingleAsync(a => a.Id == account.Id);
            stored.Describe("finance", null, null, null);
            db.Record(Actor.System, stored.Ref, null, new AccountFound(), app.Now);
            await db.SaveChangesAsync();
        });

        var run = await world.Import(ImportWorld.Text("a.csv", $"account,sector\n{mark} One,retail\n"));

        Assert.Equal("finance", (await Accounts(mark)).Single().Sector);
        Assert.Equal(1, run.Files[0].Unchanged);
        Assert.Contains("left as they made it", (await world.Findings(run.Id)).Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_was_cut_off_goes_on_where_it_stopped()
    {
        var mark = ImportWorld.Mark();
        var text = new StringBuilder("account,subsidiary_of\n");
        for (var i = 0; i < 1_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{mark} {i},{(i is 3 or 7 ? $"{mark} 999" : "")}\n");
        var id = await world.Upload(ImportWorld.Text("a.csv", text.ToString()));
        await app.Run((StartImport.Handler h) => h.Run(id, Actor.System, CancellationToken.None));
        using (var pulled = new CancellationTokenSource())
        {
            var batches = 0;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.Run((ExecuteImport.Handler h) => h.Run(
                id,
                _ =>
                {
                    if (++batches == 2)
                        pulled.Cancel();
                }, pulled.Token)));
        }

        var before = (await world.Show(id)).Files[0];
        Assert.InRange(before.Added, 1, 900);
        await app.Run((ExecuteImport.Handler h) => h.Run(id, null, CancellationToken.None));

        var after = await world.Show(id);
        Assert.Equal((RunState.Done, 1_000, 0), (after.State, after.Files[0].Added, after.Files[0].Refused));
        var accounts = await Accounts(mark);
        Assert.Equal(1_000, accounts.Count);
        Assert.Equal(1_000, await Events(accounts));
        Assert.Equal(2, accounts.Count(a => a.ParentId == accounts.Single(p => p.Name == $"{mark} 999").Id));
    }

    [Fact]
    public async Task Only_those_who_may_import_see_imports()
    {
        var run = await world.Import(ImportWorld.Text("a.csv", $"account\n{ImportWorld.Mark()}\n"));
        foreach (var person in new[] { await app.Given.PartnerPerson(), await app.Given.VendorPerson(Role.SalesRep) })
        {
            var actor = app.Act(person);
            Assert.Equal(RefusalKind.NotFound, (await app.Run((ShowImport.Handler h) => h.Run(run.Id, actor, CancellationToken.None))).Refusal!.Kind);
            Assert.Equal(RefusalKind.NotFound, (await app.Run((UndoImport.Handler h) => h.Run(run.Id, actor, CancellationToken.None))).Refusal!.Kind);
            Assert.Equal(RefusalKind.NotFound, (await app.Run((UploadImport.Handler h) => h.Run(
                new UploadImport.Ask { Files = [ImportWorld.Text("a.csv", "account\nx\n")] }, actor, CancellationToken.None))).Refusal!.Kind);
        }
    }

    [Fact]
    public async Task European_dates_and_numbers_are_read_from_their_column()
    {
        var mark = ImportWorld.Mark();
        var run = await world.Import(
            ImportWorld.Text("preise.csv", $"product;price\n{mark} Alpha;1.234,50\n{mark} Beta;99,90\n", Encoding.Latin1),
            ImportWorld.Text("team.csv", $"sales_agent;manager;regional_office\n{mark} Zoë;{mark} Chef;{mark} Süd\n", Encoding.Unicode),
            ImportWorld.Text(
                "pipeline.csv",
                $"opportunity_id;sales_agent;product;account;deal_stage;engage_date;close_date;close_value\n{mark}1;{mark} Zoë;{mark}Alpha;;Won;03.04.2017;13.04.2017;2.500,25\n"
                + $"{mark}2;{mark} Zoé;{mark} Beta;;Prospecting;;;\n{mark}3;{mark} Nobody Else;{mark} Beta;;Won;01.01.2017;02.01.2017;5\n",
                Encoding.UTF8));

        var file = run.Files.Single(f => f.Kind == "sell.opportunities");
        Assert.Equal((2, 1), (file.Added, file.Refused));
        var deal = await app.Db(db => db.Deals().Include(d => d.Lines).SingleAsync(d => d.ExternalId == $"{mark}1"));
        Assert.Equal((250_025L, new DateOnly(2017, 4, 13), DealStatus.Won), (deal.Amount.Minor, deal.ClosedOn, deal.Status));
        Assert.Equal(123_450, await app.Db(db => db.Products().Where(p => p.Id == deal.Lines[0].ProductId).Select(p => p.ListPrice.Minor).SingleAsync()));
        var happened = await app.Db(db => db.Events().Where(e => e.SubjectId == deal.Id.Value).SingleAsync());
        Assert.True(happened.Imported);
        Assert.Equal(new DateOnly(2017, 4, 13), DateOnly.FromDateTime(happened.Happened.AddHours(12).UtcDateTime));
        Assert.Equal(new GroupTotal(2, 2505.25m, 1, 2500.25m), file.Totals["Won"]);
        Assert.Equal(deal.PartnerId, await app.Db(db => db.Deals().Where(d => d.ExternalId == $"{mark}2").Select(d => d.PartnerId).SingleAsync()));
    }

    [Fact]
    public async Task A_file_that_is_no_table_is_refused_by_name()
    {
        var refused = await world.TryUpload(ImportWorld.Text("picture.csv", "\0\u0001\0\u0002\0"));
        Assert.Equal("imports/unreadable", refused.Refusal!.Code);
        Assert.Contains("picture.csv", Problems.Say(refused.Refusal), StringComparison.Ordinal);
    }

    private Task<List<Account>> Accounts(string mark) => app.Db(db => db.Accounts().AsNoTracking().Where(a => a.Name.StartsWith(mark)).ToListAsync());

    private Task<int> Events(List<Account> accounts)
    {
        var ids = accounts.ConvertAll(a => a.Id.Value);
        return app.Db(db => db.Events().CountAsync(e => ids.Contains(e.SubjectId)));
    }

    public sealed class OnSqlite(SqliteApp app) : ImportTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : ImportTests(app), IClassFixture<PostgresApp>;
}
