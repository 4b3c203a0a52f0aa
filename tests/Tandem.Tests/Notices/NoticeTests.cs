using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Threads;
using Xunit;

namespace Tandem.Tests.Notices;

public abstract class NoticeTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Everybody of the firm hears of a shared message; a faulty kind beside it must not matter.</summary>
    internal sealed class FirmHears : INoticeKind
    {
        public string Kind => "test.firm-hears";

        public string Title => "A message to my firm";

        public Importance Importance => Importance.Normal;

        public IReadOnlyList<Role> Roles => Tandem.Identity.Roles.Partner;

        public bool Wants(Event e) => e.Kind == FactKinds.Kind<NoteShared>();

        public async Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct) =>
            (await db.People().Where(p => p.OrganisationId == e.PartnerId).Select(p => p.Id).ToListAsync(ct))
                .Select(id => new Addressed(id, new Sentence("Message on {0:d}", new DateOnly(2026, 5, 3)), "/things/1"));
    }

    internal sealed class Broken : INoticeKind
    {
        public string Kind => "test.broken";

        public string Title => "Broken";

        public Importance Importance => Importance.High;

        public IReadOnlyList<Role> Roles => [];

        public bool Wants(Event e) => e.Kind == FactKinds.Kind<NoteShared>();

        public Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct) => throw new ArgumentNullException(nameof(e));
    }

    public static void Register(IServiceCollection services)
    {
        SubjectOfPartner.Register(services);
        services.AddScoped<INoticeKind, Broken>().AddScoped<INoticeKind, FirmHears>();
    }

    private async Task Message(Person by, Ref thing, string text = "hello", params Person[] mentions)
    {
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await app.Run((AddNote.Handler add) => add.Run(
            thing, new AddNote.Input { Text = text, Mentions = [.. mentions.Select(m => m.Id)] }, app.Act(by), Ct))).Ok);
        await app.Drain();
    }

    private Task<List<Notice>> NoticesOf(Person person) =>
        app.Db(db => db.Notices().AsNoTracking().Where(n => n.PersonId == person.Id).OrderBy(n => n.Kind).ToListAsync(Ct));

    private Task<List<Mail>> MailsOf(Person person) =>
        app.Db(db => db.Mails().AsNoTracking().Where(m => m.PersonId == person.Id).OrderBy(m => m.Created).ToListAsync(Ct));

    private Task Choose(Person person, string kind, bool inApp, ByMail mail) => app.Run((ChooseNotices.Handler choose) => choose.Run(
        new ChooseNotices.Input { Lines = [new ChooseNotices.Line { Kind = kind, InApp = inApp, Mail = mail }] }, app.Act(person), Ct));

    private async Task<(Person Seller, Person Colleague, Person Vendor, Ref Thing)> People()
    {
        var seller = await app.Given.PartnerPerson();
        var colleague = await app.Given.PartnerPerson(seller.Organisation);
        return (seller, colleague, await app.Given.VendorPerson(), SubjectOfPartner.Of(seller.OrganisationId));
    }

    [Fact]
    public async Task An_event_tells_those_it_concerns_once_and_never_the_one_who_acted()
    {
        var (seller, colleague, vendor, thing) = await People();
        await Message(seller, thing, "see this", vendor, colleague);
        await app.Drain();

        Assert.Empty(await NoticesOf(seller));
        Assert.Equal(["test.firm-hears", "threads.mention"], (await NoticesOf(colleague)).Select(n => n.Kind));
        var mention = Assert.Single(await NoticesOf(vendor));
        Assert.Equal($"{seller.Name} mentioned you: The thing", mention.Sentence.Say(new Words()));
        Assert.Equal($"/things/{thing.Id}#notes", mention.Link);
        Assert.Single(await MailsOf(vendor));
    }

    [Fact]
    public async Task Imported_events_and_people_who_left_get_no_notices()
    {
        var (seller, colleague, vendor, thing) = await People();
        await app.Db(async db =>
        {
            db.Record(app.Act(vendor), thing, seller.OrganisationId, new NoteShared(Id<Note>.New(app.Now), "x", [colleague.Id]), app.Now, imported: true);
            (await db.People().SingleAsync(p => p.Id == seller.Id)).Leave();
            await db.SaveChangesAsync(Ct);
        });
        await app.Drain();
        Assert.Empty(await NoticesOf(colleague));

        await Message(vendor, thing);
        Assert.Single(await NoticesOf(colleague));
        Assert.Empty(await NoticesOf(seller));
    }

    [Fact]
    public async Task Each_person_chooses_how_a_kind_reaches_them()
    {
        var (seller, colleague, vendor, thing) = await People();
        await Choose(colleague, "test.firm-hears", inApp: false, ByMail.Now);
        await Choose(seller, "test.firm-hears", inApp: true, ByMail.Off);
        await Message(vendor, thing);

        Assert.Empty(await NoticesOf(colleague));
        Assert.Single(await MailsOf(colleague));
        Assert.Equal([(true, false)], (await NoticesOf(seller)).Select(n => (n.Shown, n.AwaitsDigest)));
        Assert.Empty(await MailsOf(seller));
    }

    [Fact]
    public async Task Preferences_offer_only_the_kinds_of_ones_roles_and_refuse_others()
    {
        var (seller, _, vendor, _) = await People();

        var offered = await app.Run((ChooseNotices.Handler choose) => choose.Offer(app.Act(vendor), Ct));
        var refused = await app.Run((ChooseNotices.Handler choose) => choose.Run(
            new ChooseNotices.Input { Lines = [new ChooseNotices.Line { Kind = "test.firm-hears" }] }, app.Act(vendor), Ct));

        Assert.Contains(offered, o => o.Kind == "threads.mention" && o.Mail == ByMail.Now);
        Assert.DoesNotContain(offered, o => o.Kind == "test.firm-hears");
        Assert.Equal("notices/unknown-kind", refused.Refusal!.Code);
        Assert.Contains(await app.Run((ChooseNotices.Handler choose) => choose.Offer(app.Act(seller), Ct)), o => o.Kind == "test.firm-hears" && o.Mail == ByMail.Daily);
    }

    [Fact]
    public async Task The_daily_summary_gathers_what_was_not_read_in_the_portal_and_comes_once()
    {
        var (seller, colleague, vendor, thing) = await People();
        await Message(vendor, thing);
        await Message(vendor, thing);
        await Message(vendor, thing);
        await app.Run((ReadNotices.Handler read) => read.All(app.Act(seller), Ct));

        await app.Run((SendDigests.Handler digests) => digests.Run(Ct));
        await app.Run((SendDigests.Handler digests) => digests.Run(Ct));

        Assert.Empty(await MailsOf(seller));
        var letter = Assert.Single(await MailsOf(colleague)).Letter!;
        Assert.Equal(3, letter.Items.Count);
        Assert.Equal("Your day in Tandem: 3 things", letter.Subject.Say(new Words()));
    }

    [Fact]
    public async Task The_bell_counts_lists_and_forgets_over_the_api_only_for_oneself()
    {
        var (seller, colleague, vendor, thing) = await People();
        for (var i = 0; i < 3; i++)
            await Message(vendor, thing);
        var mine = app.CreateClient();
        mine.DefaultRequestHeaders.Add("X-Acts", seller.Id.ToString());
        var other = app.CreateClient();
        other.DefaultRequestHeaders.Add("X-Acts", colleague.Id.ToString());

        async Task<int> Unread() => (await mine.GetFromJsonAsync<JsonElement>("/api/v1/notices/unread", Ct)).GetProperty("count").GetInt32();
        Assert.Equal(3, await Unread());
        var first = await mine.GetFromJsonAsync<JsonElement>("/api/v1/notices?limit=2", Ct);
        var next = Uri.EscapeDataString(first.GetProperty("next").GetString()!);
        var second = await mine.GetFromJsonAsync<JsonElement>($"/api/v1/notices?limit=2&cursor={next}", Ct);
        Assert.Equal(2, first.GetProperty("items").GetArrayLength());
        Assert.Equal(1, second.GetProperty("items").GetArrayLength());

        var id = first.GetProperty("items")[0].GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync($"/api/v1/notices/{id}/read", null, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await mine.PostAsync($"/api/v1/notices/{id}/read", null, Ct)).StatusCode);
        Assert.Equal(2, await Unread());
        Assert.Equal(2, (await mine.GetFromJsonAsync<JsonElement>("/api/v1/notices?unread=true", Ct)).GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await mine.PostAsync("/api/v1/notices/read", null, Ct)).StatusCode);
        Assert.Equal(0, await Unread());
    }

    [Fact]
    public void A_sentence_keeps_its_arguments_types_and_speaks_the_readers_language()
    {
        var sentence = new Sentence("{0}: {1} until {2}, {3}", "Nordwind", 4, new DateOnly(2026, 5, 3), new Tandem.Engine.Money(123456, "EUR"));
        var again = JsonSerializer.Deserialize<Sentence>(JsonSerializer.Serialize(sentence))!;

        System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo("de-DE");
        Assert.Equal("Nordwind: 4 until 3 Mai 2026, EUR\u00a01.234,56", again.Say(new Words()));
    }

    public sealed class SqliteNoticeApp : SqliteApp
    {
        protected override void ConfigureServices(IServiceCollection services) => Register(services);
    }

    public sealed class PostgresNoticeApp : PostgresApp
    {
        protected override void ConfigureServices(IServiceCollection services) => Register(services);
    }

    public sealed class OnSqlite(SqliteNoticeApp app) : NoticeTests(app), IClassFixture<SqliteNoticeApp>;

    public sealed class OnPostgres(PostgresNoticeApp app) : NoticeTests(app), IClassFixture<PostgresNoticeApp>;
}
