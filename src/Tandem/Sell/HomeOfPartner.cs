using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>What a person of a partner finds on coming in: what waits, what ends soon, what stands still.</summary>
public sealed record HomeOfPartner
{
    /// <summary>Only deals that the person owns or co-owns; else the whole firm's.</summary>
    public bool? Mine { get; init; }

    public const int Shown = 10;

    public sealed class Handler(TandemDb db, DealSearch search, PolicyBook policies, Rates rates, TimeProvider clock)
    {
        public async Task<Outcome<Home>> Run(HomeOfPartner ask, Actor by, CancellationToken ct)
        {
            if (!by.IsPartner)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct, by.Partner)).Rules;
            var stages = (await policies.Current<StagesPolicy>(now, ct, by.Partner)).Rules;
            var rules = (await policies.Current<EngagementPolicy>(now, ct, by.Partner)).Rules;
            var (today, day) = (programme.DateOf(now), await rates.On(programme.DateOf(now), ct));
            var deals = await search.Find(new DealFilter { Mine = ask.Mine }, by, ct);
            var open = deals.Where(d => d.Status == DealStatus.Open);
            var endsBy = today.AddDays(rules.ReminderDays.DefaultIfEmpty(30).Max());

            async Task<Block> Show(IQueryable<Deal> some) => new(
                await some.Take(DealList.MostCounted).CountAsync(ct),
                [.. (await some.Take(Shown).Select(DealRow.Of(db)).ToListAsync(ct)).Select(r => r.For(by, stages, now))]);

            var sums = await open.GroupBy(d => d.Amount.Currency).Select(g => new { Currency = g.Key, Sum = g.Sum(d => d.Amount.Minor) }).ToListAsync(ct);
            var undecided = await Show(deals.Where(d => d.Status == DealStatus.InReview || d.Status == DealStatus.Appealed).OrderBy(d => d.Touched));
            return new Home(
                await Show(open.OrderBy(d => d.CloseDate).ThenBy(d => d.Id)),
                by.May(SellPermissions.Amounts) ? Worth.Of(sums.Select(s => new Money(s.Sum, s.Currency)), programme.Currency, day) : null,
                await Show(deals.Where(d => d.Status == DealStatus.NeedsInfo).OrderBy(d => d.Touched)),
                await Show(deals.Where(d => d.Status == DealStatus.Draft).OrderByDescending(d => d.Touched)),
                undecided,
                await ClocksOf(undecided, ct),
                await Show(open.Where(d => d.Registration!.ProtectedUntil <= endsBy).OrderBy(d => d.Registration!.ProtectedUntil).ThenBy(d => d.Id)),
                await Show(open.Where(DealSearch.IsStalled(stages, now)).OrderBy(d => d.Touched)),
                await Show(open.Where(d => d.NextStepDue <= today).OrderBy(d => d.NextStepDue).ThenBy(d => d.Id)));
        }

        private async Task<Dictionary<Id<Deal>, DateTimeOffset>> ClocksOf(Block undecided, CancellationToken ct)
        {
            var ids = undecided.Deals.Select(d => d.Id.Value).ToList();
            var rows = await db.ApprovalRequests().AsNoTracking()
                .Where(r => ids.Contains(r.SubjectId) && r.State == ApprovalState.Open)
                .Select(r => new { r.SubjectId, r.Due })
                .ToListAsync(ct);
            return rows.DistinctBy(r => r.SubjectId).ToDictionary(r => new Id<Deal>(r.SubjectId), r => r.Due);
        }
    }

    /// <summary>How many there are (counted up to 10,000), and the first ten.</summary>
    public sealed record Block(int Count, IReadOnlyList<DealRow> Deals);

    /// <summary>The start page of a partner.</summary>
    /// <param name="Answer">The vendor asked something; the clock waits for the partner.</param>
    /// <param name="Due">For each undecided one shown: when a decision can be expected.</param>
    /// <param name="Expiring">The protection ends soon.</param>
    /// <param name="Steps">Next steps that are due today or late.</param>
    public sealed record Home(
        Block Open, Worth? OpenWorth, Block Answer, Block Drafts, Block Undecided, IReadOnlyDictionary<Id<Deal>, DateTimeOffset> Due,
        Block Expiring, Block Stalled, Block Steps);
}
