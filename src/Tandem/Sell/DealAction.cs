using Tandem.Approvals;
using Tandem.Identity;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>Something that a person may do with a deal now.</summary>
public enum DealAction
{
    EditDraft, Submit, Discard, Answer, Withdraw, Appeal, RequestExtension, Release,
    Decide, DecideAppeal, DecideExtension, Reclaim,
    MoveStage, Update, Win, Lose, Reopen, AssignOwner, Share, MatchAccount,
}

/// <summary>Which buttons a reader finds on a deal: the same conditions that the use cases hold.</summary>
public static class DealActions
{
    /// <param name="open">The request that waits, if one does.</param>
    /// <param name="mayDecide">The reader may decide its present level.</param>
    public static IEnumerable<DealAction> For(
        Deal deal, Actor by, EngagementPolicy rules, DateOnly today, ApprovalRequest? open, bool mayDecide) =>
        (by.IsPartner && by.May(SellPermissions.Register) ? OfPartner(deal, rules, today) : [])
        .Concat(by.IsVendor ? OfVendor(deal, by, open, mayDecide) : [])
        .Concat(by.May(SellPermissions.Work) ? OfWorker(deal, by) : []);

    private static IEnumerable<DealAction> OfPartner(Deal deal, EngagementPolicy rules, DateOnly today)
    {
        if (deal.Status == DealStatus.Draft)
            return [DealAction.EditDraft, DealAction.Submit, DealAction.Discard];
        if (deal.Status == DealStatus.NeedsInfo)
            return [DealAction.Answer, DealAction.Withdraw];
        if (deal.Status is DealStatus.InReview or DealStatus.Appealed)
            return [DealAction.Withdraw];
        if (deal.Registration is not { } registration)
            return [];
        if (deal.Status == DealStatus.Rejected)
            return registration.Appeals < rules.MaxAppeals ? [DealAction.Appeal] : [];
        if (deal.Status != DealStatus.Open)
            return [];
        return RequestExtension.Handler.Barred(registration, registration.ProtectedUntil ?? today, rules, today) is null
            ? [DealAction.RequestExtension, DealAction.Release]
            : [DealAction.Release];
    }

    private static IEnumerable<DealAction> OfVendor(Deal deal, Actor by, ApprovalRequest? open, bool mayDecide)
    {
        if (open is { State: ApprovalState.Open } or { State: ApprovalState.Paused } && mayDecide)
        {
            yield return open.Kind switch
            {
                RequestKind.Appeal => DealAction.DecideAppeal,
                RequestKind.Extension => DealAction.DecideExtension,
                _ => DealAction.Decide,
            };
        }

        if (deal is { Status: DealStatus.Open, Registration: not null } && by.May(SellPermissions.Review))
            yield return DealAction.Reclaim;
        if (deal.IsClosed && by.May(SellPermissions.Work))
            yield return DealAction.Reopen;
        if (by.May(PartnersPermissions.Manage))
            yield return DealAction.MatchAccount;
    }

    private static IEnumerable<DealAction> OfWorker(Deal deal, Actor by)
    {
        if (deal.Status == DealStatus.Open)
            return [DealAction.MoveStage, DealAction.Update, DealAction.Win, DealAction.Lose, DealAction.AssignOwner, DealAction.Share];
        return deal.IsLive || by.IsVendor ? [DealAction.AssignOwner, DealAction.Share] : [];
    }
}
