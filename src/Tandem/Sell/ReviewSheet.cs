using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Matching;
using Tandem.Files;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.Tiers;
using Tandem.Threads;

namespace Tandem.Sell;

/// <summary>All that a reviewer needs to decide: the registration, what stands against it, who decides, what was said.</summary>
public sealed record ReviewSheet
{
    public Id<Deal> Deal { get; init; }

    public sealed class Handler(
        TandemDb db, ShowDeal.Handler show, ConflictView.Handler conflicts, PreviewApprovers.Handler approvers, ListNotes.Handler notes,
        ListFiles.Handler files, TierBook tiers, PolicyBook policies)
    {
        /// <summary>Below this a known account is not worth offering.</summary>
        private const double Likely = 0.5;

        public async Task<Outcome<Sheet>> Run(ReviewSheet ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Pipeline))
                return Refusal.NotFound;
            var deal = await show.Run(new ShowDeal { Deal = ask.Deal }, by, ct);
            var conflict = await conflicts.Run(new ConflictView { Deal = ask.Deal }, by, ct);
            if (!deal.Ok || !conflict.Ok)
                return Refusal.NotFound;
            var levels = await approvers.Run(new PreviewApprovers { Deal = ask.Deal }, by, ct);
            var subject = new Ref("deal", ask.Deal.Value);
            var thread = await notes.Run(subject, before: null, by, ct);
            var attached = await files.Run(subject, by, ct);
            var rules = await policies.Version<EngagementPolicy>(deal.Value.Vendor?.PolicyNumber ?? 0, ct);
            return new Sheet(
                deal.Value, conflict.Value, levels.Ok ? levels.Value : [], thread.Ok ? thread.Value : null, attached.Ok ? [.. attached.Value] : [],
                await AccountsFor(deal.Value, ct), Enum.GetValues<RejectionCode>().ToDictionary(code => code, rules.SentenceFor),
                deal.Value.Partner is null ? rules.ProtectionDays : await DaysFor(deal.Value.Partner.Id, rules, ct));
        }

        private async Task<int> DaysFor(Id<Organisation> partner, EngagementPolicy rules, CancellationToken ct) =>
            rules.DaysFor((await tiers.BenefitsOf(partner, ct)).ProtectionDays);

        private async Task<List<KnownAccount>> AccountsFor(DealView deal, CancellationToken ct)
        {
            var candidates = (await db.Match(CustomerProfile.Of(deal.Customer.Identity), Likely, ct))
                .Where(c => c.Account is not null).DistinctBy(c => c.Account).Take(6)
                .ToDictionary(c => c.Account!.Value, c => c.Probability);
            if (deal.Vendor?.Account is { } own)
                candidates.TryAdd(own.Id, 1);
            var ids = candidates.Keys.ToList();
            var rows = await db.Accounts().AsNoTracking().Where(a => ids.Contains(a.Id))
                .Select(a => new { a.Id, a.Name, a.Domain, a.City, a.Country }).ToListAsync(ct);
            return [.. rows.Select(a => new KnownAccount(a.Id, a.Name, a.Domain, a.City, a.Country, candidates[a.Id])).OrderByDescending(a => a.Probability)];
        }
    }

    /// <summary>The registration and everything beside it.</summary>
    /// <param name="Sentences">What the partner would read for each code.</param>
    /// <param name="ProtectionDays">How long a "yes" protects this partner.</param>
    public sealed record Sheet(
        DealView Deal, ConflictView.Conflict Conflict, IReadOnlyList<PreviewApprovers.Level> Levels, ListNotes.Thread? Thread,
        IReadOnlyList<ListFiles.Item> Files, IReadOnlyList<KnownAccount> Accounts, IReadOnlyDictionary<RejectionCode, string> Sentences,
        int ProtectionDays);

    /// <summary>An account that this customer may be.</summary>
    /// <param name="Probability">0 to 1.</param>
    public sealed record KnownAccount(Id<Account> Id, string Name, string? Domain, string? City, string? Country, double Probability);
}
