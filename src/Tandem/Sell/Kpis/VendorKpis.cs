using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Types = Tandem.Sell.Kpis.PipelineKpis.Types;

namespace Tandem.Sell.Kpis;

/// <summary>How the vendor keeps its word to this partner.</summary>
public sealed class VendorKpis : IKpis
{
    private static readonly EventInput Overdue = new("sell.overdue", "Reviews that missed their clock", "sell.review-overdue");
    private static readonly EventInput Bypassed = new("sell.bypassed", "Protections that the vendor's sales went past", "sell.protection-bypassed");

    public IEnumerable<Kpi> Kpis =>
    [
        new("sell.sla-met", "Decisions in time", KpiUnit.Share, r => Figure.Per(r.Count(DecisionInputs.InTime), r.Count(DecisionInputs.Decisions)))
        {
            Meaning = "Which part of the vendor's decisions kept the promised clock.",
            Formula = "decisions within their clock ÷ decisions by people", Inputs = [DecisionInputs.InTime, DecisionInputs.Decisions], Side = Side.Vendor, Types = Types.Selling,
        },
        new("sell.answer-time", "Vendor's answer time", KpiUnit.Hours, r => Figure.Per(r.Sum(DecisionInputs.FirstAnswers) / 60.0, r.Count(DecisionInputs.FirstAnswers), r.Count(DecisionInputs.FirstAnswers)))
        {
            Meaning = "How long the vendor took for its first answer.",
            Formula = "mean of the hours from a request to the first answer by a person", Inputs = [DecisionInputs.FirstAnswers], Better = Better.Less, Side = Side.Vendor, Types = Types.Selling,
        },
        new("sell.overdue-reviews", "Overdue reviews", KpiUnit.Count, r => Figure.Count(r.Count(Overdue)))
        {
            Meaning = "How often a review missed its clock and had to be reported.",
            Formula = "number of reviews reported as overdue", Inputs = [Overdue], AddsUp = true, Better = Better.Less, Side = Side.Vendor, Types = Types.Selling,
        },
        new("sell.bypasses", "Bypassed protections", KpiUnit.Count, r => Figure.Count(r.Count(Bypassed)))
        {
            Meaning = "How often the vendor's own sales started a deal in spite of this partner's protection.",
            Formula = "number of direct deals past a protection", Inputs = [Bypassed], AddsUp = true, Better = Better.Less, Side = Side.Vendor, VendorOnly = true, Types = Types.Selling,
        },
    ];
}

/// <summary>Reads the vendor's decisions about partners' requests.</summary>
public sealed class DecisionInputs(TandemDb db) : IInputSource
{
    public static readonly Input Decisions = new("sell.decisions", "Decisions by people");
    public static readonly Input InTime = new("sell.decisions-in-time", "Decisions that kept their clock");
    public static readonly Input FirstAnswers = new("sell.first-answers", "First answers, with the minutes they took");

    public async Task Read(InputScope scope, InputSheet sheet, CancellationToken ct)
    {
        if (!scope.Wants(Decisions, InTime, FirstAnswers))
            return;
        var decisions = db.ApprovalDecisions().AsNoTracking()
            .Join(db.ApprovalRequests().Where(r => r.PartnerId != null && scope.NullableIds.Contains(r.PartnerId)), d => d.RequestId, r => r.Id,
                (d, r) => new { r.PartnerId, d.RequestId, r.Opened, d.At, d.InTime, d.By });
        var first = new Dictionary<Id<ApprovalRequest>, (PartnerInputs Inputs, DateTimeOffset Opened, DateTimeOffset At)>();
        await foreach (var decision in decisions.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (decision.By is null)
                continue;
            var (inputs, day) = (sheet.Of(decision.PartnerId!.Value), scope.DayOf(decision.At));
            inputs.Add(Decisions, day);
            if (decision.InTime)
                inputs.Add(InTime, day);
            if (!first.TryGetValue(decision.RequestId, out var known) || decision.At < known.At)
                first[decision.RequestId] = (inputs, decision.Opened, decision.At);
        }

        foreach (var (inputs, opened, at) in first.Values)
            inputs.Add(FirstAnswers, scope.DayOf(at), (long)(at - opened).TotalMinutes);
    }
}
