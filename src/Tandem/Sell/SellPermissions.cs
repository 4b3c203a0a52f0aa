using Tandem.Identity;

namespace Tandem.Sell;

/// <summary>Sell's own permissions.</summary>
public sealed class SellPermissions : IPermissions
{
    /// <summary>A partner's person sees its firm's deals.</summary>
    public const string Own = "sell.own";

    /// <summary>Register, change and submit deals of one's own firm.</summary>
    public const string Register = "sell.register";

    /// <summary>See amounts.</summary>
    public const string Amounts = "sell.amounts";

    /// <summary>The vendor's people see the whole pipeline.</summary>
    public const string Pipeline = "sell.pipeline";

    /// <summary>Work deals: stage, next step, win, lose.</summary>
    public const string Work = "sell.work";

    /// <summary>Decide registrations and extensions.</summary>
    public const string Review = "sell.review";

    /// <summary>Decide large registrations.</summary>
    public const string ReviewLarge = "sell.review-large";

    public const string DecideAppeal = "sell.decide-appeal";

    /// <summary>Create the vendor's own deals.</summary>
    public const string Direct = "sell.direct";

    /// <summary>Change stages, rules of engagement and approval levels.</summary>
    public const string Settings = "sell.settings";

    /// <summary>Permissions that an approval level may name.</summary>
    public static IReadOnlyList<string> Reviewing { get; } = [Review, ReviewLarge, DecideAppeal];

    public IEnumerable<Grant> Grants =>
    [
        new(Own, [.. Roles.Partner]),
        new(Register, Role.PartnerAdmin, Role.Signatory, Role.Seller),
        new(Amounts, [.. Roles.Vendor, Role.PartnerAdmin, Role.Signatory, Role.Seller, Role.PartnerFinance]),
        new(Pipeline, [.. Roles.Vendor]),
        new(Work, Role.ChannelManager, Role.PartnerManager, Role.Operations, Role.SalesRep, Role.PartnerAdmin, Role.Signatory, Role.Seller),
        new(Review, Role.ChannelManager, Role.PartnerManager, Role.Operations),
        new(ReviewLarge, Role.ChannelManager, Role.Executive),
        new(DecideAppeal, Role.ChannelManager, Role.Executive),
        new(Direct, Role.SalesRep, Role.ChannelManager, Role.Operations),
        new(Settings, Role.Operations, Role.ChannelManager),
    ];
}
