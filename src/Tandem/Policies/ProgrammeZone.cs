using Tandem.Ui;

namespace Tandem.Policies;

/// <summary>Gives every page, letter and job the time zone of the programme: at the start, and soon after somebody publishes another.</summary>
public sealed class ProgrammeZone(IServiceScopeFactory scopes, Formats formats, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);

    /// <summary>Before the first page is served, and before the schedule of jobs is drawn up.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Read(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public async Task Read(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var programme = await scope.ServiceProvider.GetRequiredService<PolicyBook>().Current<ProgrammePolicy>(clock.GetUtcNow(), ct);
        formats.Zone = TimeZoneInfo.FindSystemTimeZoneById(programme.Rules.TimeZone);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Often);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Read(stoppingToken);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException)
            {
                // A database that is away for a moment takes nobody's time zone.
            }
        }
    }
}
