using Tandem.Measures;
using Tandem.Partners.Kpis;
using In = Tandem.Sell.Kpis.DealInputs;

namespace Tandem.Sell.Kpis;

/// <summary>What foretells revenue: registrations and the pipeline that they make.</summary>
public sealed class PipelineKpis : IKpis
{
    private static readonly EventInput StageMoves = new("sell.stage-moves", "Moves to another stage", "sell.stage-moved");
    private static readonly EventInput Stalls = new("sell.stalls", "Times a deal stood still for too long", "sell.deal-stalled");
    private static readonly EventInput Expiries = new("sell.expiries", "Protections that ran out", "sell.registration-expired");
    private static readonly EventInput Withdrawals = new("sell.withdrawals", "Registrations taken back", "sell.registration-withdrawn");
    private static readonly EventInput Releases = new("sell.releases", "Registrations given up or reclaimed", "sell.registration-released", "sell.registration-reclaimed");
    private static readonly EventInput Extensions = new("sell.extensions", "Extensions asked for", "sell.extension-requested", "sell.protection-extended");
    private static readonly EventInput Updates = new("sell.updates", "Times a deal was worked on", "sell.deal-updated", "sell.stage-moved") { By = DoneBy.PartnersPeople };
    private static readonly EventInput DatesMoved = new("sell.close-date-moved", "Times a close date was moved", EventCodes.CloseDateMoved);
    private static readonly EventInput Asked = new("sell.info-requested", "Questions by the vendor", "sell.info-requested");
    private static readonly EventInput Answered = new("sell.info-given", "Questions answered", "sell.info-given");
    private static readonly EventInput AnsweredInTime = new("sell.info-in-time", "Questions answered within three days", EventCodes.InfoInTime);
    private static readonly EventInput Appeals = new("sell.appeals", "Appeals", "sell.rejection-appealed");

