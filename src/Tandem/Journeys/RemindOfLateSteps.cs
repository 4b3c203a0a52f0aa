using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Jobs;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Journeys;

/// <summary>Steps whose day has passed are told about once.</summary>
public sealed record RemindOfLateSteps
{
    private const int Slice = 100;

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            var told = 0;
            while (true)
            {
                db.Forget();
                await using var write = await db.BeginWrite(ct);
                var late = await db.Steps().Include(s => s.Journey)
                    .Where(s => s.Status == StepStatus.Open && s.Due < today && s.ToldLate == null).OrderBy(s => s.Due).Take(Slice).ToListAsync(ct);
                foreach (var step in late)
                {
                    step.TellLate(now);
                    db.Tell(step, by, new StepLate(step.Id, step.Number, step.Side, step.Due!.Value), now);
                }

                await write.Commit(ct);
                told += late.Count;
                if (late.Count < Slice)
                    return told;
            }
        }
    }
}

/// <summary>What Tandem does by itself with tasks.</summary>
public sealed class JourneySchedules : ISchedules
{
    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.Every("journeys.late", "Tells both sides of tasks whose day has passed", TimeSpan.FromHours(1),
            (RemindOfLateSteps.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
    ];
}
