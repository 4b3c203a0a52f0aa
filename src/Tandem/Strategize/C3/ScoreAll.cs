using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Jobs;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;

namespace Tandem.Strategize.C3;

/// <summary>Keeps the scores of partners: each day, and whenever their measures change.</summary>
public sealed class C3Keeper(TandemDb db, C3Gauge gauge, IPartnerRegister register, PolicyBook policies, TimeProvider clock) : IOnMeasured
{
    public async Task Changed(IReadOnlyCollection<Id<Organisation>> partners, CancellationToken ct) =>
        await Score(await register.Read(partners, ct), ct);

    public bool AlsoByNight => false;

    /// <summary>Scores these partners by today's values. The caller saves. Returns how many scores changed.</summary>
    public async Task<int> Score(IReadOnlyList<MeasuredPartner> partners, CancellationToken ct)
    {
        if (partners.Count == 0)
            return 0;
        var now = clock.GetUtcNow();
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var today = programme.DateOf(now);
        var readings = await gauge.Read(await policies.For<C3Policy>(partners, now, ct), today, asOf: null, ProgrammeFrame.Of(programme), ct);
        List<Id<Organisation>> ids = [.. partners.Select(p => p.Id)];
        var standing = await db.C3Scores().Where(s => s.Until == DateOnly.MaxValue && ids.Contains(s.PartnerId)).ToDictionaryAsync(s => s.PartnerId, ct);
        var changed = 0;
        foreach (var reading in readings)
        {
            if (!standing.TryGetValue(reading.Partner, out var score) || (score.Known != today && !score.Says(reading)))
            {
                score?.End(today);
                db.Add(score = new C3Score(reading.Partner, today));
            }
            else if (score.Says(reading))
            {
                continue;
            }

            score.Say(reading);
            changed++;
        }

        await db.SaveChangesAsync(ct);
        return changed;
    }
}

/// <summary>Scores every partner anew, as happens each night and after new rules: what time alone changes.</summary>
public sealed record ScoreAll
{
    public sealed class Handler(C3Keeper keeper, EveryPartner everyPartner)
    {
        /// <summary>The value is how many scores changed.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct) =>
            by.IsSystem ? await everyPartner.Settle(some => keeper.Score(some, ct), ct) : Refusal.NotFound;
    }
}

/// <summary>What Tandem does by itself with scores.</summary>
public sealed class C3Schedules : ISchedules
{
    internal const string Job = "strategize.score-partners";

    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.At(Job, "Scores every partner's capability, capacity and commitment", "0 40 1 * * ?",
            (ScoreAll.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
    ];
}
