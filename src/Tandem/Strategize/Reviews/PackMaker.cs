using Microsoft.EntityFrameworkCore;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Tiers;

namespace Tandem.Strategize.Reviews;

/// <summary>Computes what a pack says about a plan at the end of a day. It reads and saves nothing.</summary>
public sealed class PackMaker(
    TandemDb db, PlanGauge gauge, PlanOdds odds, Figures figures, KpiCatalogue kpis, IPartnerRegister register, Judge judge, PolicyBook policies, PipelineSource pipeline,
    IServiceProvider services, TimeProvider clock)
{
    /// <summary>A quarter that is younger than this is not yet what a review is about.</summary>
    private const int YoungQuarter = 45;

    private const int MostStalled = 10;

    /// <summary>KPIs that are shown while a pillar measures them.</summary>
    private static readonly (string Group, string[] Kpis)[] Shown =
    [
        ("pipeline", ["sell.open-pipeline", "sell.pipeline-generated", "sell.win-rate", "sell.velocity", "sell.ageing", "sell.stalls"]),
        ("engagement", ["partners.active-people", "partners.active-share", "partners.sign-ins", "sell.registrations", "sell.deal-work"]),
        ("vendor", ["sell.sla-met", "sell.answer-time", "partners.vendor-attention"]),
    ];

    /// <summary>What several parts of a pack need.</summary>
    private sealed record Frame(Plan Plan, DateOnly Day, Period Quarter, ProgrammePolicy Programme, MeasuredPartner? Partner);

    public async Task<PackDocument> Make(Plan plan, DateOnly day, CancellationToken ct)
    {
        var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
        var running = Period.Of(day, PeriodKind.Quarter, programme.FiscalYearStart);
        var quarter = day.DayNumber - running.Start.DayNumber < YoungQuarter ? running.Previous : running;
        var partner = (await register.Read([plan.PartnerId], ct)).FirstOrDefault();
        var frame = new Frame(plan, day, quarter, programme, partner is null ? null : partner with { Tier = (await db.TiersOn([partner.Id], day, ct))[partner.Id] });
        var read = await gauge.ReadAsOf(plan, day, ct);
        var targets = await Targets(read, frame, ct);
        var shown = Shown.Append(("enablement", [.. kpis.All.Where(k => k.Id.StartsWith("enable.", StringComparison.Ordinal)).Select(k => k.Id)]))
            .SelectMany(g => g.Item2.Select(kpi => (g.Item1, kpi))).ToList();
        var table = await Table(frame, [.. shown.Select(s => s.kpi)], ct);
        var open = await pipeline(services, plan.PartnerId, day, ct);
        open = open with { Stalled = [.. open.Stalled.Take(MostStalled)] };
        var rules = await policies.Current<QbrRules>(programme.StartOf(day.AddDays(1)), ct, plan.PartnerId);
        var steps = read.Steps.Where(s => s.Done is not null || s.Late).ToList();
        return new PackDocument
        {
            AsOf = day,
            Quarter = quarter.Code(programme.FiscalYearStart),
            NextQuarter = quarter.Next.Code(programme.FiscalYearStart),
            Plan = plan.Id,
            PlanTitle = plan.Title,
            PlanReference = plan.Reference,
            PlanVersion = read.Version,
            Goal = read.Terms?.Goal ?? "",
            Starts = read.Terms?.Starts ?? plan.Starts,
            Ends = read.Terms?.Ends ?? plan.Ends,
            Partner = plan.PartnerId,
            PartnerName = await db.Organisations().Where(o => o.Id == plan.PartnerId).Select(o => o.Name).SingleAsync(ct),
            Currency = programme.Currency,
            Health = read.Reading.Health,
            HealthOfPartner = read.Reading.OfPartner,
            HealthOfVendor = read.Reading.OfVendor,
            Track = read.Reading.Track,
            HealthBefore = await db.PlanHealthDays().AsNoTracking().Where(d => d.PlanId == plan.Id && d.Day < quarter.Start).OrderByDescending(d => d.Day).Select(d => d.Health).FirstOrDefaultAsync(ct),
            Targets = targets,
            Steps = [.. steps.Select(s => new PackStep(s.Title, s.Side, s.Due, s.Done, s.Late))],
            Pipeline = open,
            Figures = [.. shown.Select(s => table(s.kpi, s.Item1)).OfType<PackFigure>().Where(f => f.Now is not null || f.Before is not null)],
            Benchmarks = await Benchmarks(frame, [.. targets.Where(t => t.Measured).Select(t => t.Kpi).Concat(Shown[0].Kpis).Concat(Shown[1].Kpis).Distinct()], ct),
            Coaching = PackCoaching.Of(targets, read.Steps, open, await Advised(rules.Rules, frame, ct)),
            Proposals = PackProposals.Of(read.Terms, kpis, await odds.Of(plan.PartnerId, PackProposals.Candidates(read.Terms, kpis), ct, day)),
            HealthRules = read.Reading.RulesVersion,
            CoachingRules = rules.Number,
        };
    }

    private async Task<List<PackTarget>> Targets(PlanAsOf read, Frame frame, CancellationToken ct)
    {
        var drivers = read.Reading.Targets.ToDictionary(t => t.Target.Key, t => t.Kpi is { } kpi ? Drivers(kpi) : []);
        var table = await Table(frame, [.. drivers.Values.SelectMany(d => d).Distinct()], ct);
        return [.. read.Reading.Targets.Select(t => new PackTarget
        {
            Kpi = t.Target.Kpi,
            Name = t.Kpi?.Name ?? t.Target.Kpi,
            Unit = t.Kpi?.Unit ?? KpiUnit.Count,
            Better = t.Kpi?.Better ?? Better.Neither,
            Key = t.Target.Key,
            Side = t.Target.Side,
            Pace = t.Kpi?.Pace ?? Pace.Leading,
            Cadence = t.Target.Cadence,
            Amount = t.Target.Amount,
            Weight = t.Target.Weight,
            Measured = t.Kpi is not null,
            Actual = t.Actual,
            Expected = t.Expected,
            Share = t.Share,
            Lost = Math.Round(t.Lost, 2),
            Slots = [.. t.Slots.Select(s => new PackSlot(s.Period.Code(frame.Programme.FiscalYearStart), s.Whole, s.From > frame.Day ? null : s.Actual))],
            Drivers = [.. drivers[t.Target.Key].Select(id => table(id, "driver")).OfType<PackFigure>()
                .Where(f => f.Now is not null && f.Before is not null).OrderByDescending(PackCoaching.Moved).Take(3)],
        })];
    }

    /// <summary>What is counted from the same facts moves with it.</summary>
    private List<string> Drivers(Kpi kpi) =>
        [.. kpis.All.Where(k => k.Id != kpi.Id && !k.VendorOnly && k.Better != Better.Neither && k.Inputs.Intersect(kpi.Inputs).Any()).Select(k => k.Id).Take(12)];

    /// <summary>KPIs in the quarter of the review and the one before; null for what the partner may not read or nobody measures.</summary>
    private async Task<Func<string, string, PackFigure?>> Table(Frame frame, List<string> names, CancellationToken ct)
    {
        var values = await figures.Values([frame.Plan.PartnerId], names, [frame.Quarter, frame.Quarter.Previous], frame.Day, ct);
        return (id, group) => kpis.Find(id) is not { VendorOnly: false } kpi || frame.Partner is not { } partner || !kpi.AppliesTo(partner.Type) ? null : new PackFigure
        {
            Kpi = id,
            Name = kpi.Name,
            Unit = kpi.Unit,
            Better = kpi.Better,
            Group = group,
            Period = frame.Quarter.Code(frame.Programme.FiscalYearStart),
            SoFar = kpi.AddsUp && frame.Day.AddDays(1) < frame.Quarter.End,
            Now = values[frame.Plan.PartnerId, id, frame.Quarter].Value,
            Before = values[frame.Plan.PartnerId, id, frame.Quarter.Previous].Value,
        };
    }

    /// <summary>The last quartiles that the day knew, of partners of the same type; nothing where fewer than five others stand behind them.</summary>
    private async Task<List<PackBenchmark>> Benchmarks(Frame frame, List<string> names, CancellationToken ct)
    {
        if (frame.Partner is not { } partner)
            return [];
        var key = frame.Quarter.Key;
        var spreads = (await db.Populations().AsNoTracking().Where(p => p.Day <= frame.Day && p.Period == key && p.Peers == partner.Type && names.Contains(p.Kpi)).ToListAsync(ct))
            .GroupBy(p => p.Kpi).ToDictionary(g => g.Key, g => g.MaxBy(p => p.Day)!);
        var own = await figures.Values([frame.Plan.PartnerId], names, [frame.Quarter], frame.Day, ct);
        return [.. from name in names
                   let kpi = kpis.Find(name)
                   where kpi is { VendorOnly: false } && kpi.AppliesTo(partner.Type) && spreads.ContainsKey(name) && spreads[name].Count > OpenNumber.LeastPeers
                   let value = own[frame.Plan.PartnerId, name, frame.Quarter].Value
                   where value is not null
                   let s = spreads[name]
                   select new PackBenchmark
                   {
                       Kpi = name, Name = kpi.Name, Unit = kpi.Unit, Better = kpi.Better, Period = frame.Quarter.Code(frame.Programme.FiscalYearStart), Own = value.Value,
                       LowerQuartile = s.LowerQuartile, Median = s.Median, UpperQuartile = s.UpperQuartile, Peers = s.Count,
                   }];
    }

    /// <summary>The programme's coaching rules that hold for the partner that day, with the numbers that say so.</summary>
    private async Task<List<PackAdvice>> Advised(QbrRules rules, Frame frame, CancellationToken ct)
    {
        var advice = new List<PackAdvice>();
        foreach (var rule in rules.Coaching)
        {
            var measures = rule.When.Parts.OfType<MeasureIs>().ToList();
            if (frame.Partner is not { } partner || measures.Exists(m => kpis.Find(m.Kpi) is not { VendorOnly: false }))
                continue;
            var judged = (await judge.Of(rule.When, [partner], frame.Day, frame.Day, frame.Programme.FiscalYearStart, ct))[partner.Id];
            if (judged.Answer != Answer.Yes)
                continue;
            var (measure, kpi) = measures is [var first, ..] ? (first, kpis.Find(first.Kpi)) : (null, null);
            advice.Add(new PackAdvice
            {
                Kind = AdviceKind.Rule,
                Kpi = kpi?.Id ?? "",
                Name = kpi?.Name ?? "",
                Unit = kpi?.Unit ?? KpiUnit.Count,
                Better = kpi?.Better ?? Better.Neither,
                Text = rule.Advice,
                Side = kpi?.Side ?? Side.Partner,
                Value = judged.Evidence.Count > 0 ? judged.Evidence[0].Figure.Value : null,
                Against = measure?.Value,
            });
        }

        return advice;
    }
}
