using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Reviews;

/// <summary>What was said is written down, for both sides to read and to mend.</summary>
public sealed record WriteMinutes
{
    [JsonIgnore] public Id<Qbr> Qbr { get; init; }

    [StringLength(20_000)] public string? Minutes { get; init; }

    /// <summary>The version the person saw: two who write at once do not overwrite each other.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<QbrChanged>> Run(WriteMinutes ask, Actor by, CancellationToken ct)
        {
            if (!by.May(QbrPermissions.Work))
                return QbrRefusals.NotAllowed;
            await using var write = await db.BeginWrite(ct, ask.Qbr.LockKey());
            var found = await db.QbrToChange(ask.Qbr, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var qbr = found.Value;
            if (qbr.State == QbrState.Cancelled)
                return QbrRefusals.Over;
            qbr.Write(ask.Minutes?.Trim().ReplaceLineEndings("\n") ?? "");
            db.Record(by, qbr.Ref, qbr.PartnerId, new QbrMinuted(qbr.Minutes.Length), clock.GetUtcNow());
            await write.Commit(ct);
            return QbrChanged.Of(qbr);
        }
    }
}
