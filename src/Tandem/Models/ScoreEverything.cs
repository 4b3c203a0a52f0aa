using Tandem.Identity;
using Tandem.Jobs;
using Tandem.Kernel;

namespace Tandem.Models;

/// <summary>Asks every model in use about every open case, as happens each night: days alone change odds.</summary>
public sealed class ScoreEverything
{
    public sealed class Handler(Scoring scoring, IEnumerable<ILearner> learners)
    {
        public async Task<Outcome<Scored>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return Refusal.NotFound;
            var (asked, changed) = (0, 0);
            foreach (var learner in learners)
            {
                var done = await scoring.ScoreAll(learner, ct);
                (asked, changed) = (asked + done.Asked, changed + done.Changed);
            }

            return new Scored(asked, changed);
        }
    }

    public sealed record Scored(int Asked, int Changed);
}

/// <summary>What Tandem does by itself with models.</summary>
public sealed class ModelSchedules : ISchedules
{
    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.At("models.retrain", "Trains the models anew and keeps what proves better", "0 0 2 * * ?",
            (Retrain.Handler run, CancellationToken ct) => run.Run(new Retrain(), Actor.System, ct)),
        Schedule.At("models.score", "Asks the models about everything that is open", "0 30 2 * * ?",
            (ScoreEverything.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
    ];
}
