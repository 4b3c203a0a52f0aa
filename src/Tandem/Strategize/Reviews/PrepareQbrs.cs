using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Jobs;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Reviews;

/// <summary>Before a review everybody is reminded, and finds its pack made.</summary>
public sealed record PrepareQbrs
{
    private const int Ahead = 61;

    public sealed class Handler(TandemDb db, MakePack.Handler pack, PolicyBook policies, TimeProvider clock)
    {
        /// <summary>The value is how many reviews something was done for.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return QbrRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var (today, until) = (programme.DateOf(now), now.AddDays(Ahead));
            var near = await db.Qbrs().AsNoTracking().Where(q => q.State == QbrState.Scheduled && q.Starts > now && q.Starts < until).OrderBy(q => q.Starts).ThenBy(q => q.Id)
                .Select(q => new { q.Id, q.PartnerId, q.Starts, HasPack = db.QbrPacks().Any(p => p.QbrId == q.Id) }).ToListAsync(ct);
            var done = 0;
            foreach (var qbr in near)
            {
                var rules = (await policies.Current<QbrRules>(now, ct, qbr.PartnerId)).Rules;
                var days = programme.DateOf(qbr.Starts).DayNumber - today.DayNumber;
                var made = days <= rules.PackDays && !qbr.HasPack && (await pack.Run(new MakePack { Qbr = qbr.Id, AsOf = today.AddDays(-1) }, by, ct)).Ok;
                db.Forget();
                if (await Remind(qbr.Id, days, rules, by, now, ct) || made)
                    done++;
            }

            return done;
        }

        private async Task<bool> Remind(Id<Qbr> id, int days, QbrRules rules, Actor by, DateTimeOffset now, CancellationToken ct)
        {
            var due = rules.RemindDays.Where(d => d >= days).DefaultIfEmpty(-1).Min();
            if (due < 0)
                return false;
            await using var write = await db.BeginWrite(ct, id.LockKey());
            var qbr = await db.Qbrs().SingleAsync(q => q.Id == id, ct);
            if (qbr.State != QbrState.Scheduled || qbr.Reminded <= due)
                return false;
            qbr.Remind(due);
            db.Record(by, qbr.Ref, qbr.PartnerId, new QbrNear(days, qbr.Starts), now);
            await write.Commit(ct);
            return true;
        }
    }
}

/// <summary>What Tandem does by itself with reviews.</summary>
public sealed class QbrSchedules : ISchedules
{
    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.At("strategize.prepare-qbrs", "Reminds of business reviews and makes their packs", "0 40 6 * * ?",
            (PrepareQbrs.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
    ];
}
