using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Notices;
using Xunit;

namespace Tandem.Tests.Journeys;

public abstract class TaskTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<Outcome<AddTask.Added>> Add(AddTask ask, Person by) => app.Run((AddTask.Handler h) => h.Run(ask, app.Act(by), Ct));

    private Task<Outcome<StepChangedTo>> Finish(Id<JourneyStep> step, Person by, string? evidence = null) =>
        app.Run((FinishStep.Handler h) => h.Run(new FinishStep { Step = step, Evidence = evidence }, app.Act(by), Ct));

    private async Task<List<string>> List(Person by, TaskView view) =>
        [.. (await app.Run((TaskList.Handler h) => h.Run(new TaskList { View = view }, app.Act(by), Ct))).Value.Items.Select(t => t.Title)];

    private Task<Journey> Plan(Person partner, Person vendor, params StepPlan[] steps) => app.Run(async (TandemDb db) =>
    {
        var journey = new JourneyDesk(db).Open("plan", null, partner.OrganisationId, Audience.Shared, steps, app.Act(vendor), app.Now);
        await db.SaveChangesAsync(Ct);
        return journey;
    });

    [Fact]
    public async Task Tasks_are_searched_narrowed_to_the_late_ones_and_taken_away_as_a_file()
    {
        var (seller, manager) = (await app.Given.PartnerPerson(), await app.Given.VendorPerson());
        var today = DateOnly.FromDateTime(app.Now.UtcDateTime);
        await Plan(seller, manager, new StepPlan("Call the harbour", Side.Partner, Due: today.AddDays(-3)), new StepPlan("Visit the harbour", Side.Partner, Due: today.AddDays(3)), new StepPlan("Send the list", Side.Partner, Due: today.AddDays(4)));

        async Task<List<string>> Found(TaskList ask) => [.. (await app.Run((TaskList.Handler h) => h.Run(ask, app.Act(seller), Ct))).Value.Items.Select(t => t.Title)];

        Assert.Equal(["Call the harbour", "Visit the harbour"], await Found(new TaskList { Text = "HARBOUR" }));
        Assert.Equal(["Call the harbour"], await Found(new TaskList { Text = "harbour", Late = true }));
        var portal = await app.As(seller);
        var file = await (await portal.Get("/tasks/export?view=ours&q=list&format=csv")).Content.ReadAsStringAsync();
        Assert.Contains("Send the list", file, StringComparison.Ordinal);
        Assert.DoesNotContain("harbour", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_side_finds_what_it_owes_and_what_it_is_owed()
    {
        var (seller, manager) = (await app.Given.PartnerPerson(), await app.Given.VendorPerson());
        await Plan(seller, manager, new("Train two engineers", Side.Partner), new("Lend a demo system", Side.Vendor, manager.Id));

        Assert.Equal(["Train two engineers"], await List(seller, TaskView.Mine));
        Assert.Equal(["Lend a demo system"], await List(seller, TaskView.Theirs));
        Assert.Contains("Lend a demo system", await List(manager, TaskView.Mine));
        Assert.Contains("Train two engineers", await List(manager, TaskView.Theirs));
    }

    [Fact]
    public async Task A_step_begins_when_the_one_before_it_is_done()
    {
        var (seller, manager) = (await app.Given.PartnerPerson(), await app.Given.VendorPerson());
        var journey = await Plan(seller, manager, new("First", Side.Partner), new("Second", Side.Partner, After: 1));

        Assert.Equal("journeys/waits", (await Finish(journey.Steps[1].Id, seller)).Refusal?.Code);
        Assert.Null((await Finish(journey.Steps[0].Id, seller)).Refusal);
        Assert.Equal(["Second"], await List(seller, TaskView.Mine));
        Assert.Null((await Finish(journey.Steps[1].Id, seller)).Refusal);
        Assert.NotNull(await app.Db(db => db.Journeys().Where(j => j.Id == journey.Id).Select(j => j.Closed).SingleAsync(Ct)));
    }

    [Fact]
    public async Task What_needs_evidence_is_done_only_with_it()
    {
        var (seller, manager) = (await app.Given.PartnerPerson(), await app.Given.VendorPerson());
        var journey = await Plan(seller, manager, new StepPlan("Webinar", Side.Partner, NeedsEvidence: true));

        Assert.Equal("journeys/evidence-missing", (await Finish(journey.Steps[0].Id, seller, " ")).Refusal?.Code);
        Assert.Null((await Finish(journey.Steps[0].Id, seller, "83 came")).Refusal);
        Assert.Equal("83 came", (await app.Run((ShowTask.Handler h) => h.Run(new ShowTask { Step = journey.Steps[0].Id }, app.Act(manager), Ct))).Value.Evidence);
    }

    [Fact]
    public async Task Nobody_lets_themselves_off_what_both_agreed_nor_moves_its_day()
    {
        var (seller, manager) = (await app.Given.PartnerPerson(), await app.Given.VendorPerson());
        var journey = await Plan(seller, manager, new("Ours", Side.Partner, Due: new(2026, 5, 1)), new("Theirs", Side.Vendor));
        var (ours, theirs) = (journey.Steps[0].Id, journey.Steps[1].Id);

        Task<Outcome<StepChangedTo>> Skip(Id<JourneyStep> step, Person by) =>
            app.Run((SkipStep.Handler h) => h.Run(new SkipStep { Step = step, Why = "No longer needed" }, app.Act(by), Ct));

        Assert.Equal("journeys/not-let-off", (await Skip(ours, seller)).Refusal?.Code);
        Assert.Equal("journeys/not-let-off", (await Skip(theirs, manager)).Refusal?.Code);
        Assert.Equal("journeys/not-yours", (await Finish(theirs, seller)).Refusal?.Code);
        Assert.Equal(
            "journeys/day-is-agreed",
            (await app.Run((ChangeStep.Handler h) => h.Run(new ChangeStep { Step = ours, Due = new(2026, 9, 1) }, app.Act(seller), Ct))).Refusal?.Code);
        Assert.Null((await Skip(ours, manager)).Refusal);
    }

    [Fact]
    public async Task A_late_task_is_told_once_to_who_owes_it()
    {
        var (seller, manager) = (await app.Given.PartnerPerson(), await app.Given.VendorPerson());
        var today = DateOnly.FromDateTime(app.Now.UtcDateTime);
        var late = (await Add(new AddTask { Title = "Send the list", Person = seller.Id, Partner = seller.OrganisationId, Side = Side.Partner, Due = today.AddDays(-1) }, manager)).Value.Id;

        await app.Run((RemindOfLateSteps.Handler h) => h.Run(Actor.System, Ct));
        await app.Run((RemindOfLateSteps.Handler h) => h.Run(Actor.System, Ct));
        await app.Drain();

        Assert.Equal(1, await app.Db(db => db.Events().CountAsync(e => e.Kind == "journeys.step-late" && e.SubjectId == late.Value, Ct)));
        Assert.Equal(1, await app.Db(db => db.Notices().CountAsync(n => n.PersonId == seller.Id && n.Kind == "journeys.late", Ct)));
    }

    [Fact]
    public async Task What_a_side_keeps_for_itself_is_not_there_for_the_other()
    {
        var (seller, manager) = (await app.Given.PartnerPerson(), await app.Given.VendorPerson());
        var own = (await Add(new AddTask { Title = "Internal", Partner = seller.OrganisationId, Own = true }, manager)).Value.Id;
        var theirs = (await Add(new AddTask { Title = "Of the firm", Own = true }, seller)).Value.Id;

        Assert.Equal(RefusalKind.NotFound, (await Finish(own, seller)).Refusal?.Kind);
        Assert.Equal(RefusalKind.NotFound, (await Finish(theirs, manager)).Refusal?.Kind);
        Assert.Equal(0, await app.Db(db => db.Events().CountAsync(e => e.SubjectId == own.Value && e.PartnerId == seller.OrganisationId, Ct)));
    }

    [Fact]
    public async Task A_partner_gives_no_task_to_a_named_person_of_the_vendor()
    {
        var (seller, manager) = (await app.Given.PartnerPerson(), await app.Given.VendorPerson());

        Assert.Equal("journeys/not-of-that-side", (await Add(new AddTask { Title = "Call me", Side = Side.Vendor, Person = manager.Id }, seller)).Refusal?.Code);
        Assert.Null((await Add(new AddTask { Title = "Call me", Side = Side.Vendor }, seller)).Refusal);
    }

    [Fact]
    public async Task The_pages_add_a_task_finish_it_and_show_it_at_home()
    {
        var seller = await app.Given.PartnerPerson();
        var portal = await app.As(seller);

        var added = await portal.Post("/tasks/new", ("Title", "Order the stand"), ("Due", "2026-04-01"));
        Assert.Equal(HttpStatusCode.SeeOther, added.StatusCode);
        var address = added.Headers.Location!.ToString();
        Assert.Contains("Order the stand", (await portal.Page("/home")).QuerySelector(".list-rows")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await portal.Post("/tasks/new", ("Title", ""))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post(address + "/done", ("Evidence", "Booked"))).StatusCode);
        Assert.Contains("Booked", (await portal.Page(address)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_API_lists_tasks_page_by_page()
    {
        var seller = await app.Given.PartnerPerson();
        foreach (var title in new[] { "One", "Two", "Three" })
            await Add(new AddTask { Title = title, Due = new DateOnly(2026, 4, 1).AddDays(title.Length) }, seller);
        var api = await app.Api(seller);

        var first = await api.GetFromJsonAsync<JsonElement>("tasks?limit=2&view=mine", Ct);
        var second = await api.GetFromJsonAsync<JsonElement>($"tasks?limit=2&view=mine&cursor={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}", Ct);

        Assert.Equal(2, first.GetProperty("items").GetArrayLength());
        Assert.Equal("Three", Assert.Single(second.GetProperty("items").EnumerateArray()).GetProperty("title").GetString());
    }

    public sealed class OnSqlite(SqliteApp app) : TaskTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : TaskTests(app), IClassFixture<PostgresApp>;
}
