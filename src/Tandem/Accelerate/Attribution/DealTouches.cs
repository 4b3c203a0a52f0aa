using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.Attribution;

/// <summary>Somebody reached the customer of a deal: who, how, when, and what proves it.</summary>
public sealed record AddTouch
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    [Required(ErrorMessage = "Choose how the customer was reached.")] public string? Channel { get; init; }

    [Required(ErrorMessage = "Enter the day.")] public DateOnly? On { get; init; }

    [Required(ErrorMessage = "Say what proves it."), StringLength(1000)] public string? Evidence { get; init; }

    /// <summary>Whose touch it was; a partner's people record their own firm's, for the vendor's people empty means the vendor.</summary>
    public Id<Organisation>? Partner { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<TouchKept>> Run(AddTouch ask, Actor by, CancellationToken ct)
        {
            if (!by.May(SellPermissions.Work))
                return Refusal.Forbidden("accelerate/not-allowed", "Your role may not do this.");
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, [$"deal:{ask.Deal}"]);
            if (await db.Deals().VisibleTo(by).AsNoTracking().SingleOrDefaultAsync(d => d.Id == ask.Deal, ct) is not { Status: not DealStatus.Draft } deal)
                return Refusal.NotFound;
            if (!Touch.Channels.Contains(ask.Channel!))
                return Refusal.Invalid("accelerate/channel", "This is not a way in which customers are reached.").On(nameof(Channel));
            if (ask.On > (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now))
                return Refusal.Invalid("accelerate/touch-in-future", "A touch cannot lie in the future.").On(nameof(On));
            var whose = by.IsPartner ? by.Partner : ask.Partner;
            if (whose is { } firm && !await db.Partners().AnyAsync(p => p.Id == firm, ct))
                return Refusal.Invalid("accelerate/partner", "There is no such partner.").On(nameof(Partner));
            var touch = db.Record(deal.Ref, deal.PartnerId, whose, ask.Channel!, ask.On!.Value, ask.Evidence!.Trim(), by, now);
            await write.Commit(ct);
            return new TouchKept(touch.Id);
        }
    }

    public sealed record TouchKept(Id<Touch> Id);
}

/// <summary>Calls a touch into question, or settles that it was so.</summary>
public sealed record DisputeTouch
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    public Id<Touch> Touch { get; init; }

    /// <summary>Why it was not so; empty settles a dispute, which is the vendor's to do.</summary>
    [StringLength(1000)] public string? Reason { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(DisputeTouch ask, Actor by, CancellationToken ct)
        {
            if (!by.May(SellPermissions.Work))
                return Refusal.Forbidden("accelerate/not-allowed", "Your role may not do this.");
            var (now, settles) = (clock.GetUtcNow(), string.IsNullOrWhiteSpace(ask.Reason));
            await using var write = await db.BeginWrite(ct, [$"deal:{ask.Deal}"]);
            var deal = await db.Deals().VisibleTo(by).AsNoTracking().SingleOrDefaultAsync(d => d.Id == ask.Deal, ct);
            var touch = deal is null ? null : await db.Touches().SingleOrDefaultAsync(t => t.Id == ask.Touch && t.SubjectId == deal.Id.Value, ct);
            if (touch is null || (by.IsPartner && touch.PartnerId != by.Partner))
                return Refusal.NotFound;
            if (settles && !by.IsVendor)
                return Refusal.Invalid("accelerate/reason", "Say why it was not so.").On(nameof(Reason));
            if (settles == touch.Counts)
                return Refusal.Conflict("accelerate/dispute", "This touch is not in that state any more.");
            if (settles)
                touch.Uphold();
            else
                touch.Dispute(ask.Reason!.Trim(), by, now);
            db.Record(by, deal!.Ref, touch.ToldTo(deal.PartnerId), settles ? new TouchUpheld(touch.Id) : new TouchDisputed(touch.Id), now);
            await write.Commit(ct);
            return default(Done);
        }
    }
}

/// <summary>Who sourced, led and influenced a deal, with the touches that prove it.</summary>
public sealed record ShowTouches
{
    public required Id<Deal> Deal { get; init; }

