using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Models;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The deals that a reader may see, filtered, in the order of any column, page by page.</summary>
public sealed record DealList : DealFilter
{
    /// <summary>
    /// <c>touched</c>, <c>created</c>, <c>reference</c>, <c>customer</c>, <c>partner</c>, <c>owner</c>, <c>status</c>, <c>stage</c>,
    /// <c>amount</c>, <c>odds</c>, <c>closeDate</c>, <c>nextStepDue</c> or <c>protectedUntil</c>; a minus in front turns it round. <c>-touched</c> if empty.
    /// </summary>
    public string? Sort { get; init; }

    /// <summary>Nobody needs to know how many there are beyond this.</summary>
    public const int MostCounted = Tally.Bound;

    /// <summary>The day of what has none: after all others. Written out in the query, it is found by index.</summary>
    private static readonly DateOnly Never = new(9999, 12, 30);

    // The pipeline as it opens: all that the vendor's people see, in the order of the last work.
    private static readonly Prepared<Func<TandemDb, int, IAsyncEnumerable<DealRow>>> LastWorked = new(() =>
    {
        Expression<Func<TandemDb, int, IQueryable<Deal>>> deals = (db, most) => db.Set<Deal>().AsNoTracking()
            .Where(d => d.Status != DealStatus.Draft).OrderByDescending(d => d.Touched).ThenByDescending(d => d.Id).Take(most);
        var rows = Expression.Call(
            typeof(Queryable), nameof(Queryable.Select), [typeof(Deal), typeof(DealRow)], deals.Body, Expression.Quote(DealRow.Of(deals.Parameters[0])));
        return EF.CompileAsyncQuery(Expression.Lambda<Func<TandemDb, int, IQueryable<DealRow>>>(rows, deals.Parameters));
    });

    public sealed class Handler(TandemDb db, DealSearch search, PolicyBook policies, Cursors cursors, Tally tally, TimeProvider clock)
    {
        public async Task<Outcome<DealPage>> Run(DealList ask, Actor by, CancellationToken ct)
        {
            if (DealSearch.Refuses(ask, by) is { } refusal)
                return refusal;
            var found = await search.Find(ask, by, ct);
            var now = clock.GetUtcNow();
            var stages = (await policies.Current<StagesPolicy>(now, ct)).Rules;
            var page = await Sorted(ask, found, by, stages, ct);
            var total = await tally.Of(ask.NameFor(by), found, ct);
            return new DealPage(
                [.. page.Items.Select(row => row.For(by, stages, now))], page.Next, total.Rows, total.More);
        }

        private async Task<Page<DealRow>> Sorted(DealList ask, IQueryable<Deal> deals, Actor by, StagesPolicy stages, CancellationToken ct)
        {
            var sort = ask.Sort ?? "-touched";
            var column = sort.TrimStart('-');
            if (sort == "-touched" && ask is { Cursor: null, IsOpen: true } && by.IsVendor && by.SeesDeals())
            {
                var rows = await LastWorked.On(db)(db, ask.Rows + 1).ToListAsync(ct);
                return rows.Cut(ask, cursors, $"deals:{column}", row => row.Touched, true, row => row.Id);
            }

            return await (column switch
            {
                "created" => By(d => d.Created),
                "reference" => By(d => d.Reference),
                "customer" => By(d => d.Customer.Name),
                "partner" => By(d => db.Organisations().Where(o => o.Id == d.PartnerId).Select(o => o.Name).FirstOrDefault() ?? ""),
                "owner" => By(d => db.People().Where(p => p.Id == d.OwnerId).Select(p => p.Name).FirstOrDefault() ?? ""),
                "status" => By(d => d.Status.ToString()),
                "stage" => By(PlaceOf(stages)),
                "amount" when by.May(SellPermissions.Amounts) => By(d => d.SortAmount),
                "odds" when by.May(ModelPermissions.Read) => By(d => db.PredictionRows()
                    .Where(p => p.Kind == DealOdds.Kind && p.SubjectId == (Guid)(object)d.Id && p.Until == DateOnly.MaxValue).Select(p => (double?)p.Value).FirstOrDefault() ?? -1),
                "closeDate" => By(d => d.CloseDate ?? EF.Constant(Never)),
                "nextStepDue" => By(d => d.NextStepDue ?? EF.Constant(Never)),
                "protectedUntil" => By(d => d.Registration!.ProtectedUntil ?? EF.Constant(Never)),
                _ => By(d => d.Touched),
            });

            Task<Page<DealRow>> By<TKey>(Expression<Func<Deal, TKey>> key) =>
                deals.ToPage(ask, cursors, $"deals:{column}", key, sort.StartsWith('-'), d => d.Id, DealRow.Of(db), ct);
        }

