using Microsoft.EntityFrameworkCore;
using Tandem.Conditions;
using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.C3;
using Tandem.Strategize.Tiers;

namespace Tandem.Strategize.Segments;

/// <summary>Where a partner belongs, with the rule and the numbers that say so.</summary>
/// <param name="Code">The segment; empty where no rule holds.</param>
public sealed record SegmentReading(
    Id<Organisation> Partner, string Code, int Rules, bool ByException, double? Distance, IReadOnlyList<CriterionReading> Criteria, IReadOnlyList<RuleReading> Tried, C3Reading C3)
{
    /// <summary>The numbers that the deciding rule looked at.</summary>
    public IReadOnlyList<SegmentEvidence> Evidence =>
        [.. (Tried.FirstOrDefault(t => t.Segment.Code == Code)?.Tests ?? []).Select(t => new SegmentEvidence(t.Test.Code, t.Value is { } v ? Math.Round(v, 4) : null))];
}

/// <summary>One criterion of the ideal as a partner meets it.</summary>
/// <param name="Share">How much of it is met, 0 to 1; null where nothing is known, so it is left out.</param>
public sealed record CriterionReading(IdealCriterion Criterion, Kpi? Kpi, Figure Figure, IdealMark? Mark, double? Share, Period Period);

/// <summary>The rule of one segment, held against a partner.</summary>
/// <param name="Also">The answer of the further condition; null without one.</param>
public sealed record RuleReading(Segment Segment, IReadOnlyList<TestReading> Tests, Answer? Also)
{
    public bool Holds => Tests.All(t => t.Answer == Answer.Yes) && Also is null or Answer.Yes;
}

/// <summary>One test of a rule.</summary>
/// <param name="Needed">In the unit of the value.</param>
public sealed record TestReading(SegmentTest Test, Kpi? Kpi, double? Value, double Needed, Answer Answer);

/// <summary>Holds many partners against the ideal and the rules of the segments: a handful of queries, whatever their number.</summary>
public sealed class SegmentGauge(TandemDb db, C3Gauge scores, PolicyBook policies, WindowFigures windows, Judge judge, KpiCatalogue kpis)
{
    /// <param name="at">The moment whose rules of C³ hold.</param>
    /// <param name="asOf">As known at the end of that day; null: now.</param>
    public async Task<IReadOnlyList<SegmentReading>> Read(
        IReadOnlyList<RuledPartner<SegmentsPolicy>> subjects, DateOnly day, DateOnly? asOf, DateTimeOffset at, ProgrammeFrame programme, CancellationToken ct)
    {
        var partners = await AsOfThatDay(subjects, asOf, ct);
        var scored = await scores.Read(await policies.For<C3Policy>(partners, at, ct), day, asOf, programme, ct);
        List<Id<Organisation>> ids = [.. partners.Select(p => p.Id)];
        var rules = subjects.Select(s => s.Policy).Distinct().ToList();
        var asked = rules.SelectMany(p => p.Profiles.SelectMany(f => f.Criteria).Where(c => !c.Marked).Select(c => (c.Kpi, c.Window))
            .Concat(p.Segments.SelectMany(s => s.Tests).Where(t => t.Of == ScoreOf.Kpi).Select(t => (t.Kpi, t.Window)))).Distinct().ToList();
        var table = await windows.Read(ids, asked, day, programme.Fiscal, asOf, ct);
        var marks = (await db.IdealMarks().AsNoTracking().Where(m => ids.Contains(m.PartnerId) && m.Day <= day).ToListAsync(ct))
            .GroupBy(m => (m.PartnerId, m.Criterion)).ToDictionary(g => g.Key, g => g.OrderBy(m => m.At).ThenBy(m => m.Id).Last());
        var kept = (await db.SegmentExceptions().AsNoTracking().Where(e => ids.Contains(e.PartnerId) && e.FromDay <= day && e.ToDay >= day).ToListAsync(ct))
            .GroupBy(e => e.PartnerId).ToDictionary(g => g.Key, g => g.OrderBy(e => e.At).ThenBy(e => e.Id).Last());
        var answers = new Dictionary<Condition, IReadOnlyDictionary<Id<Organisation>, Judgement>>(ReferenceEqualityComparer.Instance);
        foreach (var condition in rules.SelectMany(p => p.Segments).Select(s => s.Also).OfType<Condition>())
            answers.TryAdd(condition, await judge.Of(condition, partners, day, asOf, programme.Fiscal, ct));

        return [.. subjects.Select((subject, i) =>
        {
            var criteria = (subject.Policy.For(subject.Partner.Type)?.Criteria ?? []).Select(c => Criterion(c, subject.Partner, table, marks, day, programme)).ToList();
            var distance = IdealDistance.Of(criteria.Where(c => c.Share is not null).Select(c => (c.Share!.Value, (double)c.Criterion.Weight)));
            distance = distance is { } d ? Math.Round(d, 1, MidpointRounding.AwayFromZero) : null;
            var tried = subject.Policy.Segments.Select(s => new RuleReading(
                s, [.. s.Tests.Select(t => Test(t, subject.Partner, distance, scored[i], table, programme))], s.Also is { } also ? answers[also][subject.Partner.Id].Answer : null)).ToList();
            var exception = kept.TryGetValue(subject.Partner.Id, out var held) && subject.Policy.Find(held.Segment) is not null ? held.Segment : null;
            return new SegmentReading(
                subject.Partner.Id, exception ?? tried.Find(t => t.Holds)?.Segment.Code ?? "", subject.Rules, exception is not null, distance, criteria, tried, scored[i]);
        })];
    }

