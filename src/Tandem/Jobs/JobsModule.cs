using Quartz;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Jobs;

/// <summary>Wires the scheduler and holds the doors to it.</summary>
public static class JobsModule
{
    /// <remarks><c>TANDEM_JOBS=off</c> keeps this node from running any: a node that only serves.</remarks>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration, Storage storage)
    {
        foreach (var module in typeof(JobsModule).Assembly.GetTypes().Where(t => t is { IsClass: true } && t.IsAssignableTo(typeof(ISchedules))))
            services.AddSingleton(typeof(ISchedules), module);
        services.AddSingleton<Schedules>().AddSingleton<JobRunner>().AddScoped<JobPlan>();
        services.AddQuartz(quartz =>
        {
            quartz.AddJobType<DueJob>();
            quartz.UseTimeProvider(TimeProvider.System);
            quartz.UseDefaultThreadPool(4);
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
        var api = app.ApiGroup("/jobs").WithTags("Operations").Needs(JobsPermissions.Run);
        api.MapGet("/", async (ListJobs.Handler list, CancellationToken ct) => new { Items = await list.Run(ct) });
        api.MapGet("/{name}/runs", async (string name, ListJobs.Handler list, CancellationToken ct) =>
            (await list.History(name, ct)).Then(runs => new { Items = runs }).ToHttp());
        api.MapPost("/{name}/run", async (string name, RunJobNow.Handler run, CancellationToken ct) => (await run.Run(name, ct)).ToHttp());
    }
}
