using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Search;
using Tandem.Threads;
using Xunit;

namespace Tandem.Tests.Search;

public abstract class SearchTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The things of the tests, as a pillar would contribute its records.</summary>
    public sealed class Things : ISearchSource
    {
        public ConcurrentDictionary<Guid, SearchText> All { get; } = new();

        public string Kind => "thing";

        public string Group => "Things";

        public string Icon => "package";

        public Task<IReadOnlyList<SearchText>> Describe(IReadOnlyList<Guid> ids, TandemDb db, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<SearchText>>([.. ids.Where(All.ContainsKey).Select(id => All[id])]);

        public Task<IReadOnlyList<Guid>> After(Guid last, int take, TandemDb db, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<Guid>>([.. All.Keys.Where(id => id.CompareTo(last) > 0).Order().Take(take)]);
    }

    public sealed class Secrets : ISearchSource
    {
        public string Kind => "secret";

        public string Group => "Secrets";

        public string Icon => "lock";

        public string Permission => "notices.outbox";

        public Task<IReadOnlyList<SearchText>> Describe(IReadOnlyList<Guid> ids, TandemDb db, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<SearchText>>([.. ids.Select(id => new SearchText(id, "Zephyr vault", null, null, "/s", SearchReaders.Vendor, DateTimeOffset.UnixEpoch))]);

        public IEnumerable<Guid> Touched(Event e) => [];

        public Task<IReadOnlyList<Guid>> After(Guid last, int take, TandemDb db, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<Guid>>(last == Guid.Empty ? [Guid.Parse("00000000-0000-7000-8000-000000000001")] : []);
    }

    public static void Register(IServiceCollection services)
    {
        SubjectOfPartner.Register(services);
        services.AddSingleton<Things>().AddScoped<ISearchSource>(provider => provider.GetRequiredService<Things>()).AddScoped<ISearchSource, Secrets>();
    }

    private Things Mine => app.Services.GetRequiredService<Things>();

    private Guid Thing(string title, SearchReaders readers, string? detail = null, string? text = null)
    {
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var id = Guid.CreateVersion7();
        Mine.All[id] = new SearchText(id, title, detail, text, $"/things/{id}", readers, app.Now);
        return id;
    }

    private Task Index(params Guid[] ids) => app.Run(async (TandemDb db) =>
    {
        await using var write = await db.BeginWrite(Ct);
        await db.Refresh(Mine, ids, Ct);
        await write.Commit(Ct);
        return true;
    });

    private async Task<List<string>> Titles(Person by, string query) =>
        [.. (await app.Run((FindEverything.Handler find) => find.Run(new FindEverything.Ask { Q = query, Kind = "thing" }, app.Act(by), Ct)))
            .Value.Groups.SelectMany(g => g.Hits).Select(h => h.Title)];

    [Fact]
    public async Task A_record_is_found_by_the_beginnings_of_its_words_however_they_are_spelled()
    {
        var vendor = await app.Given.VendorPerson();
        await Index(
            Thing("Müller & Söhne Größenwahn GmbH", SearchReaders.Vendor, "Köln", "mueller.example D-7K3QX"),
            Thing("Συνεργάτης Ελλάς", SearchReaders.Vendor),
            Thing("株式会社日立製作所", SearchReaders.Vendor));

        foreach (var query in new[] { "müll gröss", "mueller groe", "MULLER SOHNE", "d-7k3qx", "koln müller", "7k3q" })
            Assert.Equal(["Müller & Söhne Größenwahn GmbH"], await Titles(vendor, query));
        Assert.Equal(["Συνεργάτης Ελλάς"], await Titles(vendor, "Ελλας"));
        Assert.Equal(["株式会社日立製作所"], await Titles(vendor, "日立"));
        Assert.Empty(await Titles(vendor, "müller berlin"));
        Assert.Empty(await Titles(vendor, "üller"));
    }

    [Fact]
    public async Task The_title_asked_for_comes_first_then_titles_that_begin_so_then_other_text()
    {
        var vendor = await app.Given.VendorPerson();
        await Index(
            Thing("Quartzite", SearchReaders.Vendor),
            Thing("Quartzite Mining", SearchReaders.Vendor),
            Thing("Old Quartzite", SearchReaders.Vendor),
            Thing("Unrelated", SearchReaders.Vendor, text: "partner of quartzite"));

        Assert.Equal(["Quartzite", "Quartzite Mining", "Old Quartzite", "Unrelated"], await Titles(vendor, "quartzite"));
    }

    [Fact]
    public async Task A_partner_finds_its_own_rows_and_what_is_for_everybody_and_no_trace_of_others()
    {
        var seller = await app.Given.PartnerPerson();
        var other = await app.Given.PartnerPerson();
        var vendor = await app.Given.VendorPerson();
        await Index(
            Thing("Obsidian one", SearchReaders.Of(seller.OrganisationId)),
            Thing("Obsidian two", SearchReaders.Of(other.OrganisationId)),
            Thing("Obsidian three", SearchReaders.Vendor),
            Thing("Obsidian four", SearchReaders.Everybody));

        Assert.Equal(new[] { "Obsidian four", "Obsidian one" }, (await Titles(seller, "obsi")).Order());
        Assert.Equal(new[] { "Obsidian four", "Obsidian two" }, (await Titles(other, "obsidian")).Order());
        Assert.Equal(4, (await Titles(vendor, "obsidian")).Count);
        foreach (var trick in new[] { "_v", "_a obsidian", $"_p{other.OrganisationId.Value:N}", "obsidian' | 'x", "obsidian\" OR \"three", "three NOT one", "title_words:three" })
            Assert.DoesNotContain("Obsidian three", await Titles(seller, trick));
    }

    [Fact]
    public async Task A_kind_that_needs_a_permission_is_found_only_with_it()
    {
        await app.Run((RebuildSearch.Handler rebuild) => rebuild.Run(null, Ct));
        async Task<int> Groups(Person by) => (await app.Run((FindEverything.Handler find) =>
            find.Run(new FindEverything.Ask { Q = "zephyr" }, app.Act(by), Ct))).Value.Groups.Count;

        Assert.Equal(1, await Groups(await app.Given.VendorPerson(Role.Operations)));
        Assert.Equal(0, await Groups(await app.Given.VendorPerson(Role.SalesRep)));
    }

    [Fact]
    public async Task The_index_follows_the_events_and_forgets_what_is_gone()
    {
        var vendor = await app.Given.VendorPerson();
        var partner = await app.Given.PartnerPerson();
        var thing = SubjectOfPartner.Of(partner.OrganisationId);
        Mine.All[thing.Id] = new SearchText(thing.Id, "Basalt tower", null, null, "/b", SearchReaders.Vendor, app.Now);
        Task Touch() => app.Run((AddNote.Handler add) => add.Run(thing, new AddNote.Input { Text = "x" }, app.Act(vendor), Ct));
        await Touch();
        await app.Drain();
        Assert.Equal(["Basalt tower"], await Titles(vendor, "basalt"));

        Mine.All[thing.Id] = Mine.All[thing.Id] with { Title = "Granite tower" };
        await Touch();
        await app.Drain();
        Assert.Empty(await Titles(vendor, "basalt"));
        Assert.Equal(["Granite tower"], await Titles(vendor, "granite"));

        Mine.All.TryRemove(thing.Id, out _);
        await Touch();
        await app.Drain();
        Assert.Empty(await Titles(vendor, "granite"));
    }

    [Fact]
    public async Task The_api_pages_one_kind_and_refuses_what_is_out_of_bounds()
    {
        var vendor = await app.Given.VendorPerson();
        await Index([.. Enumerable.Range(0, 60).Select(i => Thing($"Feldspar {i:00}", SearchReaders.Vendor))]);
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Add("X-Acts", vendor.Id.ToString());
        async Task<JsonElement> Page(int page) =>
            (await client.GetFromJsonAsync<JsonElement>($"/api/v1/search?q=feldspar&kind=thing&page={page}", Ct)).GetProperty("groups")[0];

        Assert.Equal((25, true), ((await Page(1)).GetProperty("hits").GetArrayLength(), (await Page(1)).GetProperty("more").GetBoolean()));
        Assert.Equal((10, false), ((await Page(3)).GetProperty("hits").GetArrayLength(), (await Page(3)).GetProperty("more").GetBoolean()));
        var all = await client.GetFromJsonAsync<JsonElement>("/api/v1/search?q=feldspar", Ct);
        Assert.Equal(5, all.GetProperty("groups")[0].GetProperty("hits").GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/api/v1/search?q=x&page=1000", Ct)).StatusCode);
    }

    [Fact]
    public async Task Odd_queries_of_all_sorts_are_answered()
    {
        var seller = await app.Given.PartnerPerson();
        foreach (var query in new[] { "", " ", "'", "\"", "%", "*", ":", "a'b", "\\", "(", "\0", "\ud800", "NEAR(a b)", "AND OR NOT", new string('x', 200), "😀", "a b c d e f g h i j k l m n o p q r s t u v w" })
            Assert.Empty((await app.Run((FindEverything.Handler find) => find.Run(new FindEverything.Ask { Q = query }, app.Act(seller), Ct))).Value.Groups);
    }

    [Fact]
    public async Task Creating_the_tables_again_changes_nothing()
    {
        await app.Db(db => SearchTables.Create(db, Ct));
        await app.Db(db => SearchTables.Create(db, Ct));
        var vendor = await app.Given.VendorPerson();
        await Index(Thing("Idempotent pebble", SearchReaders.Vendor));

        Assert.Equal(["Idempotent pebble"], await Titles(vendor, "idempotent peb"));
    }

    public sealed class SqliteSearchApp : SqliteApp
    {
        protected override void ConfigureServices(IServiceCollection services) => Register(services);
    }

    public sealed class PostgresSearchApp : PostgresApp
    {
        protected override void ConfigureServices(IServiceCollection services) => Register(services);
    }

    public sealed class OnSqlite(SqliteSearchApp app) : SearchTests(app), IClassFixture<SqliteSearchApp>;

    public sealed class OnPostgres(PostgresSearchApp app) : SearchTests(app), IClassFixture<PostgresSearchApp>;
}
