using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Journeys.Pages;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Threads;
using Tandem.Ui;

namespace Tandem.Journeys;

/// <summary>Every door of Journeys: the tasks of both sides, pages and API side by side.</summary>
public static class JourneysModule
{
    public static IServiceCollection AddJourneys(this IServiceCollection services) => services
        .AddScoped<JourneyDesk>()
        .AddSingleton(new NavItem("Tasks", "checkbox", "/tasks") { Order = 5, Permission = JourneyPermissions.Work, Badge = JourneySets.WaitFor })
        .AddSingleton(new CreateItem("Task", "checkbox", "/tasks/new") { Permission = JourneyPermissions.Work, Order = 200 })
        .AddSingleton(new Panel("home", HomeCard) { Order = 20 });

    public static void MapJourneys(this IEndpointRouteBuilder app)
    {
        MapApi(app.ApiGroup("/tasks").WithTags("Tasks"));

        var pages = app.PagesGroup("/tasks");
        pages.MapGet("", ShowList).Needs(JourneyPermissions.Work);
        pages.MapGet("/export", Export).Needs(JourneyPermissions.Work);
        pages.MapGet("/new", ShowNew).Needs(JourneyPermissions.Work);
        pages.MapPost("/new", Add).Needs(JourneyPermissions.Work);
        var task = app.PagesGroup("/tasks/{id:guid}").OwnOrganisation();
        task.MapGet("", (Guid id, HttpContext http, Actor by, CancellationToken ct) => Show(http, new(id), null, StatusCodes.Status200OK, by, ct)).Needs(JourneyPermissions.Work);
        task.On<FinishStep>("done", "Done. Well done.", (s, ask, id, by, ct) => s.GetRequiredService<FinishStep.Handler>().Run(ask with { Step = id }, by, ct));
        task.On<SkipStep>("skip", "Left out.", (s, ask, id, by, ct) => s.GetRequiredService<SkipStep.Handler>().Run(ask with { Step = id }, by, ct));
        task.On<ReopenStep>("reopen", "Open again.", (s, ask, id, by, ct) => s.GetRequiredService<ReopenStep.Handler>().Run(ask with { Step = id }, by, ct));
        task.On<ChangeStep>("change", "Saved.", (s, ask, id, by, ct) => s.GetRequiredService<ChangeStep.Handler>().Run(ask with { Step = id }, by, ct));
    }

