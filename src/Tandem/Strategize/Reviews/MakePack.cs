using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>The pack of a review is made from what was known at the end of a day. Made once for a day, it stays as it is.</summary>
public sealed record MakePack
{
    [JsonIgnore] public Id<Qbr> Qbr { get; init; }

    /// <summary>A day that is over; the one before the review, or yesterday, if empty.</summary>
    public DateOnly? AsOf { get; init; }

    public sealed class Handler(TandemDb db, PackMaker maker, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<PackMade>> Run(MakePack ask, Actor by, CancellationToken ct)
        {
            if (!by.May(QbrPermissions.Lead))
                return QbrRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            var qbr = await db.Qbrs().AsNoTracking().VisibleTo(by).SingleOrDefaultAsync(q => q.Id == ask.Qbr, ct);
            if (qbr is null)
                return Refusal.NotFound;
            var programme = (await policies.Current<ProgrammePolicy>(now, ct, qbr.PartnerId)).Rules;
            var (today, eve) = (programme.DateOf(now), programme.DateOf(qbr.Starts).AddDays(-1));
            var day = ask.AsOf ?? (eve < today ? eve : today.AddDays(-1));
            if (await Made(qbr, day, ct) is { } kept)
                return kept;
            if (day >= today)
                return Refusal.Invalid("strategize/qbr-day-not-over", "Choose a day that is over: its numbers stand.").On(nameof(AsOf));
            if (qbr.State == QbrState.Cancelled)
                return QbrRefusals.Over;

            // Computed before the write begins: nobody waits for it.
            var plan = await db.Plans().AsNoTracking().SingleAsync(p => p.Id == qbr.PlanId, ct);
            var body = (await maker.Make(plan, day, ct)).Write();
            await using var write = await db.BeginWrite(ct, ask.Qbr.LockKey());
            if (await Made(qbr, day, ct) is { } meanwhile)
                return meanwhile;
            var pack = QbrPack.Of(qbr, day, body, by, now);
            db.Add(pack);
            db.Record(by, qbr.Ref, qbr.PartnerId, new QbrPackMade(pack.Id, day, pack.Hash), now);
            await write.Commit(ct);
            return new PackMade(pack.Id, day, pack.Hash);
        }

        private async Task<PackMade?> Made(Qbr qbr, DateOnly day, CancellationToken ct) =>
            await db.QbrPacks().AsNoTracking().Where(p => p.QbrId == qbr.Id && p.AsOf == day).Select(p => new PackMade(p.Id, p.AsOf, p.Hash)).FirstOrDefaultAsync(ct);
    }
}

/// <summary>A pack that exists.</summary>
/// <param name="Hash">SHA-256 of its document.</param>
public sealed record PackMade(Id<QbrPack> Id, DateOnly AsOf, string Hash);

/// <summary>Opens a pack.</summary>
public sealed record ShowPack
{
    public Id<QbrPack> Pack { get; init; }

    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<PackView>> Run(ShowPack ask, Actor by, CancellationToken ct)
        {
            var pack = await db.QbrPacks().AsNoTracking().VisibleTo(by).SingleOrDefaultAsync(p => p.Id == ask.Pack, ct);
            if (pack is null)
                return Refusal.NotFound;
            var starts = await db.Qbrs().Where(q => q.Id == pack.QbrId).Select(q => q.Starts).SingleAsync(ct);
            return new PackView(pack.Id, pack.QbrId, starts, pack.Made, pack.Hash, PackDocument.Read(pack.Body));
        }
    }
}

/// <summary>A pack with its document.</summary>
/// <param name="Starts">When the review is.</param>
public sealed record PackView(Id<QbrPack> Id, Id<Qbr> Qbr, DateTimeOffset Starts, DateTimeOffset Made, string Hash, PackDocument Document);
