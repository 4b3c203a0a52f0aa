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

    /// <summary>Judges these partners by today's values. The caller saves. Returns how many moved.</summary>
    public async Task<int> Judge(IReadOnlyList<MeasuredPartner> partners, CancellationToken ct)
    {
        if (partners.Count == 0)
            return 0;
        var now = clock.GetUtcNow();
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var today = programme.DateOf(now);
        var subjects = await policies.For<TiersPolicy>(partners, now, ct);
        var readings = await gauge.Read(subjects, today, asOf: null, ProgrammeFrame.Of(programme), ct);
        List<Id<Organisation>> ids = [.. partners.Select(p => p.Id)];
        var standings = await db.TierStandings().Where(s => s.Until == DateOnly.MaxValue && ids.Contains(s.PartnerId)).ToDictionaryAsync(s => s.PartnerId, ct);
        var moved = new Dictionary<Id<Organisation>, string>();
        foreach (var (subject, reading) in subjects.Zip(readings))
        {
            if (reading.Ladder is null)
                continue;
            var standing = standings.GetValueOrDefault(reading.Partner);
            var state = Follow((standing?.State ?? TierState.New("", today)) with { Tier = subject.Partner.Tier }, subject.Policy, reading, today, programme.FiscalYearStart, now);
            if (state.Tier != subject.Partner.Tier)
                moved[reading.Partner] = state.Tier;
            db.Stand(
                standing, reading.Partner, state with { Qualifies = reading.Qualifies!.Tier.Code, Progress = reading.Above(state.Tier)?.Progress, Rules = reading.Rules }, today);
        }

        await tiers.Write(moved, ct);
        await db.SaveChangesAsync(ct);
        return moved.Count;
    }

    /// <summary>How it stands by today's reading: moved, short of its tier, or as before.</summary>
    private TierState Follow(TierState state, TiersPolicy policy, LadderReading reading, DateOnly today, int fiscal, DateTimeOffset now)
    {
        var (rank, best) = (reading.Ladder!.RankOf(state.Tier), reading.Qualifies!);
        var held = state.HeldUntil >= today;
        if (rank < 0 || (best.Rank > rank && !held))
            return Move(state, reading, best.Tier.Code, rank < 0 ? TierMoveKind.Placed : TierMoveKind.Promoted, today, now);

        var own = reading.Tiers[rank];
        if (!own.Short)
        {
            if (state.ShortSince is not null)
                Tell(reading, new TierKept(own.Tier.Code), now);
            return state.CatchUp();
        }

        var since = state.ShortSince ?? today;
        var downOn = Later(policy.ReviewFrom(since.AddDays(policy.GraceDays), fiscal), state.HeldUntil is { } until ? policy.ReviewFrom(until, fiscal) : null);
        if (state.ShortSince is null)
            Tell(reading, new TierShort(own.Tier.Code, own.Requirements.Count(r => r.Holds == Holds.No), downOn), now);
        return today >= downOn ? Move(state, reading, best.Tier.Code, TierMoveKind.Demoted, today, now) : state.FallShort(since, downOn);
    }

    private TierState Move(TierState state, LadderReading reading, string to, TierMoveKind kind, DateOnly today, DateTimeOffset now)
    {
        db.Add(TierMove.Of(reading.Partner, state.Tier, to, kind, reading.Rules, "", Actor.System, today, now));
        Tell(reading, new TierMoved(state.Tier, to, kind, reading.Rules), now);
        return state.Move(to, today);
    }

    private void Tell(LadderReading reading, IFact fact, DateTimeOffset now) => db.Record(Actor.System, new Ref("partner", reading.Partner.Value), reading.Partner, fact, now);

    private static DateOnly Later(DateOnly a, DateOnly? b) => b is { } other && other > a ? other : a;
}

/// <summary>Judges every partner's tier, as happens each night and after new rules.</summary>
public sealed record JudgeTiers
{
    public sealed class Handler(TierKeeper keeper, EveryPartner everyPartner)
    {
        /// <summary>The value is how many partners moved.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct) =>
            by.IsSystem ? await everyPartner.Settle(some => keeper.Judge(some, ct), ct) : Refusal.NotFound;
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
