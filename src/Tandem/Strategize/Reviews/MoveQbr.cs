using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Reviews;

/// <summary>A review is put on another day, hour or place; everybody's calendar follows.</summary>
public sealed record MoveQbr
{
    [JsonIgnore] public Id<Qbr> Qbr { get; init; }

    [Required(ErrorMessage = "Say on which day.")] public DateOnly? Day { get; init; }

    /// <summary>Where the programme is at home.</summary>
    [Required(ErrorMessage = "Say at what time.")] public TimeOnly? At { get; init; }

    /// <summary>In minutes.</summary>
    [Range(15, 600, ErrorMessage = "A review lasts between 15 minutes and 10 hours.")] public int? Lasts { get; init; }

    [StringLength(200)] public string? Place { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, QbrInvitations invitations, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<QbrChanged>> Run(MoveQbr ask, Actor by, CancellationToken ct)
        {
            if (!by.May(QbrPermissions.Work))
                return QbrRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Qbr.LockKey());
            var found = await db.ScheduledQbr(ask.Qbr, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var qbr = found.Value;
            var programme = (await policies.Current<ProgrammePolicy>(now, ct, qbr.PartnerId)).Rules;
            var starts = QbrDay.At(ask.Day!.Value, ask.At!.Value, programme);
            if (starts <= now)
                return Refusal.Invalid("strategize/qbr-past", "Choose a time that is still to come.").On(nameof(Day));
            var from = qbr.Starts;
            qbr.Move(starts, ask.Lasts ?? qbr.Lasts, ask.Place?.Trim() ?? "", now);
            db.Record(by, qbr.Ref, qbr.PartnerId, new QbrMoved(from, qbr.Starts, qbr.Sequence), now);
            await invitations.Send(qbr, CalendarMethod.Request, now, ct);
            await write.Commit(ct);
            return QbrChanged.Of(qbr);
        }
    }
}

/// <summary>A review is called off; it leaves everybody's calendar.</summary>
public sealed record CancelQbr
{
    [JsonIgnore] public Id<Qbr> Qbr { get; init; }

    [Required(ErrorMessage = "Say why it is called off."), StringLength(500)] public string Reason { get; init; } = "";

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, QbrInvitations invitations, TimeProvider clock)
    {
        public async Task<Outcome<QbrChanged>> Run(CancelQbr ask, Actor by, CancellationToken ct)
        {
            if (!by.May(QbrPermissions.Lead))
                return QbrRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Qbr.LockKey());
            var found = await db.ScheduledQbr(ask.Qbr, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var qbr = found.Value;
            qbr.Cancel(ask.Reason.Trim(), now);
            db.Record(by, qbr.Ref, qbr.PartnerId, new QbrCancelled(qbr.Starts, false), now);
            await invitations.Send(qbr, CalendarMethod.Cancel, now, ct);
            await write.Commit(ct);
            return QbrChanged.Of(qbr);
        }
    }
}
