using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>A person gives up a view; a shared one of somebody else falls to whoever sets up the programme.</summary>
public sealed record DropView
{
    public Id<SavedView> View { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(DropView ask, Actor by, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct);
            var view = await db.SavedViews().FirstOrDefaultAsync(v => v.Id == ask.View && v.OrganisationId == by.Organisation, ct);
            if (view is null || (view.OwnerId != by.Person && !view.Shared))
                return Refusal.NotFound;
            if (view.OwnerId != by.Person && !by.May(SellPermissions.Settings))
                return SellRefusals.NotAllowed;
            db.Remove(view);
            db.Record(by, view.Ref, partner: null, new ViewDropped(view.Shared), now);
            await write.Commit(ct);
            return new Done();
        }
    }
}
