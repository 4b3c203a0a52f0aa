using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Tiers;

/// <summary>A person sets a partner's tier in spite of the numbers, with a reason; from then on the rules go on.</summary>
public sealed record SetTier
{
    private const int LongestHold = 366;

    [System.Text.Json.Serialization.JsonIgnore] public Id<Organisation> Partner { get; init; }

    /// <summary>The tier by its code.</summary>
    [Required(ErrorMessage = "Choose a tier."), StringLength(40)] public string Tier { get; init; } = "";

    /// <summary>Stands in the partner's history, for the vendor's eyes.</summary>
    [Required(ErrorMessage = "Say why the tier is set by hand."), StringLength(500)] public string Reason { get; init; } = "";

    /// <summary>It stays until this day, whatever the numbers say; empty: the usual grace. Needed where the partner has reached more.</summary>
    public DateOnly? Until { get; init; }

    public sealed class Handler(TandemDb db, TierKeeper keeper, TierGauge gauge, IPartnerRegister register, PartnerTiers tiers, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Moved>> Run(SetTier ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.Decide))
                return Refusal.Forbidden("strategize/not-allowed", "Your role may not do this.");
            if (string.IsNullOrWhiteSpace(ask.Reason))
                return Refusal.Invalid("strategize/reason", "Say why the tier is set by hand.").On(nameof(Reason));
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var today = programme.DateOf(now);
            if (ask.Until is { } until && (until < today || until > today.AddDays(LongestHold)))
                return Refusal.Invalid("strategize/hold", "A tier is held until a day within the next {0} days.", LongestHold).On(nameof(Until));
            await using var write = await db.BeginWrite(ct, Settling.Lock);
            if (await register.Read([ask.Partner], ct) is not [var partner])
                return Refusal.NotFound;
            var reading = (await gauge.Read(await policies.For<TiersPolicy>([partner], now, ct), today, asOf: null, ProgrammeFrame.Of(programme), ct))[0];
            if (reading.Of(ask.Tier) is not { Tier.Code: var code } chosen)
                return Refusal.Invalid("strategize/tier-unknown", "This tier is not one of the partner's type.").On(nameof(Tier));
            if (code == partner.Tier)
                return Refusal.Invalid("strategize/tier-same", "The partner stands in this tier already.").On(nameof(Tier));
            if (reading.Qualifies!.Rank > chosen.Rank && ask.Until is null)
                return Refusal.Invalid("strategize/hold-needed", "The partner has reached a higher tier: say until when it stays below.").On(nameof(Until));

            var standing = await db.TierStandings().FirstOrDefaultAsync(s => s.PartnerId == partner.Id && s.Until == DateOnly.MaxValue, ct);
            db.Stand(standing, partner.Id, (standing?.State ?? TierState.New(partner.Tier, today)).Move(code, today, ask.Until), today);
            db.Add(TierMove.Of(partner.Id, partner.Tier, code, TierMoveKind.Set, reading.Rules, ask.Reason.Trim(), by, today, now));
            db.Record(by, new Ref("partner", partner.Id.Value), partner.Id, new TierMoved(partner.Tier, code, TierMoveKind.Set, reading.Rules), now);
            await tiers.Write(new Dictionary<Id<Organisation>, string> { [partner.Id] = code }, ct);
            await db.SaveChangesAsync(ct);

            // Whoever was set above what it has reached falls short from today.
            await keeper.Judge([partner with { Tier = code }], ct);
            await write.Commit(ct);
            return new Moved(partner.Id, partner.Tier, code);
        }
    }

    public sealed record Moved(Id<Organisation> Partner, string From, string To);
}
