using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Sell.Pages;

/// <summary>Sell's codes in the words of the screen.</summary>
public static class Says
{
    public static string Of(DealStatus status, Words l) => status switch
    {
        DealStatus.Draft => l["Draft"],
        DealStatus.InReview => l["In review"],
        DealStatus.NeedsInfo => l["Needs info"],
        DealStatus.Rejected => l["Declined"],
        DealStatus.Appealed => l["Appealed"],
        DealStatus.Open => l["Open"],
        DealStatus.Won => l["Won"],
        DealStatus.Lost => l["Lost"],
        DealStatus.Expired => l["Expired"],
        DealStatus.Released => l["Released"],
        _ => l["Withdrawn"],
    };

    public static Tone ToneOf(DealStatus status) => status switch
    {
        DealStatus.Open => Tone.Accent,
        DealStatus.Won => Tone.Good,
        DealStatus.NeedsInfo => Tone.Warn,
        DealStatus.InReview or DealStatus.Appealed => Tone.Info,
        DealStatus.Rejected or DealStatus.Lost => Tone.Bad,
        _ => Tone.Plain,
    };

    public static StatusMark? MarkOf(DealStatus status) => status switch
    {
        DealStatus.Draft => StatusMark.Dashed,
        DealStatus.NeedsInfo => StatusMark.Pause,
        DealStatus.Open => StatusMark.Half,
        DealStatus.Expired or DealStatus.Released or DealStatus.Withdrawn => StatusMark.Dot,
        _ => null,
    };

    public static string Of(Criterion criterion, Words l) => criterion switch
    {
        Criterion.Contact => l["a contact"],
        Criterion.ContactEmail => l["the contact's e-mail"],
        Criterion.Products => l["products"],
        Criterion.Amount => l["an amount"],
        Criterion.CloseDate => l["a close date"],
        Criterion.NextStep => l["a next step"],
        _ => l["a description"],
    };

    /// <summary>The policy's code of a lost deal as a phrase: <c>no-budget</c> reads "No budget".</summary>
    public static string LossReason(string code, Words l) => code.Length == 0 ? "" : l[char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ')];

    public static string Of(RejectionCode code, Words l) => code switch
    {
        RejectionCode.CustomerAlreadyEngaged => l["Customer already engaged"],
        RejectionCode.ExistingCustomer => l["Existing customer"],
        RejectionCode.NotQualified => l["Not qualified"],
        RejectionCode.OutsideTerritory => l["Outside the territory"],
        RejectionCode.IncompleteInformation => l["Incomplete information"],
        _ => l["Not eligible"],
    };
}
