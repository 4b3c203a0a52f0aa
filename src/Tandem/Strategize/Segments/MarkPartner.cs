using System.ComponentModel.DataAnnotations;
using Tandem.Engine.Planning;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Segments;

/// <summary>A person of the vendor marks a partner on a criterion of the ideal that no number shows, with the reason.</summary>
public sealed record MarkPartner
{
    [System.Text.Json.Serialization.JsonIgnore] public Id<Organisation> Partner { get; init; }

    /// <summary>The criterion by its code.</summary>
    [Required(ErrorMessage = "Choose a criterion."), StringLength(80)] public string Criterion { get; init; } = "";

    /// <summary>1 (not at all) to 5 (wholly).</summary>
    [Range(1, IdealDistance.BestMark, ErrorMessage = "A mark lies between 1 and 5.")] public int Mark { get; init; }

    [Required(ErrorMessage = "Say what the mark rests on."), StringLength(1000)] public string Reason { get; init; } = "";

    public sealed class Handler(TandemDb db, SegmentKeeper keeper, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Marked>> Run(MarkPartner ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.Decide))
                return Refusal.Forbidden("strategize/not-allowed", "Your role may not do this.");
            if (ask.Mark is < 1 or > IdealDistance.BestMark)
                return Refusal.Invalid("strategize/mark", "A mark lies between 1 and 5.").On(nameof(Mark));
            if (string.IsNullOrWhiteSpace(ask.Reason))
                return Refusal.Invalid("strategize/mark-reason", "Say what the mark rests on.").On(nameof(Reason));
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            await using var write = await db.BeginWrite(ct, Settling.Lock);
            if (await register.Read([ask.Partner], ct) is not [var partner])
                return Refusal.NotFound;
            var rules = (await policies.Current<SegmentsPolicy>(now, ct, partner.Id)).Rules;
            if (rules.For(partner.Type)?.Criteria.FirstOrDefault(c => c.Marked && c.Code == ask.Criterion) is null)
                return Refusal.Invalid("strategize/criterion-unknown", "The ideal of this partner's type has no such criterion.").On(nameof(Criterion));
            db.Add(IdealMark.Of(partner.Id, ask.Criterion, ask.Mark, ask.Reason.Trim(), by, today, now));
            db.Record(by, new Ref("partner", partner.Id.Value), partner.Id, new PartnerMarked(ask.Criterion, ask.Mark), now);
            await keeper.Assign([partner], Actor.System, ct);
            await write.Commit(ct);
            return new Marked(partner.Id, ask.Criterion, ask.Mark);
        }
    }

    public sealed record Marked(Id<Organisation> Partner, string Criterion, int Mark);
}