    // The page of every deal asks. A partner reads its own touches; what others did and wrote is not its affair.
    private static readonly Prepared<Func<TandemDb, Id<Deal>, Guid, bool, Id<Organisation>?, IAsyncEnumerable<Named>>> Touched = new(() => EF.CompileAsyncQuery(
        (TandemDb db, Id<Deal> id, Guid subject, bool vendor, Id<Organisation>? own) =>
            (from deal in db.Set<Deal>().AsNoTracking()
             where deal.Id == id && deal.Status != DealStatus.Draft
             from touch in db.Set<Touch>().Where(t => t.SubjectId == subject && (vendor || t.PartnerId == own)).DefaultIfEmpty()
             orderby touch.Happened, touch.Id
             select new Named(
                 deal.PartnerId, db.Set<Organisation>().Where(o => o.Id == deal.PartnerId).Select(o => o.Name).FirstOrDefault(),
                 deal.Created, deal.Registration == null ? null : deal.Registration.Decided,
                 touch, db.Set<Organisation>().Where(o => o.Id == touch.PartnerId).Select(o => o.Name).FirstOrDefault())).Take(200)));

    public sealed class Handler(TandemDb db, Subjects subjects)
    {
        public async Task<Outcome<Shown>> Run(ShowTouches ask, Actor by, CancellationToken ct)
        {
            if (await subjects.See(new Ref("deal", ask.Deal.Value), by, db, ct) is null
                || await Touched.On(db)(db, ask.Deal, ask.Deal.Value, by.IsVendor, by.PartnerId).ToListAsync(ct) is not [var deal, ..] found)
                return Refusal.NotFound;
            var names = found.Select(f => (f.Touch?.PartnerId, f.Firm)).Append((deal.PartnerId, Firm: deal.Partner)).Where(f => f.PartnerId is not null)
                .DistinctBy(f => f.PartnerId).ToDictionary(f => f.PartnerId!.Value, f => f.Firm);
            List<Touch> rows = [.. found.Select(f => f.Touch).OfType<Touch>()];
            var entered = DateOnly.FromDateTime((deal.Decided ?? deal.Created).UtcDateTime);
            var credit = DealCredit.Of(deal.PartnerId, entered, rows);
            return new Shown(
                ask.Deal, NameOf(credit.Sourced), NameOf(credit.Led), credit.Influenced.ConvertAll(NameOf),
                rows.ConvertAll(t => new Line(t.Id, NameOf(t.PartnerId), t.Channel, t.Happened, t.Evidence, t.Counts, t.DisputeReason)), by.May(SellPermissions.Work), by.IsVendor);

            string? NameOf(Id<Organisation>? firm) => firm is { } id ? names.GetValueOrDefault(id) : null;
        }
    }

    /// <summary>Whose deal it is and since when, with one of its touches; a deal without any stands there alone.</summary>
    private sealed record Named(Id<Organisation>? PartnerId, string? Partner, DateTimeOffset Created, DateTimeOffset? Decided, Touch? Touch, string? Firm);

    /// <summary>A missing name is the vendor.</summary>
    public sealed record Shown(
        Id<Deal> Deal, string? Sourced, string? Led, IReadOnlyList<string?> Influenced, IReadOnlyList<Line> Touches, [property: JsonIgnore] bool MayWork, [property: JsonIgnore] bool MaySettle);

    public sealed record Line(Id<Touch> Id, string? Partner, string Channel, DateOnly On, string Evidence, bool Counts, string DisputeReason);
}

/// <summary>Who gets which credit for one deal; null is the vendor.</summary>
/// <remarks>
/// Sourced: whose undisputed touch was the earliest up to the day the deal came into the pipeline, else who brought it. Led:
/// who works it. Influenced: everybody else with an undisputed touch.
/// </remarks>
public sealed record DealCredit(Id<Organisation>? Sourced, Id<Organisation>? Led, List<Id<Organisation>?> Influenced)
{
    public static DealCredit Of(Id<Organisation>? dealPartner, DateOnly entered, IReadOnlyList<Touch> touches)
    {
        var counted = touches.Where(t => t.Counts).OrderBy(t => t.Happened).ThenBy(t => t.Recorded).ToList();
        var first = counted.Find(t => t.Happened <= entered);
        var sourced = first is null ? dealPartner : first.PartnerId;
        return new DealCredit(sourced, dealPartner, [.. counted.Select(t => t.PartnerId).Where(p => p != sourced && p != dealPartner).Distinct()]);
    }
}