    public IEnumerable<Kpi> Kpis =>
    [
        new("sell.registrations", "Registrations", KpiUnit.Count, r => Figure.Count(r.Count(In.Submitted)))
        {
            Meaning = "How many deals the partner registered.",
            Formula = "number of registrations submitted", Inputs = [In.Submitted], AddsUp = true, Period = PeriodKind.Month, Types = Types.Selling,
        },
        new("sell.registered-value", "Registered value", KpiUnit.Money, r => new Figure(r.Sum(In.Submitted), r.Count(In.Submitted)))
        {
            Meaning = "What the deals that the partner registered are worth.",
            Formula = "sum of the amounts of registrations submitted", Inputs = [In.Submitted, In.Unrated], AddsUp = true, Types = Types.Selling,
        },
        new("sell.qualified-registrations", "Qualified registrations", KpiUnit.Count, r => Figure.Count(r.Count(In.Approved)))
        {
            Meaning = "How many registrations were good enough to be approved.",
            Formula = "number of registrations approved", Inputs = [In.Approved], AddsUp = true, Period = PeriodKind.Month, Types = Types.Selling,
        },
        new("sell.approval-rate", "Approval rate", KpiUnit.Share, r => r.Shrunk("sell.approval-rate", Approval))
        {
            Meaning = "Which part of the partner's registrations is approved, drawn towards the programme's where there are few.",
            Formula = "(approved + weight × programme's rate) ÷ (decided + weight)", Inputs = [In.Approved, In.Rejected, In.Decided], Shrinks = Approval, Types = Types.Selling,
        },
        new("sell.clean-share", "Clean registrations", KpiUnit.Share, r => Figure.Per(r.Count(In.Clean), r.Count(In.Submitted)))
        {
            // Never for partners: it would tell them when somebody else works their customer.
            Meaning = "Which part of the registrations met no other claim: the partner knows its own ground.",
            Formula = "registrations without another claim ÷ registrations", Inputs = [In.Clean, In.Submitted], VendorOnly = true, Types = Types.Selling,
        },
        new("sell.pipeline-generated", "Pipeline generated", KpiUnit.Money, r => new Figure(r.Sum(In.Entered), r.Count(In.Entered)))
        {
            Meaning = "The worth of the deals that came into the pipeline.",
            Formula = "sum of the amounts of deals that entered the pipeline", Inputs = [In.Entered, In.Unrated], AddsUp = true, Types = Types.Selling,
        },
        new("sell.open-pipeline", "Open pipeline", KpiUnit.Money, r => new Figure(r.StandingSum(In.Standing), r.StandingCount(In.Standing)))
        {
            Meaning = "The worth of all open deals at the end of the period.",
            Formula = "sum of the amounts of open deals", Inputs = [In.Standing, In.Unrated], Types = Types.Selling,
        },
        new("sell.open-deals", "Open deals", KpiUnit.Count, r => Figure.Count(r.StandingCount(In.Standing)))
        {
            Meaning = "How many deals the partner works on at the end of the period.",
            Formula = "number of open deals", Inputs = [In.Standing], Better = Better.Neither, Types = Types.Selling,
        },
        new("sell.ageing", "Age of open deals", KpiUnit.Days, r =>
            Figure.Per(((double)(r.End.DayNumber - 1) * r.StandingCount(In.Standing)) - r.StandingSum(In.StandingSince), r.StandingCount(In.Standing), r.StandingCount(In.Standing)))
        {
            Meaning = "How long open deals have been in the pipeline; old pipeline is rarely won.",
            Formula = "mean of the days since open deals entered the pipeline", Inputs = [In.Standing], Better = Better.Less, Types = Types.Selling,
        },
        new("sell.seller-load", "Deals per seller", KpiUnit.Ratio, r => Figure.Per(r.StandingCount(In.Standing), r.StandingCount(PeopleInputs.Sellers)))
        {
            Meaning = "How many open deals come on one seller: whether the partner has room for more.",
            Formula = "open deals ÷ people who may register deals", Inputs = [In.Standing, PeopleInputs.Sellers], Better = Better.Less, Types = Types.Selling,
        },
        new("sell.stage-moves", "Stage moves", KpiUnit.Count, r => Figure.Count(r.Count(StageMoves)))
        {
            Meaning = "How often deals moved to another stage: whether the pipeline is alive.",
            Formula = "number of moves between stages", Inputs = [StageMoves], AddsUp = true, Period = PeriodKind.Month, Types = Types.Selling,
        },
        new("sell.deal-work", "Deal work", KpiUnit.Ratio, r => Figure.Per(r.Count(Updates), r.StandingCount(In.Standing)))
        {
            Meaning = "How often the partner's people worked on each of its deals.",
            Formula = "updates and moves by the partner ÷ open deals at the end", Inputs = [Updates, In.Standing], Period = PeriodKind.Month, Types = Types.Selling,
        },
        new("sell.stalls", "Stalls", KpiUnit.Count, r => Figure.Count(r.Count(Stalls)))
        {
            Meaning = "How often a deal stood still for longer than its stage allows.",
            Formula = "number of nudges about deals that stand still", Inputs = [Stalls], AddsUp = true, Better = Better.Less, Period = PeriodKind.Month, Types = Types.Selling,
        },
        new("sell.expiries", "Expiries", KpiUnit.Count, r => Figure.Count(r.Count(Expiries)))
        {
            Meaning = "How many protections ran out before the deal was decided.",
            Formula = "number of protections that expired", Inputs = [Expiries], AddsUp = true, Better = Better.Less, Types = Types.Selling,
        },
        new("sell.withdrawals", "Withdrawals", KpiUnit.Count, r => Figure.Count(r.Count(Withdrawals) + r.Count(Releases)))
        {
            Meaning = "How many registrations were taken back, given up or reclaimed.",
            Formula = "withdrawn + released + reclaimed registrations", Inputs = [Withdrawals, Releases], AddsUp = true, Better = Better.Less, Types = Types.Selling,
        },
        new("sell.extensions", "Extensions", KpiUnit.Count, r => Figure.Count(r.Count(Extensions)))
        {
            Meaning = "How often the partner needed more days of protection.",
            Formula = "number of extensions asked for or given by rule", Inputs = [Extensions], AddsUp = true, Better = Better.Less, Types = Types.Selling,
        },
        new("sell.appeals", "Appeals", KpiUnit.Count, r => Figure.Count(r.Count(Appeals)))
        {
            Meaning = "How often the partner did not accept a declined registration.",
            Formula = "number of appeals", Inputs = [Appeals], AddsUp = true, Better = Better.Neither, Types = Types.Selling,
        },
        new("sell.answers-in-time", "Answers in time", KpiUnit.Share, r => Figure.Per(r.Count(AnsweredInTime), r.Count(Answered)))
        {
            Meaning = "Which part of the vendor's questions the partner answered within three days.",
            Formula = "questions answered within three days ÷ questions answered", Inputs = [AnsweredInTime, Answered, Asked], Types = Types.Selling,
        },
        new("sell.dates-moved", "Moved close dates", KpiUnit.Count, r => Figure.Count(r.Count(DatesMoved)))
        {
            Meaning = "How often a planned close date was changed: how firm the partner's dates are.",
            Formula = "number of changes of a close date", Inputs = [DatesMoved], AddsUp = true, Better = Better.Less, Types = Types.Selling,
        },
    ];

    private static readonly Shrinkage Approval = new(In.Approved, In.Decided, 0.8, 5);

    /// <summary>For whom the KPIs of selling are meant.</summary>
    internal static class Types
    {
        /// <summary>A technology partner brings integrations, not transactions.</summary>
        public static readonly IReadOnlyList<string> Selling = [.. new[] { Partners.PartnerType.Reseller, Partners.PartnerType.Integrator, Partners.PartnerType.Msp, Partners.PartnerType.Distributor, Partners.PartnerType.Referral }.Select(t => t.ToString())];
    }
}
