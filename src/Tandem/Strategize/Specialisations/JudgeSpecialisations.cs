using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Jobs;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Specialisations;

/// <summary>Gives partners specialisations as soon as the evidence is there, renews them, and ends them after their last day.</summary>
public sealed class SpecialisationKeeper(TandemDb db, SpecialisationGauge gauge, IPartnerRegister register, PolicyBook policies, TimeProvider clock) : IOnMeasured
{
    public async Task Changed(IReadOnlyCollection<Id<Organisation>> partners, CancellationToken ct) =>
        await Judge(await register.Read(partners, ct), ct);

    public bool AlsoByNight => false;

    /// <summary>Judges these partners by today's values. The caller saves. Returns how many specialisations were earned or lost.</summary>
    public async Task<int> Judge(IReadOnlyList<MeasuredPartner> partners, CancellationToken ct)
    {
        if (partners.Count == 0)
            return 0;
        var now = clock.GetUtcNow();
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var today = programme.DateOf(now);
        var subjects = await policies.For<SpecialisationsPolicy>(partners, now, ct);
        List<Id<Organisation>> ids = [.. partners.Select(p => p.Id)];
        var standings = (await db.SpecialisationStandings().Where(s => s.Until == DateOnly.MaxValue && ids.Contains(s.PartnerId)).ToListAsync(ct))
            .ToDictionary(s => (s.PartnerId, s.Code));
        var kept = standings.Keys.ToLookup(k => k.PartnerId, k => k.Code);
        var changed = 0;
        foreach (var (subject, readings) in subjects.Zip(await gauge.Read(subjects, today, ProgrammeFrame.Of(programme), ct)))
        {
            var meant = readings.ToDictionary(r => r.Specialisation.Code);
            foreach (var code in meant.Keys.Union(kept[subject.Partner.Id]))
            {
                var standing = standings.GetValueOrDefault((subject.Partner.Id, code));
                var before = standing?.State ?? SpecialisationState.None;
                var (state, fact) = Follow(before, code, meant.GetValueOrDefault(code), subject, today);
                if (fact is not null)
                    db.Record(Actor.System, new Ref("partner", subject.Partner.Id.Value), subject.Partner.Id, fact, now);
                changed += state.Since is null != before.Since is null ? 1 : 0;
                db.Stand(standing, subject.Partner.Id, code, state, today, now);
            }
        }

        await db.SaveChangesAsync(ct);
        return changed;
    }

    /// <summary>How it stands by today's reading, and what is to be told of it.</summary>
    /// <param name="reading">Null when it is no longer among the rules, or not meant for the partner's type any more.</param>
    private static (SpecialisationState State, IFact? Fact) Follow(
        SpecialisationState before, string code, SpecialisationReading? reading, RuledPartner<SpecialisationsPolicy> subject, DateOnly today)
    {
        var state = before with { Progress = reading?.Progress ?? 0, Rules = subject.Rules };
        if (state.ValidUntil is not { } last)
        {
            if (reading is not { Met: true })
                return (state, null);
            state = state.Earn(today, reading.Specialisation.Months);
            return (state, new SpecialisationEarned(code, state.ValidUntil!.Value, subject.Rules));
        }

        var over = today > last;
        if (over && reading is null or { Short: true })
            return (state.Lose(), new SpecialisationEnded(code));
        if (today <= last.AddDays(-subject.Policy.RenewalDays) || reading is null)
            return (state.CatchUp(), null);
        if (over || reading.Met)
        {
            state = state.Renew(today, reading.Specialisation.Months);
            return (state, new SpecialisationRenewed(code, state.ValidUntil!.Value, subject.Rules));
        }

        return reading.Short
            ? (state.FallShort(today), state.DueSince is null ? new SpecialisationDue(code, reading.Missing, last) : null)
            : (state.CatchUp(), null);
    }
}

/// <summary>Judges every partner's specialisations, as happens each night and after new rules.</summary>
public sealed record JudgeSpecialisations
{
    public sealed class Handler(SpecialisationKeeper keeper, EveryPartner everyPartner)
    {
        /// <summary>The value is how many were earned or lost.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct) =>
            by.IsSystem ? await everyPartner.Settle(some => keeper.Judge(some, ct), ct) : Refusal.NotFound;
    }
}

/// <summary>What Tandem does by itself with specialisations.</summary>
public sealed class SpecialisationSchedules : ISchedules
{
    internal const string Job = "strategize.judge-specialisations";

    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.At(Job, "Gives, renews and ends partners' specialisations", "0 55 1 * * ?",
            (JudgeSpecialisations.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
    ];
}
