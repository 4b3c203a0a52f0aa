using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Reviews;
using Xunit;

namespace Tandem.Tests.Strategize;

public abstract class QbrTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly QbrWorld world = new(app);

    private Task<List<Letter>> LettersTo(Actor person) => app.Db(async db =>
        (await db.Mails().AsNoTracking().Where(m => m.PersonId == person.Person).OrderBy(m => m.Created).ThenBy(m => m.Id).ToListAsync(Ct)).Select(m => m.Letter!).Where(l => l.Calendar is not null).ToList());

    [Fact]
    public async Task Reviews_come_into_the_calendar_with_the_plan_and_follow_its_revisions()
    {
        var terms = world.Terms(-30, 30, 120);
        var (partner, manager, plan) = await world.Agreed(terms);

        var reviews = await world.Of(plan);
        Assert.Equal(terms.Reviews.Skip(1), reviews.Select(q => q.Planned!.Value));
        Assert.Equal(10, TimeZoneInfo.ConvertTimeBySystemTimeZoneId(reviews[0].Starts, "Europe/Berlin").Hour);
        Assert.Equal([(partner.Person, Side.Partner), (manager.Person, Side.Vendor)], (await world.Show(reviews[0].Id, partner)).Attendees.OrderBy(a => a.Side).Select(a => ((Id<Person>?)a.Id, a.Side)));
        Assert.Equal(["REQUEST", "REQUEST"], (await LettersTo(partner)).Select(l => l.Calendar!.Method));

        await world.Do((RevisePlan.Handler h) => h.Run(new RevisePlan { Plan = plan, Reason = "Holidays" }, manager, Ct));
        await world.Plans.Propose(plan, 1, terms with { Reviews = [world.Today.AddDays(35)] }, manager);
        await world.Plans.Sign(plan, manager);
        await world.Plans.Sign(plan, partner);
        await app.Drain();

        var after = await world.Of(plan);
        Assert.Equal((reviews[0].Id, (DateOnly?)world.Today.AddDays(35), 1, QbrState.Scheduled), (after[0].Id, after[0].Planned, after[0].Sequence, after[0].State));
        Assert.Equal((reviews[1].Id, QbrState.Cancelled), (after[1].Id, after[1].State));
        var letters = (await LettersTo(partner)).Where(l => !l.Calendar!.Text.Contains("SEQUENCE:0\r\n", StringComparison.Ordinal)).ToList();
        Assert.Contains(letters, l => l.Calendar!.Method == "REQUEST" && l.Calendar.Text.Contains("SEQUENCE:1\r\n", StringComparison.Ordinal) && l.Calendar.Text.Contains($"UID:qbr-{reviews[0].Id}@", StringComparison.Ordinal));
        Assert.Contains(letters, l => l.Calendar!.Method == "CANCEL" && l.Calendar.Text.Contains("STATUS:CANCELLED\r\n", StringComparison.Ordinal));
        Assert.Equal(2, letters.Count);

        await world.Do((ClosePlan.Handler h) => h.Run(new ClosePlan { Plan = plan, Reason = "Sold" }, manager, Ct));
        await app.Drain();
        Assert.All(await world.Of(plan), q => Assert.Equal(QbrState.Cancelled, q.State));
    }

    [Fact]
    public async Task Everybody_is_reminded_once_and_finds_the_pack_made()
    {
        var (partner, manager, plan) = await world.Agreed(world.Terms(6));
        var qbr = await world.First(plan);

        Task<int> Prepare() => app.Run(async (PrepareQbrs.Handler h) => (await h.Run(Actor.System, Ct)).Value);
        await Prepare();
        await Prepare();
        await app.Drain();
        Assert.Equal(1, await app.Db(db => db.Events().CountAsync(e => e.SubjectId == qbr.Value && e.Kind == "strategize.qbr-near", Ct)));
        foreach (var reader in new[] { partner, manager })
            Assert.Equal(1, await app.Db(db => db.Notices().CountAsync(n => n.PersonId == reader.Person && n.Kind == "strategize.qbr-near", Ct)));
        Assert.Empty((await world.Show(qbr, partner)).Packs);

        app.Clock.Advance(TimeSpan.FromDays(3));
        await Prepare();
        await Prepare();
        Assert.Equal(world.Yesterday, Assert.Single((await world.Show(qbr, partner)).Packs).AsOf);
        app.Clock.Advance(TimeSpan.FromDays(2));
        await Prepare();
        Assert.Equal(2, await app.Db(db => db.Events().CountAsync(e => e.SubjectId == qbr.Value && e.Kind == "strategize.qbr-near", Ct)));
    }

    [Fact]
    public async Task A_review_is_moved_arranged_and_called_off_and_calendars_follow()
    {
        var (partner, manager, plan) = await world.Agreed(world.Terms(20));
        var (qbr, colleague) = (await world.First(plan), await world.Plans.Sell.Colleague(partner, Role.Seller));

        var past = await world.Do((MoveQbr.Handler h) => h.Run(new MoveQbr { Qbr = qbr, Day = world.Yesterday, At = new(9, 0) }, partner, Ct));
        Assert.Equal("strategize/qbr-past", past.Refusal?.Code);
        var moved = (await world.Do((MoveQbr.Handler h) => h.Run(new MoveQbr { Qbr = qbr, Day = world.Today.AddDays(21), At = new(14, 30), Lasts = 60, Place = "Room 4", Version = 0 }, partner, Ct))).Value;
        Assert.Equal(1, moved.Sequence);
        Assert.Equal("kernel/changed-meanwhile", (await world.Do((MoveQbr.Handler h) => h.Run(new MoveQbr { Qbr = qbr, Day = world.Today.AddDays(22), At = new(9, 0), Version = 0 }, manager, Ct))).Refusal?.Code);

        // Each side asks its own people only.
        Assert.Equal("strategize/not-of-your-side", (await world.Do((ArrangeQbr.Handler h) => h.Run(new ArrangeQbr { Qbr = qbr, People = [manager.Person!.Value] }, partner, Ct))).Refusal?.Code);
        await world.Do((ArrangeQbr.Handler h) => h.Run(new ArrangeQbr { Qbr = qbr, People = [colleague.Person!.Value], Agenda = "One\nTwo" }, partner, Ct));
        var view = await world.Show(qbr, manager);
        Assert.Equal([colleague.Person, manager.Person], view.Attendees.OrderBy(a => a.Side).Select(a => (Id<Person>?)a.Id));
        Assert.Equal(["One", "Two"], view.Agenda);
        Assert.Single(await LettersTo(partner), l => l.Calendar!.Method == "CANCEL");
        Assert.Equal(["REQUEST"], (await LettersTo(colleague)).Select(l => l.Calendar!.Method));

        Assert.Equal("strategize/not-allowed", (await world.Do((CancelQbr.Handler h) => h.Run(new CancelQbr { Qbr = qbr, Reason = "No" }, partner, Ct))).Refusal?.Code);
        Assert.Null((await world.Do((CancelQbr.Handler h) => h.Run(new CancelQbr { Qbr = qbr, Reason = "Fair" }, manager, Ct))).Refusal);
        Assert.Equal("strategize/qbr-over", (await world.Do((MoveQbr.Handler h) => h.Run(new MoveQbr { Qbr = qbr, Day = world.Today.AddDays(22), At = new(9, 0) }, manager, Ct))).Refusal?.Code);
        var file = (await world.Do((TakeInvitation.Handler h) => h.Run(new TakeInvitation { Qbr = qbr }, partner, Ct))).Value;
        Assert.Contains("METHOD:CANCEL\r\n", file, StringComparison.Ordinal);
        Assert.Contains("SEQUENCE:3\r\n", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_open_the_review_is_invited_without_a_way_to_it()
    {
        var (partner, _, plan) = await world.Agreed(world.Terms(20));
        var (qbr, marketer) = (await world.First(plan), await world.Plans.Sell.Colleague(partner, Role.Marketer));
        await world.Do((ArrangeQbr.Handler h) => h.Run(new ArrangeQbr { Qbr = qbr, People = [partner.Person!.Value, marketer.Person!.Value] }, partner, Ct));

        var letter = Assert.Single(await LettersTo(marketer));
        Assert.Null(letter.Action);
        Assert.DoesNotContain($"/qbr/{qbr}", letter.Calendar!.Text.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains($"UID:qbr-{qbr}@", letter.Calendar.Text, StringComparison.Ordinal);
        var reader = (await LettersTo(partner))[^1];
        Assert.Equal($"/qbr/{qbr}", reader.Action!.Link);
        Assert.Contains($"/qbr/{qbr}", reader.Calendar!.Text.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_decided_becomes_tasks_and_the_minutes_go_to_both_sides()
    {
        var (partner, manager, plan) = await world.Agreed(world.Terms(5));
        var qbr = await world.First(plan);
        Task<Outcome<Decided>> Decide(Side side, Id<Person>? person, Actor by) => world.Do((DecideInQbr.Handler h) =>
            h.Run(new DecideInQbr { Qbr = qbr, Title = $"For the {side}", Side = side, Person = person, Due = world.Today.AddDays(40) }, by, Ct));

        var stranger = await world.Plans.Sell.Reviewer();
        Assert.Equal("strategize/not-of-that-side", (await Decide(Side.Vendor, stranger.Person, partner)).Refusal?.Code);
        Assert.Equal("strategize/not-of-that-side", (await Decide(Side.Vendor, partner.Person, manager)).Refusal?.Code);
        var theirs = (await Decide(Side.Partner, partner.Person, manager)).Value.Task;
        await Decide(Side.Vendor, manager.Person, partner);
        var tasks = await app.Run((TaskList.Handler h) => h.Run(new TaskList(), partner, Ct));
        Assert.Equal(($"/qbr/{qbr}", world.Today.AddDays(40)), tasks.Value.Items.Where(t => t.Id == theirs).Select(t => (t.About!.Url, t.Due!.Value)).Single());

        Assert.Equal("strategize/qbr-to-come", (await world.Do((HoldQbr.Handler h) => h.Run(new HoldQbr { Qbr = qbr, Minutes = "Said." }, manager, Ct))).Refusal?.Code);
        app.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal("strategize/qbr-no-minutes", (await world.Do((HoldQbr.Handler h) => h.Run(new HoldQbr { Qbr = qbr }, manager, Ct))).Refusal?.Code);
        Assert.Null((await world.Do((WriteMinutes.Handler h) => h.Run(new WriteMinutes { Qbr = qbr, Minutes = "We spoke." }, partner, Ct))).Refusal);
        Assert.Equal("strategize/not-allowed", (await world.Do((HoldQbr.Handler h) => h.Run(new HoldQbr { Qbr = qbr }, partner, Ct))).Refusal?.Code);
        Assert.Null((await world.Do((HoldQbr.Handler h) => h.Run(new HoldQbr { Qbr = qbr }, manager, Ct))).Refusal);
        await app.Drain();

        var held = await world.Show(qbr, partner);
        Assert.Equal((QbrState.Held, "We spoke.", 2), (held.State, held.Minutes, held.Decisions.Count));
        Assert.Equal(StepStatus.Done, (await world.Plans.Show(plan, partner)).Steps.Single().Status);
        Assert.Equal(1, await app.Db(db => db.Notices().CountAsync(n => n.PersonId == partner.Person && n.Kind == "strategize.qbr-held", Ct)));
        Assert.Equal("strategize/qbr-over", (await Decide(Side.Partner, null, manager)).Refusal?.Code);
        Assert.Null((await world.Do((WriteMinutes.Handler h) => h.Run(new WriteMinutes { Qbr = qbr, Minutes = "We spoke, mended." }, manager, Ct))).Refusal);

        var next = await world.Scheduled(plan, manager);
        Assert.Equal((qbr, 2), ((await world.Show(next, partner)).Before!.Id, (await world.Show(next, partner)).Before!.Decisions.Count));
    }

    [Fact]
    public async Task Agreed_targets_become_a_revision_that_both_sign()
    {
        var (partner, manager, plan) = await world.Agreed(world.Terms(5));
        var qbr = await world.First(plan);
        Task<Outcome<PlanChanged>> Revise(Actor by, params ReviseInQbr.Change[] changes) => world.Do((ReviseInQbr.Handler h) => h.Run(new ReviseInQbr { Qbr = qbr, Targets = changes, Reason = "Too easy" }, by, Ct));

        Assert.Equal("strategize/no-target-changed", (await Revise(manager, new ReviseInQbr.Change { Key = "t1", Amount = 2 }, new ReviseInQbr.Change { Key = "none", Amount = 9 })).Refusal?.Code);
        Assert.Equal("strategize/no-target-changed", (await Revise(manager, new ReviseInQbr.Change { Key = "t1", Amount = 3, Take = false })).Refusal?.Code);
        Assert.Equal("strategize/amount", (await Revise(manager, new ReviseInQbr.Change { Key = "t1", Amount = 9_999_999_999_999m })).Refusal?.Code);
        Assert.Null((await world.Plans.Show(plan, partner)).Table);
        Assert.Null((await Revise(manager, new ReviseInQbr.Change { Key = "t1", Amount = 3 })).Refusal);

        // The other side answers in the same revision.
        Assert.Null((await Revise(partner, new ReviseInQbr.Change { Key = "t1", Amount = 4 })).Refusal);
        var table = (await world.Plans.Show(plan, partner)).Table!;
        Assert.Equal((2, 4m), (table.Number, table.Terms.Targets.Single(t => t.Key == "t1").Amount));
        Assert.True((await world.Show(qbr, partner)).RevisionOpen);
        await world.Plans.Sign(plan, partner);
        await world.Plans.Sign(plan, manager);
        Assert.Equal((2, false), ((await world.Plans.Show(plan, partner)).InForceNumber, (await world.Show(qbr, partner)).RevisionOpen));
    }

    [Fact]
    public async Task Who_sees_no_amounts_and_who_is_of_another_firm_sees_no_review()
    {
        var (partner, manager, plan) = await world.Agreed(world.Terms(5));
        var (qbr, other) = (await world.First(plan), await world.Plans.Sell.Seller());
        var pack = (await world.Make(qbr, manager)).Value.Id;

        foreach (var stranger in new[] { await world.Plans.Sell.Colleague(partner, Role.Marketer), await world.Plans.Sell.Colleague(partner, Role.Technician), other })
        {
            Assert.Equal("kernel/not-found", (await world.Do((ShowQbr.Handler h) => h.Run(new ShowQbr { Qbr = qbr }, stranger, Ct))).Refusal?.Code);
            Assert.Equal("kernel/not-found", (await world.Do((ShowPack.Handler h) => h.Run(new ShowPack { Pack = pack }, stranger, Ct))).Refusal?.Code);
            Assert.Equal("kernel/not-found", (await world.Do((TakeInvitation.Handler h) => h.Run(new TakeInvitation { Qbr = qbr }, stranger, Ct))).Refusal?.Code);
        }

        var seller = await world.Plans.Sell.Colleague(partner, Role.Seller);
        Assert.True((await world.Do((ShowPack.Handler h) => h.Run(new ShowPack { Pack = pack }, seller, Ct))).Ok);
        var list = await app.Run((QbrList.Handler h) => h.Run(new QbrList { Sort = "-partner", Text = "PARTNER" }, partner, Ct));
        Assert.Equal([qbr], list.Value.Items.Select(q => q.Id));
        Assert.Empty((await app.Run((QbrList.Handler h) => h.Run(new QbrList(), other, Ct))).Value.Items);
    }

    [Fact]
    public async Task A_review_in_the_hour_that_the_clocks_leave_out_has_a_time()
    {
        var (_, manager, plan) = await world.Agreed(world.Terms());
        var day = new DateOnly(world.Today.Year + 1, 3, 31);
        while (day.DayOfWeek != DayOfWeek.Sunday)
            day = day.AddDays(-1);
        var made = (await world.Do((ScheduleQbr.Handler h) => h.Run(new ScheduleQbr { Plan = plan, Day = day, At = new(2, 30) }, manager, Ct))).Value;
        Assert.Equal("03:30", TimeZoneInfo.ConvertTimeBySystemTimeZoneId(made.Starts, "Europe/Berlin").ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    public sealed class OnSqlite(SqliteApp app) : QbrTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : QbrTests(app), IClassFixture<PostgresApp>;
}
