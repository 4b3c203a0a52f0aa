using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>Carries started imports and undos out, one after the other, on whichever server is free.</summary>
public sealed class ImportWorker(IServiceScopeFactory scopes, ILogger<ImportWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await CarryOutAll(stop);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Imports could not be looked for.");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CarryOutAll(CancellationToken stop)
    {
        List<(Id<ImportRun> Id, RunState State)> waiting;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
            waiting = [.. (await db.Imports().AsNoTracking().Where(r => r.State == RunState.Running || r.State == RunState.Undoing)
                .OrderBy(r => r.Created).Select(r => new { r.Id, r.State }).ToListAsync(stop)).Select(r => (r.Id, r.State))];
        }

        foreach (var (id, state) in waiting)
        {
            await using var scope = scopes.CreateAsyncScope();
            if (state == RunState.Running)
                await scope.ServiceProvider.GetRequiredService<ExecuteImport.Handler>().Run(id, progress: null, stop);
            else
                await scope.ServiceProvider.GetRequiredService<CarryOutUndo.Handler>().Run(id, Actor.System, stop);
        }
    }
}
