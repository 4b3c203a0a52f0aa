using Tandem.Engine.Matching;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;

namespace Tandem.Accelerate.Matching;

/// <summary>Somebody's claim on a customer, with what tells which customer it truly is.</summary>
/// <param name="Since">From when it stood in the way of others.</param>
/// <param name="Until">Until when; null while it still does.</param>
/// <param name="Mail">The domain of the contact's business e-mail: the check does not read it.</param>
/// <param name="Families">What it is about; empty overlaps with everything.</param>
/// <param name="Judged">Its registration, where it is one that is tried.</param>
internal sealed record Claim(
    Guid Deal, Id<Organisation>? Partner, DateTimeOffset Since, DateTimeOffset? Until, CustomerProfile Profile, CustomerProfile? Account, string? Mail,
    IReadOnlyList<string> Families, JudgedClaim? Judged);

/// <summary>What the check of that day found, and what people said to it.</summary>
/// <param name="Best">The finding of the greatest probability.</param>
/// <param name="Same">Whether people took the two for one customer; null where they did not say.</param>
internal sealed record JudgedClaim(DateOnly On, MatchFound? Best, bool? Same);

/// <summary>Registers the past once more, in order, against the claims that stood then, with the matching of today.</summary>
/// <remarks>A customer is filed as the claim named it and as its account is called. Relatives of an account are known from the check of that day only.</remarks>
internal sealed class MatchTrial
{
    private readonly CustomerBook book = new();
    private readonly List<Claim> owners = [];
    private readonly Dictionary<string, List<Claim>> byMail = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, string> mailOf = [];
    private readonly bool anything;

    private MatchTrial(Overlap overlap) => anything = overlap == Overlap.AnyProduct;

    /// <param name="claims">All claims, oldest first.</param>
    /// <param name="overlap">When two claims are about the same thing.</param>
    /// <param name="ct">Stops it.</param>
    public static List<MatchCase> Run(IEnumerable<Claim> claims, Overlap overlap, CancellationToken ct)
    {
        var (trial, cases) = (new MatchTrial(overlap), new List<MatchCase>());
        foreach (var claim in claims)
        {
            ct.ThrowIfCancellationRequested();
            if (claim.Judged is { } judged && trial.Try(claim, judged) is { Telling: true } tried)
                cases.Add(tried);
            trial.File(claim);
        }

        return cases;
    }

    private MatchCase Try(Claim claim, JudgedClaim judged)
    {
        var found = new Dictionary<Claim, double>();
        foreach (var (customer, verdict) in book.Find(claim.Profile, MatchCase.Least))
        {
            if (owners[customer].Partner != claim.Partner)
                found.TryAdd(owners[customer], verdict.Probability);
        }

        var twin = claim.Mail is null ? null : byMail.GetValueOrDefault(claim.Mail)?.Where(c => c.Partner != claim.Partner)
            .OrderByDescending(c => found.GetValueOrDefault(c)).ThenBy(c => c.Since).FirstOrDefault();
        var contest = Best(found.Where(f => Stands(f.Key, claim)));
        return new MatchCase(
            claim.Deal, judged.On,
            twin is null ? null : new MatchFound(twin.Deal, found.GetValueOrDefault(twin)),
            claim.Mail is null ? null : Best(found.Where(f => f.Key.Mail is not null && f.Key.Mail != claim.Mail)),
            judged.Best is { } seen && seen.Probability >= (contest?.Probability ?? 0) ? seen : contest,
            twin is not null && (claim.Profile.Domain is null || twin.Profile.Domain is null),
            judged.Same, judged.Best, Agrees(claim, judged));
    }

    private void File(Claim claim)
    {
        book.Add(claim.Profile);
        owners.Add(claim);
        if (claim.Account is { } account && !account.Equals(claim.Profile))
        {
            book.Add(account);
            owners.Add(claim);
        }

        if (claim.Mail is null)
            return;
        if (!byMail.TryGetValue(claim.Mail, out var same))
            byMail[claim.Mail] = same = [];
        same.Add(claim);
        mailOf[claim.Deal] = claim.Mail;
    }

    private bool Stands(Claim rival, Claim claim) => (rival.Until is null || rival.Until >= claim.Since)
        && (anything || rival.Families.Count == 0 || claim.Families.Count == 0 || rival.Families.Any(claim.Families.Contains));

    /// <summary>Where people and e-mail both speak of a pair, whether they say the same.</summary>
    private bool? Agrees(Claim claim, JudgedClaim judged) =>
        judged is { Best: { } best, Same: { } same } && claim.Mail is not null && mailOf.TryGetValue(best.Deal, out var mail)
            ? same == (mail == claim.Mail) : null;

    private static MatchFound? Best(IEnumerable<KeyValuePair<Claim, double>> found) =>
        found.OrderByDescending(f => f.Value).ThenBy(f => f.Key.Since).Select(f => new MatchFound(f.Key.Deal, f.Value)).FirstOrDefault();
}