    private static void MapApi(RouteGroupBuilder api)
    {
        api.MapList("", async ([AsParameters] TaskList ask, TaskList.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListTasks").Needs(JourneyPermissions.Work);
        api.MapPost("", async (AddTask ask, AddTask.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToCreated(made => $"/api/v1/tasks/{made.Id}")).WithName("AddTask").Needs(JourneyPermissions.Work);
        api.MapGet("/{id}", async (Id<JourneyStep> id, ShowTask.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowTask { Step = id }, by, ct)).ToHttp()).WithName("GetTask").Needs(JourneyPermissions.Work).OwnOrganisation();
        api.MapPatch("/{id}", async (Id<JourneyStep> id, ChangeStep ask, ChangeStep.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Step = id }, by, ct)).ToHttp()).WithName("ChangeTask").Needs(JourneyPermissions.Work).OwnOrganisation();
        api.MapPost("/{id}/done", async (Id<JourneyStep> id, FinishStep ask, FinishStep.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Step = id }, by, ct)).ToHttp()).WithName("FinishTask").Needs(JourneyPermissions.Work).OwnOrganisation();
        api.MapPost("/{id}/skip", async (Id<JourneyStep> id, SkipStep ask, SkipStep.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Step = id }, by, ct)).ToHttp()).WithName("SkipTask").Needs(JourneyPermissions.Work).OwnOrganisation();
        api.MapPost("/{id}/reopen", async (Id<JourneyStep> id, ReopenStep? ask, ReopenStep.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run((ask ?? new()) with { Step = id }, by, ct)).ToHttp()).WithName("ReopenTask").Needs(JourneyPermissions.Work).OwnOrganisation();
    }

    private static void On<TAsk>(
        this RouteGroupBuilder task, string action, string done,
        Func<IServiceProvider, TAsk, Id<JourneyStep>, Actor, CancellationToken, Task<Outcome<StepChangedTo>>> run) where TAsk : class, new() =>
        task.MapForm<TAsk, StepChangedTo>(
            "/tasks", action, done, (services, ask, id, by, ct) => run(services, ask, new(id), by, ct),
            (http, id, state, by, ct) => Show(http, new(id), state, StatusCodes.Status422UnprocessableEntity, by, ct)).Needs(JourneyPermissions.Work);

    /// <summary>The list's address as a browser writes it; what cannot be read is left out.</summary>
    public sealed record Query
    {
        public string? View { get; init; }

        [FromQuery(Name = "q")] public string? Text { get; init; }

        public string? Late { get; init; }

        public string? Partner { get; init; }

        public string? After { get; init; }

        public TaskList ToList() => new()
        {
            View = Enum.TryParse<TaskView>(View, ignoreCase: true, out var view) ? view : TaskView.Mine,
            Text = Text,
            Late = Late == "true" ? true : null,
            Partner = Guid.TryParse(Partner, out var partner) ? new Id<Organisation>(partner) : null,
            Cursor = After,
        };
    }

    private static async Task<IResult> ShowList([AsParameters] Query query, TaskList.Handler list, Actor by, CancellationToken ct)
    {
        var found = await list.Run(query.ToList(), by, ct);
        return found.Ok ? UiModule.Page<TasksPage>(new { Tasks = found.Value, View = query.ToList().View!.Value.Value, Reader = by }) : TypedResults.NotFound();
    }

    private static IResult Export([AsParameters] Query query, string? format, TaskList.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"tasks-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Task"], l["Side"], l["Partner"], l["About"], l["Person"], l["Due"], l["Finished"], l["Late"]);
            await table.AllOf(
                async after => (await list.Run(query.ToList() with { Cursor = after, Limit = PageAsk.Most }, by, ct)).Then(found => new Page<TaskRow>(found.Items, found.Next)),
                t => [t.Title, SaysOfTasks.Of(t.Side, l), t.Partner, t.About?.Title, t.Person, t.Due, t.Finished, t.Late]);
        });

    private static async Task<IResult> Show(HttpContext http, Id<JourneyStep> id, FormState? state, int status, Actor by, CancellationToken ct)
    {
        var task = await http.RequestServices.GetRequiredService<ShowTask.Handler>().Run(new ShowTask { Step = id }, by, ct);
        if (!task.Ok)
            return TypedResults.NotFound();
        var thread = await http.RequestServices.GetRequiredService<ListNotes.Handler>().Run(new Ref(JourneyStep.Kind, id.Value), before: null, by, ct);
        return UiModule.Page<TaskPageView>(new { Task = task.Value, Thread = thread.Value, Reader = by, State = state }, status);
    }

    private static Task<IResult> ShowNew(Id<Organisation>? partner, OfferTask.Handler offer, Actor by, CancellationToken ct) =>
        New(new Form<AddTask> { Value = new AddTask { Partner = partner } }, offer, StatusCodes.Status200OK, by, ct);

    private static async Task<IResult> Add(Form<AddTask> form, AddTask.Handler add, OfferTask.Handler offer, Words l, Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var added = await add.Run(form.Value, by, ct);
            if (added.Ok)
                return new SeeOther($"/tasks/{added.Value.Id}", l["The task is on its way."]);
            form.Refuse(added.Refusal!);
        }

        return await New(form, offer, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async Task<IResult> New(Form<AddTask> form, OfferTask.Handler offer, int status, Actor by, CancellationToken ct)
    {
        var offered = await offer.Run(new OfferTask { Partner = form.Value.Partner }, by, ct);
        return UiModule.Page<NewTaskPage>(new { Form = form, Offer = offered.Value, Reader = by }, status);
    }

    private static async ValueTask<RenderFragment?> HomeCard(HttpContext http, Guid id, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by)
            return null;
        var tasks = await http.RequestServices.GetRequiredService<TaskList.Handler>().Run(new TaskList { Limit = 6 }, by, ct);
        if (!tasks.Ok || tasks.Value.Items.Count == 0)
            return null;
        return builder =>
        {
            builder.OpenComponent<TasksCard>(0);
            builder.AddComponentParameter(1, nameof(TasksCard.Tasks), tasks.Value);
            builder.CloseComponent();
        };
    }
}