    /// <summary>Conditions may ask for the tier: a past day is judged with the tier of that day.</summary>
    private async Task<List<MeasuredPartner>> AsOfThatDay(IReadOnlyList<RuledPartner<SegmentsPolicy>> subjects, DateOnly? asOf, CancellationToken ct)
    {
        if (asOf is not { } day)
            return [.. subjects.Select(s => s.Partner)];
        var tiers = await db.TiersOn([.. subjects.Select(s => s.Partner.Id)], day, ct);
        return [.. subjects.Select(s => s.Partner with { Tier = tiers.GetValueOrDefault(s.Partner.Id) ?? s.Partner.Tier })];
    }

    private CriterionReading Criterion(
        IdealCriterion criterion, MeasuredPartner partner, WindowTable table, Dictionary<(Id<Organisation>, string), IdealMark> marks, DateOnly day, ProgrammeFrame programme)
    {
        var period = WindowFigures.PeriodOf(criterion.Window, day, programme.Fiscal);
        if (criterion.Marked)
        {
            var mark = marks.GetValueOrDefault((partner.Id, criterion.Code));
            return new CriterionReading(criterion, null, Figure.Missing, mark, mark is null ? null : IdealDistance.ShareOf(mark.Mark), period);
        }

        var kpi = kpis.Find(criterion.Kpi);
        var figure = kpi is not null && kpi.AppliesTo(partner.Type) ? table[partner.Id, criterion.Kpi, criterion.Window] : Figure.Missing;
        var yard = new Yardstick(
            criterion.Curve, KpiAmounts.ToMeasure(kpi, criterion.Floor, programme.Currency), KpiAmounts.ToMeasure(kpi, criterion.Target, programme.Currency), kpi?.Better == Better.Less);
        return new CriterionReading(criterion, kpi, figure, null, figure.Value is { } value ? yard.Points(value) / 100 : null, period);
    }

    private TestReading Test(SegmentTest test, MeasuredPartner partner, double? distance, C3Reading scored, WindowTable table, ProgrammeFrame programme)
    {
        var kpi = test.Of == ScoreOf.Kpi ? kpis.Find(test.Kpi) : null;
        var needed = kpi is null ? (double)test.Amount : KpiAmounts.ToMeasure(kpi, test.Amount, programme.Currency);
        var value = test.Of switch
        {
            ScoreOf.Distance => distance,
            ScoreOf.C3 => scored.Overall,
            ScoreOf.Capability => scored.Of(Axis.Capability),
            ScoreOf.Capacity => scored.Of(Axis.Capacity),
            ScoreOf.Commitment => scored.Of(Axis.Commitment),
            _ => table[partner.Id, test.Kpi, test.Window].Value,
        };
        var answer = value is not { } v ? Answer.Unknown : (test.AtMost ? v <= needed + 1e-9 : v >= needed - 1e-9) ? Answer.Yes : Answer.No;
        return new TestReading(test, kpi, value, needed, answer);
    }
}
