using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>Reminds both sides some days before a protection ends, once for each of the policy's days.</summary>
public sealed class RemindOfExpiry
{
    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        /// <summary>The value is how many protections were reminded of.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var days = (await policies.Current<EngagementPolicy>(now, ct)).Rules.ReminderDays.Order().ToList();
            if (days.Count == 0)
                return 0;
            var today = programme.DateOf(now);
            var last = today.AddDays(days[^1]);
            var ending = await db.Deals().AsNoTracking()
                .Where(d => d.Status == DealStatus.Open && d.Registration!.ProtectedUntil >= today && d.Registration.ProtectedUntil <= last)
                .Where(d => d.Registration!.RemindedFor == null || d.Registration.RemindedFor < today)
                .OrderBy(d => d.Id)
                .Select(d => new { d.Id, d.Registration!.ProtectedUntil, d.Registration.RemindedFor, d.Registration.Decided })
                .ToListAsync(ct);
            var due = ending
                .Where(d => ReminderOf(d.ProtectedUntil!.Value, days, today) is { } day && !(d.RemindedFor >= day) && day > programme.DateOf(d.Decided ?? now))
                .Select(d => d.Id).ToList();
            return await db.InSlices(due, (deal, now, _) => Task.FromResult(Remind(deal, by, days, today, now)), clock, ct);
        }

        /// <summary>The latest reminder day that has come; null before the first.</summary>
        private static DateOnly? ReminderOf(DateOnly until, List<int> days, DateOnly today) =>
            days.Select(d => (DateOnly?)until.AddDays(-d)).FirstOrDefault(day => day <= today);

        private bool Remind(Deal deal, Actor by, List<int> days, DateOnly today, DateTimeOffset now)
        {
            if (deal is not { Status: DealStatus.Open, Registration: { ProtectedUntil: { } until } registration }
                || ReminderOf(until, days, today) is not { } day || registration.RemindedFor >= day)
                return false;
            registration.Remind(day);
            db.Record(by, deal.Ref, deal.PartnerId, new ExpiryNear(until, until.DayNumber - today.DayNumber), now);
            return true;
        }
    }
}
