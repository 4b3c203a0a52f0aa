namespace Tandem.Sell;

/// <summary>Where a deal stands between the first draft of its registration and its end.</summary>
public enum DealStatus
{
    /// <summary>Only its author's firm knows it.</summary>
    Draft,

    /// <summary>Submitted; it holds its place until decided.</summary>
    InReview,

    /// <summary>The vendor asked something; the clock waits for the partner.</summary>
    NeedsInfo,
    Rejected,

    /// <summary>The partner asked for a rejection to be looked at again.</summary>
    Appealed,

    /// <summary>In the pipeline; a registered one is protected until its date.</summary>
    Open,
    Won,
    Lost,

    /// <summary>The protection ran out before the deal was decided.</summary>
    Expired,

    /// <summary>The partner or the vendor gave the protection up.</summary>
    Released,
    Withdrawn,
}
