using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Jobs;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Tiers;

/// <summary>Moves partners between tiers: up as soon as the evidence is there, down at a review after grace.</summary>
public sealed class TierKeeper(TandemDb db, TierGauge gauge, IPartnerRegister register, PartnerTiers tiers, PolicyBook policies, TimeProvider clock) : IOnMeasured
{
    public async Task Changed(IReadOnlyCollection<Id<Organisation>> partners, CancellationToken ct) =>
        await Judge(await register.Read(partners, ct), ct);

    public bool AlsoByNight => false;

    /// <summary>The rules in force for each partner, a pilot's for those in it.</summary>
    public async Task<List<TierGauge.Subject>> Subjects(IReadOnlyList<MeasuredPartner> partners, DateTimeOffset at, CancellationToken ct)
    {
        var subjects = new List<TierGauge.Subject>(partners.Count);
        foreach (var partner in partners)
        {
            var dated = await policies.Current<TiersPolicy>(at, ct, partner.Id);
            subjects.Add(new TierGauge.Subject(partner, dated.Rules, dated.Number));
        }

        return subjects;
    }

    /// <summary>Judges these partners by today's values. The caller saves. Returns how many moved.</summary>
    public async Task<int> Judge(IReadOnlyList<MeasuredPartner> partners, CancellationToken ct)
    {
        if (partners.Count == 0)
            return 0;
        var now = clock.GetUtcNow();
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var today = programme.DateOf(now);
        var subjects = await Subjects(partners, now, ct);
        var readings = await gauge.Read(subjects, today, asOf: null, ProgrammeFrame.Of(programme), ct);
        List<Id<Organisation>> ids = [.. partners.Select(p => p.Id)];
        var standings = await db.TierStandings().Where(s => EF.Parameter(ids).Contains(s.PartnerId)).ToDictionaryAsync(s => s.PartnerId, ct);
        var moved = new Dictionary<Id<Organisation>, string>();
        foreach (var (subject, reading) in subjects.Zip(readings))
        {
            if (reading.Ladder is null)
                continue;
            if (!standings.TryGetValue(reading.Partner, out var standing))
                db.Add(standing = new TierStanding(reading.Partner, today));
            if (Follow(standing, subject, reading, today, programme.FiscalYearStart, now) is { } to)
                moved[reading.Partner] = to;
            var tier = moved.GetValueOrDefault(reading.Partner) ?? subject.Partner.Tier;
            standing.Judge(reading.Qualifies!.Tier.Code, reading.Above(tier)?.Progress, reading.Rules, now);
        }

        await tiers.Write(moved, ct);
        await db.SaveChangesAsync(ct);
        return moved.Count;
    }

    /// <summary>The tier it moves to; null where it stays.</summary>
    private string? Follow(TierStanding standing, TierGauge.Subject subject, LadderReading reading, DateOnly today, int fiscal, DateTimeOffset now)
    {
        var (ladder, from, best) = (reading.Ladder!, subject.Partner.Tier, reading.Qualifies!);
        var rank = ladder.RankOf(from);
        var held = standing.HeldUntil >= today;
        if (rank < 0 || (best.Rank > rank && !held))
            return Move(standing, reading, from, best.Tier.Code, rank < 0 ? TierMoveKind.Placed : TierMoveKind.Promoted, today, now);

        var own = reading.Tiers[rank];
        if (!own.Short)
        {
            if (standing.ShortSince is not null)
                Tell(reading, new TierKept(own.Tier.Code), now);
            standing.CatchUp();
            return null;
        }

        var since = standing.ShortSince ?? today;
        var downOn = Later(subject.Policy.ReviewFrom(since.AddDays(subject.Policy.GraceDays), fiscal), standing.HeldUntil is { } until ? subject.Policy.ReviewFrom(until, fiscal) : null);
        if (standing.ShortSince is null)
            Tell(reading, new TierShort(own.Tier.Code, own.Requirements.Count(r => r.Holds == Holds.No), downOn), now);
        standing.FallShort(since, downOn);
        return today >= downOn ? Move(standing, reading, from, best.Tier.Code, TierMoveKind.Demoted, today, now) : null;
    }

    private string Move(TierStanding standing, LadderReading reading, string from, string to, TierMoveKind kind, DateOnly today, DateTimeOffset now)
    {
        standing.Move(today);
        db.Add(TierMove.Of(reading.Partner, from, to, kind, reading.Rules, "", Actor.System, today, now));
        Tell(reading, new TierMoved(from, to, kind, reading.Rules), now);
        return to;
    }

    private void Tell(LadderReading reading, IFact fact, DateTimeOffset now) => db.Record(Actor.System, new Ref("partner", reading.Partner.Value), reading.Partner, fact, now);

    private static DateOnly Later(DateOnly a, DateOnly? b) => b is { } other && other > a ? other : a;
}

/// <summary>Judges every partner's tier, as happens each night and after new rules.</summary>
public sealed record JudgeTiers
{
    private const int Slice = 250;

    public sealed class Handler(TandemDb db, TierKeeper keeper, IPartnerRegister register)
    {
        /// <summary>The value is how many partners moved.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return Refusal.NotFound;
            var moved = 0;
            foreach (var ids in (await register.Read(null, ct)).Where(p => p.Active).Select(p => p.Id).Chunk(Slice))
            {
                db.ChangeTracker.Clear();
                await using var write = await db.BeginWrite(ct, Settling.Lock);

                // Read again under the lock: somebody may have set a tier meanwhile.
                moved += await keeper.Judge(await register.Read(ids, ct), ct);
                await write.Commit(ct);
            }

            return moved;
        }
    }
}

/// <summary>What Tandem does by itself with tiers.</summary>
public sealed class TierSchedules : ISchedules
{
    internal const string Job = "strategize.judge-tiers";

    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.At(Job, "Judges every partner's tier and moves down who falls short at a review", "0 50 1 * * ?",
            (JudgeTiers.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
    ];
}
