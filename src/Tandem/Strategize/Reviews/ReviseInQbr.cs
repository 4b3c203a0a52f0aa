using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>The review agrees on other targets: a revision of the plan is opened with them, for both sides to sign.</summary>
public sealed record ReviseInQbr
{
    [JsonIgnore] public Id<Qbr> Qbr { get; init; }

    /// <summary>The targets that change; those left out or left empty stay.</summary>
    [MaxLength(100)] public IReadOnlyList<Change> Targets { get; init; } = [];

    [StringLength(1000)] public string? Reason { get; init; }

    /// <summary>A target's new amount.</summary>
    public sealed record Change
    {
        /// <summary>The target's key in the plan.</summary>
        [StringLength(40)] public string Key { get; init; } = "";

        /// <summary>As people say it: money in the programme's currency, shares in per cent.</summary>
        public decimal? Amount { get; init; }

        /// <summary>Taken over; a line that is not ticked stays as it is.</summary>
        public bool Take { get; init; } = true;
    }

    public sealed class Handler(TandemDb db, RevisePlan.Handler revise, ProposeTerms.Handler propose, TimeProvider clock)
    {
        public async Task<Outcome<PlanChanged>> Run(ReviseInQbr ask, Actor by, CancellationToken ct)
        {
            if (!by.May(QbrPermissions.Work))
                return QbrRefusals.NotAllowed;
            if (await db.Qbrs().AsNoTracking().VisibleTo(by).Where(q => q.Id == ask.Qbr).Select(q => (Id<Plan>?)q.PlanId).FirstOrDefaultAsync(ct) is not { } id)
                return Refusal.NotFound;
            await using var write = await db.BeginWrite(ct, ask.Qbr.LockKey().Concat(id.LockKey()));
            var found = await db.ScheduledQbr(ask.Qbr, null, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var qbr = found.Value;
            var plan = await db.Plans().SingleAsync(p => p.Id == id, ct);
            var terms = await db.OnTable(plan, ct) is var (_, latest) ? latest.Terms : await db.TermsInForce(plan, ct);
            if (terms is null || Changed(terms, ask) is not { } changed)
                return Refusal.Invalid("strategize/no-target-changed", "Give at least one target another amount.").On(nameof(Targets));
            var reason = ask.Reason is { Length: > 0 } said ? said : "Agreed in the business review.";
            if (plan.Negotiated is null && await revise.Run(new RevisePlan { Plan = id, Reason = reason }, by, ct) is { Ok: false } refused)
                return refused;
            if (await db.OnTable(plan, ct) is not var (version, table))
                return PlanRefusals.NothingOnTable;
            var proposed = await propose.Run(new ProposeTerms { Plan = id, Proposal = table.Number, Terms = changed, Note = reason }, by, ct);
            if (!proposed.Ok)
                return proposed;
            qbr.OpenedRevision(version.Number);
            db.Record(by, qbr.Ref, qbr.PartnerId, new QbrRevised(version.Number, PlanDiff.Of(terms, changed).Count), clock.GetUtcNow());
            await write.Commit(ct);
            return proposed;
        }

        /// <summary>Null when nothing would be different.</summary>
        private static PlanTerms? Changed(PlanTerms terms, ReviseInQbr ask)
        {
            var amounts = ask.Targets.Where(t => t.Take && t.Amount is not null).GroupBy(t => t.Key).ToDictionary(g => g.Key, g => g.Last().Amount!.Value, StringComparer.Ordinal);
            var changed = terms with { Targets = [.. terms.Targets.Select(t => amounts.TryGetValue(t.Key, out var amount) ? t with { Amount = amount } : t)] };
            return PlanDiff.Of(terms, changed).Count > 0 ? changed : null;
        }
    }
}
