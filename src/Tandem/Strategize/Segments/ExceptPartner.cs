using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Segments;

/// <summary>A person keeps a partner in a segment in spite of the rules: with a reason, and until a day.</summary>
public sealed record ExceptPartner
{
    private const int Longest = 366;

    [System.Text.Json.Serialization.JsonIgnore] public Id<Organisation> Partner { get; init; }

    /// <summary>The segment by its code.</summary>
    [Required(ErrorMessage = "Choose a segment."), StringLength(60)] public string Segment { get; init; } = "";

    [Required(ErrorMessage = "Say why the rules shall not decide."), StringLength(500)] public string Reason { get; init; } = "";

    /// <summary>The last day of the exception.</summary>
    [Required(ErrorMessage = "Say until when.")] public DateOnly? Until { get; init; }

    public sealed class Handler(TandemDb db, SegmentKeeper keeper, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Excepted>> Run(ExceptPartner ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.Decide))
                return Refusal.Forbidden("strategize/not-allowed", "Your role may not do this.");
            if (string.IsNullOrWhiteSpace(ask.Reason))
                return Refusal.Invalid("strategize/exception-reason", "Say why the rules shall not decide.").On(nameof(Reason));
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            if (ask.Until is not { } until || until < today || until > today.AddDays(Longest))
                return Refusal.Invalid("strategize/exception-until", "An exception ends on a day within the next {0} days.", Longest).On(nameof(Until));
            await using var write = await db.BeginWrite(ct, Settling.Lock);
            if (await register.Read([ask.Partner], ct) is not [var partner])
                return Refusal.NotFound;
            if ((await policies.Current<SegmentsPolicy>(now, ct, partner.Id)).Rules.Find(ask.Segment) is null)
                return Refusal.Invalid("strategize/segment-unknown", "There is no such segment.").On(nameof(Segment));
            await db.EndExceptions(partner.Id, today, ct);
            db.Add(SegmentException.Of(partner.Id, ask.Segment, ask.Reason.Trim(), today, until, by, now));
            db.Record(by, new Ref("partner", partner.Id.Value), partner.Id, new SegmentExcepted(ask.Segment, until, Ended: false), now);
            await keeper.Assign([partner], by, ct);
            await write.Commit(ct);
            return new Excepted(partner.Id, ask.Segment, until);
        }
    }

    public sealed record Excepted(Id<Organisation> Partner, string Segment, DateOnly Until);
}

/// <summary>The rules decide again before the exception's last day.</summary>
public sealed record EndException
{
    public Id<Organisation> Partner { get; init; }

    public sealed class Handler(TandemDb db, SegmentKeeper keeper, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(EndException ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.Decide))
                return Refusal.Forbidden("strategize/not-allowed", "Your role may not do this.");
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            await using var write = await db.BeginWrite(ct, Settling.Lock);
            if (await register.Read([ask.Partner], ct) is not [var partner])
                return Refusal.NotFound;
            if (await db.EndExceptions(partner.Id, today, ct) is not { } ended)
                return Refusal.Conflict("strategize/no-exception", "No exception holds for this partner.");
            db.Record(by, new Ref("partner", partner.Id.Value), partner.Id, new SegmentExcepted(ended, today, Ended: true), now);
            await keeper.Assign([partner], by, ct);
            await write.Commit(ct);
            return new Done();
        }
    }
}

/// <summary>Ends what holds.</summary>
internal static class Exceptions
{
    /// <summary>The segment of the exception that ended; null when none held.</summary>
    public static async Task<string?> EndExceptions(this TandemDb db, Id<Organisation> partner, DateOnly today, CancellationToken ct)
    {
        var open = await db.SegmentExceptions().Where(e => e.PartnerId == partner && e.ToDay >= today).ToListAsync(ct);
        open.ForEach(e => e.End(today));
        return open.Count == 0 ? null : open[^1].Segment;
    }
}
