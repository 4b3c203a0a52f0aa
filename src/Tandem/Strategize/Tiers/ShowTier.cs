using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Tiers;

/// <summary>How one partner complies with its tier: what is met, what is missing for the next one, by when, and what each gives. As of any day.</summary>
public sealed record ShowTier
{
    private const int MostMoves = 30;

    public Id<Organisation> Partner { get; init; }

    /// <summary>As that business day ended; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>What if these values stood in place of the measured ones? By requirement (<c>sell.revenue-won:FourQuarters</c>), as people write amounts.</summary>
    public IReadOnlyDictionary<string, decimal> Instead { get; init; } = new Dictionary<string, decimal>();

    public sealed class Handler(TandemDb db, TierGauge gauge, IPartnerRegister register, KpiCatalogue kpis, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(ShowTier ask, Actor by, CancellationToken ct)
        {
            if (!by.May(StandingPermissions.See) || (by.IsPartner && by.Partner != ask.Partner) || (await register.Read([ask.Partner], ct)) is not [var partner])
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var today = programme.DateOf(now);
            var asOf = ask.AsOf is { } past && past < today ? past : (DateOnly?)null;
            var day = asOf ?? today;
            var subject = (await policies.For<TiersPolicy>([partner], asOf is null ? now : programme.StartOf(day.AddDays(1)).AddTicks(-1), ct))[0];
            var instead = Tried(ask.Instead, subject.Policy.For(partner.Type), programme.Currency);
            var frame = ProgrammeFrame.Of(programme);
            var reading = (await gauge.Read([subject], day, asOf, frame, ct))[0];
            var tried = instead.Count == 0 ? null : (await gauge.Read([subject], day, asOf, frame, ct, instead))[0];

            var tier = (await db.TiersOn([partner.Id], day, ct))[partner.Id];
            var standing = await db.TierStandingsOf(asOf).FirstOrDefaultAsync(s => s.PartnerId == partner.Id, ct);
            var moves = await db.TierMoves().AsNoTracking().Where(m => m.PartnerId == partner.Id && m.Day <= day).OrderByDescending(m => m.At).Take(MostMoves)
                .Select(m => new MoveView(m.Day, m.At, m.FromTier, m.ToTier, m.Kind, m.Rules, by.IsVendor ? m.Reason : "", by.IsVendor ? db.People().Where(p => p.Id == m.By).Select(p => p.Name).FirstOrDefault() : null))
                .ToListAsync(ct);
            return new View(
                partner.Id, partner.Name, partner.Type, tier, day, asOf is not null, moves.FirstOrDefault()?.Day ?? standing?.Since,
                subject.Policy.ReviewFrom(day.AddDays(1), programme.FiscalYearStart), standing?.ShortSince, standing?.DownOn,
                standing?.HeldUntil, reading.Ladder?.Name, subject.Rules, reading.Qualifies?.Tier.Code, tried?.Qualifies?.Tier.Code, reading.Ladder?.RankOf(tier) ?? -1,
                [.. (tried ?? reading).Tiers.Select(t => Of(t, by))], moves, programme.Currency, programme.FiscalYearStart);
        }

        /// <summary>What was typed, in the units of the values; requirements that no tier has are left out.</summary>
        private Dictionary<string, double> Tried(IReadOnlyDictionary<string, decimal> typed, TierLadder? ladder, string currency)
        {
            var tried = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
            foreach (var requirement in (ladder?.Tiers ?? []).SelectMany(t => t.Requirements).DistinctBy(r => r.Code))
            {
                if (typed.FirstOrDefault(t => string.Equals(t.Key, requirement.Code, StringComparison.OrdinalIgnoreCase)) is { Key: not null, Value: var value })
                    tried[requirement.Code] = KpiAmounts.ToMeasure(kpis.Find(requirement.Kpi), Math.Clamp(value, -1_000_000_000_000m, 1_000_000_000_000m), currency);
            }

            return tried;
        }

        private static TierView Of(TierReading reading, Actor by) => new(
            reading.Tier.Code, reading.Tier.Name, reading.Rank, reading.Reached, reading.Progress, reading.Tier.Benefits,
            [.. reading.Requirements.Select(r => RequirementView.Of(r, by))]);
    }

    /// <param name="Since">The day from which it has its tier.</param>
    /// <param name="NextReview">The next review of all partners.</param>
    /// <param name="DownOn">The review at which it goes down unless it catches up.</param>
    /// <param name="IfTried">The tier that the tried values would reach.</param>
    /// <param name="Rank">The place of its tier on the ladder, from 0; −1 if it is none of them.</param>
    public sealed record View(
        Id<Organisation> Partner, string Name, string Type, string Tier, DateOnly Day, bool Past, DateOnly? Since, DateOnly NextReview, DateOnly? ShortSince, DateOnly? DownOn,
        DateOnly? HeldUntil, string? Ladder, int Rules, string? Qualifies, string? IfTried, int Rank, IReadOnlyList<TierView> Tiers, IReadOnlyList<MoveView> Moves, string Currency, int Fiscal)
    {
        public TierView? Own => Rank >= 0 ? Tiers[Rank] : null;

        public TierView? Next => Rank + 1 < Tiers.Count ? Tiers[Rank + 1] : null;
    }

    /// <summary>One tier of the ladder, as the partner stands towards it.</summary>
    public sealed record TierView(string Code, string Name, int Rank, bool Reached, double Progress, TierBenefits Benefits, IReadOnlyList<RequirementView> Requirements);

    /// <summary>One move of the past. Reasons and names are the vendor's.</summary>
    public sealed record MoveView(DateOnly Day, DateTimeOffset At, string From, string To, TierMoveKind Kind, int Rules, string Reason, string? By);
}
