using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>A person keeps the present filters under a name; the same name again replaces them.</summary>
public sealed record SaveView
{
    [Required(ErrorMessage = "Give the view a name."), StringLength(60)] public string Name { get; init; } = "";

    /// <summary>The filters as they stand in the address: <c>?status=open&amp;sort=-amount</c>.</summary>
    [StringLength(2000)] public string? Query { get; init; }

    /// <summary>Every colleague finds it too.</summary>
    public bool Shared { get; init; }

    private const int Most = 50;

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<ListViews.Row>> Run(SaveView ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Pipeline) || by is not { Person: { } person, Organisation: { } organisation })
                return SellRefusals.NotAllowed;
            var (name, query) = (ask.Name.Trim(), SavedView.Clean(ask.Query));
            if (query.Length == 0)
                return Refusal.Invalid("sell/view-empty", "Choose a filter or an order first: there is nothing to keep yet.").On(nameof(Query));

            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, [$"views:{person}"]);
            var own = await db.SavedViews().Where(v => v.OwnerId == person).ToListAsync(ct);
            var view = own.Find(v => string.Equals(v.Name, name, StringComparison.OrdinalIgnoreCase));
            if (view is null && own.Count >= Most)
                return Refusal.Conflict("sell/too-many-views", "You have {0} views already. Drop one you no longer use.", Most);
            if (view is null)
                db.Add(view = SavedView.Of(organisation, person, now));
            view.Keep(name, query, ask.Shared, now);
            db.Record(by, view.Ref, partner: null, new ViewSaved(ask.Shared), now);
            await write.Commit(ct);
            return new ListViews.Row(view.Id, view.Name, view.Query, view.Shared, Own: true, by.Name);
        }
    }
}
