using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>The views of the pipeline that a person finds: its own, then those that colleagues share.</summary>
public sealed record ListViews
{
    // Whoever opens the table asks.
    private static readonly Prepared<Func<TandemDb, Id<Organisation>, Id<Person>, IAsyncEnumerable<Row>>> Found = new(() => EF.CompileAsyncQuery(
        (TandemDb db, Id<Organisation> organisation, Id<Person> person) => db.Set<SavedView>().AsNoTracking()
            .Where(v => v.OrganisationId == organisation && (v.OwnerId == person || v.Shared))
            .OrderByDescending(v => v.OwnerId == person).ThenBy(v => v.Name)
            .Take(200)
            .Select(v => new Row(
                v.Id, v.Name, v.Query, v.Shared, v.OwnerId == person, db.Set<Person>().Where(p => p.Id == v.OwnerId).Select(p => p.Name).FirstOrDefault() ?? ""))));

    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<IReadOnlyList<Row>>> Run(ListViews ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Pipeline) || by is not { Person: { } person, Organisation: { } organisation })
                return Array.Empty<Row>();
            return await Found.On(db)(db, organisation, person).ToListAsync(ct);
        }
    }

    /// <summary>One view.</summary>
    /// <param name="Own">The reader's own.</param>
    public sealed record Row(Id<SavedView> Id, string Name, string Query, bool Shared, bool Own, string Owner);
}
