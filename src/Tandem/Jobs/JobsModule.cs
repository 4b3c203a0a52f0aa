using Quartz;
using Tandem.Identity;
using Tandem.Jobs.Pages;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Jobs;

/// <summary>Wires the scheduler and holds the doors to it.</summary>
public static class JobsModule
{
    /// <remarks><c>TANDEM_JOBS=off</c> keeps this node from running any: a node that only serves.</remarks>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration, Storage storage)
    {
        foreach (var module in typeof(JobsModule).Assembly.GetTypes().Where(t => t is { IsClass: true } && t.IsAssignableTo(typeof(ISchedules))))
            services.AddSingleton(typeof(ISchedules), module);
        services.AddSingleton(new NavItem("Jobs", "clock", "/operations/jobs") { Permission = JobsPermissions.Run, Section = "Operations", Order = 910 });
        services.AddSingleton<Schedules>().AddSingleton<JobRunner>().AddScoped<JobPlan>();
        services.AddQuartz(quartz =>
        {
            quartz.AddJobType<DueJob>();
            quartz.UseTimeProvider(TimeProvider.System);
            // Work of the night waits for its turn here and must not keep the rest waiting.
            quartz.UseDefaultThreadPool(32);
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = "tandem";
                options.GenerateInstanceId = storage.IsPostgres;
            });
            if (storage.IsPostgres)
            {
                quartz.UsePersistentStore(store =>
                {
                    store.UsePostgres(storage.ConnectionString);
                    store.UseSystemTextJsonSerializer();
                    store.UseClustering();
                    store.ProvisionSchema();
                });
            }
        });
        if (string.Equals(configuration["TANDEM_JOBS"], "off", StringComparison.OrdinalIgnoreCase))
            return services;
        return services
            .AddHostedService<JobPlanning>()
            .AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }

    public static void MapJobs(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/operations/jobs").Needs(JobsPermissions.Run);
        pages.MapGet("", async (ListJobs.Handler list, CancellationToken ct) => UiModule.Page<JobsPage>(new { Jobs = await list.Run(ct) }));
        pages.MapGet("/{name}", async (string name, ListJobs.Handler list, Schedules schedules, CancellationToken ct) =>
            await list.History(name, ct) is { Ok: true, Value: var runs }
                ? UiModule.Page<JobPage>(new { Job = schedules.Find(name)!, Runs = runs })
                : (IResult)TypedResults.NotFound());
        pages.MapPost("/{name}/run", async (string name, RunJobNow.Handler run, Words l, CancellationToken ct) => await run.Run(name, ct) switch
        {
            { Ok: true } => new SeeOther("/operations/jobs", l["It runs as soon as it is its turn."]),
            { Refusal.Kind: RefusalKind.NotFound } => (IResult)TypedResults.NotFound(),
            { Refusal: var refusal } => new SeeOther("/operations/jobs", l[refusal!.Sentence], Tone.Bad),
        });

        var api = app.ApiGroup("/jobs").WithTags("Operations").Needs(JobsPermissions.Run);
        api.MapGet("", async (ListJobs.Handler list, CancellationToken ct) => new { Items = await list.Run(ct) }).WithName("jobs.list");
        api.MapGet("/{name}/runs", async (string name, ListJobs.Handler list, CancellationToken ct) =>
            (await list.History(name, ct)).Then(runs => new { Items = runs }).ToHttp()).WithName("jobs.runs");
        api.MapPost("/{name}/run", async (string name, RunJobNow.Handler run, CancellationToken ct) => (await run.Run(name, ct)).ToHttp())
            .WithName("jobs.run");
    }
}
