using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>Ends the protections whose last business day has passed where the programme is run; an asked extension is waited for.</summary>
public sealed class ExpireRegistrations
{
    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        /// <summary>The value is how many expired.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            var over = await db.Deals().AsNoTracking()
                .Where(d => d.Status == DealStatus.Open && d.Registration!.ProtectedUntil < today && d.Registration.ExtensionAsked == null)
                .OrderBy(d => d.Id)
                .Select(d => d.Id)
                .ToListAsync(ct);
            return await db.InSlices(over, (deal, now, _) => Task.FromResult(Expire(deal, by, today, now)), clock, ct);
        }

        private bool Expire(Deal deal, Actor by, DateOnly today, DateTimeOffset now)
        {
            if (deal is not { Status: DealStatus.Open, Registration: { ExtensionAsked: null, ProtectedUntil: { } until } } || until >= today)
                return false;
            deal.Expire(now);
            db.Record(by, deal.Ref, deal.PartnerId, new RegistrationExpired(until), now);
            return true;
        }
    }
}
