using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>The review took place: minutes and decisions go to both sides, and the plan's promise of it is kept.</summary>
public sealed record HoldQbr
{
    [JsonIgnore] public Id<Qbr> Qbr { get; init; }

    /// <summary>The minutes as they were on the screen; what is written already stays if empty.</summary>
    [StringLength(20_000)] public string? Minutes { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, JourneyDesk journeys, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<QbrChanged>> Run(HoldQbr ask, Actor by, CancellationToken ct)
        {
            if (!by.May(QbrPermissions.Lead))
                return QbrRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Qbr.LockKey());
            var found = await db.ScheduledQbr(ask.Qbr, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var qbr = found.Value;
            var programme = (await policies.Current<ProgrammePolicy>(now, ct, qbr.PartnerId)).Rules;
            if (programme.DateOf(qbr.Starts) > programme.DateOf(now))
                return Refusal.Conflict("strategize/qbr-to-come", "This review is still to come. Move it if it took place earlier.");
            if (ask.Minutes?.Trim() is { Length: > 0 } minutes)
                qbr.Write(minutes.ReplaceLineEndings("\n"));
            if (qbr.Minutes.Length == 0)
                return Refusal.Invalid("strategize/qbr-no-minutes", "Write down what was said first: both sides get it.").On(nameof(Minutes));
            qbr.Hold(now);
            await KeepPromise(qbr, by, now, ct);
            var decisions = (await journeys.Of(qbr.Ref, Reviews.Qbr.Kind, ct)).Sum(j => j.Steps.Count);
            db.Record(by, qbr.Ref, qbr.PartnerId, new QbrHeld(qbr.Starts, decisions, qbr.Revision), now);
            await write.Commit(ct);
            return QbrChanged.Of(qbr);
        }

        /// <summary>The plan's own step of this review is done.</summary>
        private async Task KeepPromise(Qbr qbr, Actor by, DateTimeOffset now, CancellationToken ct)
        {
            if (qbr.Planned is not { } day)
                return;
            var key = PlanDesk.ReviewKey + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            foreach (var journey in await journeys.Of(new Ref(Plan.Kind, qbr.PlanId.Value), Plan.Kind, ct))
            {
                foreach (var step in journey.Steps.Where(s => s.Key == key && s.IsLeft).ToList())
                {
                    step.Finish(null, by, now);
                    journey.GoOn(step, now);
                }
            }
        }
    }
}
