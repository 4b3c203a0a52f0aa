using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>What stands between the programme and one partner or one customer: open and won deals in figures, and the last ones worked on.</summary>
public sealed record DealSummary
{
    private const int Shown = 6;

    public Id<Organisation>? Partner { get; init; }

    public Id<Account>? Account { get; init; }

    public sealed class Handler(TandemDb db, DealList.Handler list, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Summary>> Run(DealSummary ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Pipeline))
                return Refusal.NotFound;
            var recent = await list.Run(new DealList { Partner = ask.Partner, Account = ask.Account, Limit = Shown }, by, ct);
            if (!recent.Ok)
                return recent.Refusal!;
            var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
            var yearAgo = programme.DateOf(clock.GetUtcNow()).AddYears(-1);
            var deals = db.Deals().AsNoTracking().VisibleTo(by)
                .Where(d => (ask.Partner == null || d.PartnerId == ask.Partner) && (ask.Account == null || d.AccountId == ask.Account));
            var open = await Sum(deals.Where(d => d.Status == DealStatus.Open), ct);
            var won = await Sum(deals.Where(d => d.Status == DealStatus.Won && d.ClosedOn >= yearAgo), ct);
            var lost = await deals.CountAsync(d => d.Status == DealStatus.Lost && d.ClosedOn >= yearAgo, ct);
            var sees = by.May(SellPermissions.Amounts);
            return new Summary(
                open.Count, sees ? new Money(open.Minor, programme.Currency) : null, won.Count, sees ? new Money(won.Minor, programme.Currency) : null,
                won.Count + lost == 0 ? null : (double)won.Count / (won.Count + lost), recent.Value.Items, recent.Value.Total, recent.Value.More);
        }

        private static async Task<(int Count, long Minor)> Sum(IQueryable<Deal> deals, CancellationToken ct)
        {
            var found = await deals.GroupBy(_ => 1).Select(g => new { Count = g.Count(), Minor = g.Sum(d => d.SortAmount) }).FirstOrDefaultAsync(ct);
            return (found?.Count ?? 0, found?.Minor ?? 0);
        }
    }

    /// <summary>Amounts are in the programme's currency; won and lost count the last twelve months.</summary>
    /// <param name="WinRate">Share (0 to 1) of the closed ones that were won.</param>
    public sealed record Summary(
        int Open, Money? OpenValue, int Won, Money? WonValue, double? WinRate, IReadOnlyList<DealRow> Recent, int Total, bool More);
}