        /// <summary>The stage's place in the pipeline; deals of no stage come first.</summary>
        private static Expression<Func<Deal, int>> PlaceOf(StagesPolicy stages)
        {
            var deal = Expression.Parameter(typeof(Deal));
            Expression place = Expression.Constant(-1);
            for (var i = stages.Stages.Count - 1; i >= 0; i--)
            {
                var isHere = Expression.Equal(Expression.Property(deal, nameof(Deal.Stage)), Expression.Constant(stages.Stages[i].Code));
                place = Expression.Condition(isHere, Expression.Constant(i), place);
            }

            return Expression.Lambda<Func<Deal, int>>(place, deal);
        }
    }
}

/// <summary>One page of deals with the number of all that fit the filter.</summary>
/// <param name="More">There are more than <paramref name="Total"/>; nobody counted on.</param>
public sealed record DealPage(IReadOnlyList<DealRow> Items, string? Next, int Total, bool More);

/// <summary>A deal as one line of a list or a card of the board.</summary>
public sealed record DealRow
{
    public Id<Deal> Id { get; init; }

    public string Reference { get; init; } = "";

    public string Customer { get; init; } = "";

    /// <summary>Null for the vendor's own deal.</summary>
    public Id<Organisation>? PartnerId { get; init; }

    public string? Partner { get; init; }

    public Id<Person>? OwnerId { get; init; }

    public string? Owner { get; init; }

    public DealStatus Status { get; init; }

    /// <summary>Code of the stage; empty before approval.</summary>
    public string Stage { get; init; } = "";

    public string StageName { get; init; } = "";

    /// <summary>Null where the reader does not see amounts.</summary>
    public Money? Amount { get; init; }

    public DateOnly? CloseDate { get; init; }

    public string NextStep { get; init; } = "";

    public DateOnly? NextStepDue { get; init; }

    public DateOnly? ProtectedUntil { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset Touched { get; init; }

    public DateTimeOffset StageSince { get; init; }

    /// <summary>Without work for longer than its stage allows.</summary>
    public bool Stalled { get; init; }

    public int Version { get; init; }

    internal bool Imported { get; init; }

    /// <summary>How likely an open deal is won, 0 to 1, for who may read the models; null while nothing is predicted.</summary>
    internal double? Odds { get; init; }

    internal static Expression<Func<Deal, DealRow>> Of(TandemDb db) => Of(Expression.Constant(db));

    /// <param name="db">The database, or the parameter that stands for it in a question that is prepared once.</param>
    internal static Expression<Func<Deal, DealRow>> Of(Expression db) =>
        Expression.Lambda<Func<Deal, DealRow>>(new Swap(Seen.Parameters[0], db).Visit(Seen.Body), Seen.Parameters[1]);

    private static readonly Expression<Func<TandemDb, Deal, DealRow>> Seen = (db, d) => new DealRow
    {
        Id = d.Id,
        Reference = d.Reference,
        Customer = d.Customer.Name,
        PartnerId = d.PartnerId,
        Partner = db.Set<Organisation>().Where(o => o.Id == d.PartnerId).Select(o => o.Name).FirstOrDefault(),
        OwnerId = d.OwnerId,
        Owner = db.Set<Person>().Where(p => p.Id == d.OwnerId).Select(p => p.Name).FirstOrDefault(),
        Status = d.Status,
        Stage = d.Stage,
        Amount = d.Amount,
        CloseDate = d.CloseDate,
        NextStep = d.NextStep,
        NextStepDue = d.NextStepDue,
        ProtectedUntil = d.Registration!.ProtectedUntil,
        Created = d.Created,
        Touched = d.Touched,
        StageSince = d.StageSince,
        Version = d.Version,
        Imported = d.ExternalId != null,
        Odds = db.Set<Prediction>()
            .Where(p => p.Kind == DealOdds.Kind && p.SubjectId == (Guid)(object)d.Id && p.Until == DateOnly.MaxValue).Select(p => (double?)p.Value).FirstOrDefault(),
    };

    /// <summary>As this reader may see it.</summary>
    internal DealRow For(Actor by, StagesPolicy stages, DateTimeOffset now)
    {
        var stage = stages.Find(Stage);
        return this with
        {
            Amount = by.May(SellPermissions.Amounts) ? Amount : null,
            Odds = by.May(ModelPermissions.Read) && Status == DealStatus.Open ? Odds : null,
            StageName = stage?.Name ?? Stage,
            Stalled = DealSearch.Stalls(Status, stage, Touched, Created, Imported, now),
        };
    }
}
