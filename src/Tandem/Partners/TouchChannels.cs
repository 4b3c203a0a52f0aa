using System.Collections.Frozen;

namespace Tandem.Partners;

/// <summary>What other systems call the ways in which customers are reached.</summary>
public static class TouchChannels
{
    private static readonly FrozenDictionary<string, string> ByWord = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["referral"] = "referral partner customerreferral employeereferral partnerreferral wordofmouth recommendation",
        ["campaign"] = "campaign email emailcampaign advertisement advertising ads ad google adwords socialmedia social linkedin mailing directmail",
        ["event"] = "event tradeshow fair tradefair conference exhibition seminar roadshow",
        ["webinar"] = "webinar onlineevent onlineseminar",
        ["content"] = "content whitepaper blog ebook download newsletter",
        ["meeting"] = "meeting visit coldcall call phone phoneinquiry outbound",
        ["demo"] = "demo demonstration trial",
        ["co-sell"] = "cosell coselling jointselling",
        ["inbound"] = "inbound web website organic organicsearch contactform chat",
    }.SelectMany(c => c.Value.Split(' ').Select(word => (word, c.Key))).ToFrozenDictionary(w => w.word, w => w.Key, StringComparer.Ordinal);

    /// <summary>The channel that a word stands for; null where it stands for none.</summary>
    public static string? Of(string? word) =>
        word is null ? null : ByWord.GetValueOrDefault(new string([.. word.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]));
}
