using Microsoft.EntityFrameworkCore;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Segments;

/// <summary>Why a partner is in its segment: every rule with its numbers, the distance to the ideal, and every move. As of any day.</summary>
public sealed record ShowSegment
{
    private const int MostMoves = 30;

    public Id<Organisation> Partner { get; init; }

    /// <summary>As that business day ended; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    public sealed class Handler(
        TandemDb db, SegmentGauge gauge, IPartnerRegister register, KpiCatalogue kpis, PolicyBook policies, Words l, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(ShowSegment ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(StandingPermissions.All) || (await register.Read([ask.Partner], ct)) is not [var partner])
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var today = programme.DateOf(now);
            var asOf = ask.AsOf is { } past && past < today ? past : (DateOnly?)null;
            var (day, at) = (asOf ?? today, asOf is { } d ? programme.StartOf(d.AddDays(1)).AddTicks(-1) : now);
            var kept = await db.SegmentsOf(asOf).FirstOrDefaultAsync(m => m.PartnerId == partner.Id, ct);
            var subject = kept is null
                ? (await policies.For<SegmentsPolicy>([partner], at, ct))[0]
                : new RuledPartner<SegmentsPolicy>(partner, await policies.Version<SegmentsPolicy>(kept.Rules, ct), kept.Rules);
            var reading = (await gauge.Read([subject], day, asOf, at, ProgrammeFrame.Of(programme), ct))[0];
            var segment = subject.Policy.Find(reading.Code);
            var exception = await db.SegmentExceptions().AsNoTracking().Where(e => e.PartnerId == partner.Id && e.FromDay <= day && e.ToDay >= day).OrderByDescending(e => e.At)
                .Select(e => new ExceptionView(e.Segment, e.Reason, e.FromDay, e.ToDay, db.People().Where(p => p.Id == e.By).Select(p => p.Name).FirstOrDefault())).FirstOrDefaultAsync(ct);
            return new View(
                partner.Id, partner.Name, partner.Type, day, asOf is not null, reading.Code, segment?.Name ?? reading.Code, segment?.Treatment ?? "", kept?.Since, reading.Distance, reading.ByException,
                exception, subject.Policy.For(partner.Type)?.Name, subject.Rules, await Criteria(reading, ct), [.. reading.Tried.Select(Of)], await Moves(partner.Id, day, ct),
                [.. subject.Policy.Segments.Select(s => new Choice(s.Code, s.Name))], programme.Currency, programme.FiscalYearStart);
        }

        private async Task<IReadOnlyList<CriterionView>> Criteria(SegmentReading reading, CancellationToken ct)
        {
            List<Id<Person>> by = [.. reading.Criteria.Select(c => c.Mark?.By).OfType<Id<Person>>().Distinct()];
            var names = await db.People().AsNoTracking().Where(p => by.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
            return [.. reading.Criteria.Select(c => new CriterionView(
                c.Criterion.Code, c.Criterion.Name, c.Criterion.Kpi, c.Kpi?.Name, c.Criterion.Window, c.Period.Key, c.Figure.Value, (double)c.Criterion.Weight, c.Share, c.Criterion.Marked,
                c.Mark?.Mark, c.Mark?.Reason, c.Mark?.Day, c.Mark?.By is { } who ? names.GetValueOrDefault(who) : null))];
        }

        private RuleView Of(RuleReading rule) => new(
            rule.Segment.Code, rule.Segment.Name, rule.Holds,
            [.. rule.Tests.Select(t => new TestView(t.Test.Of, t.Test.Kpi, t.Kpi?.Name, t.Test.Window, t.Test.AtMost, t.Value, t.Needed, t.Answer))],
            rule.Segment.Also?.Say(l, ConditionWords.Plain(kpis)), rule.Also);

        /// <summary>Every day on which the segment became another one.</summary>
        private async Task<IReadOnlyList<MoveView>> Moves(Id<Organisation> partner, DateOnly day, CancellationToken ct)
        {
            var rows = await db.SegmentMemberships().AsNoTracking().Where(m => m.PartnerId == partner && m.Known <= day && m.Known == m.Since)
                .OrderByDescending(m => m.Known).Take(MostMoves).ToListAsync(ct);
            return [.. rows.Select(m => new MoveView(m.Known, m.Segment, m.Rules, m.ByException, m.Numbers))];
        }
    }

    /// <param name="Segment">The segment by its code; empty for none.</param>
    /// <param name="Distance">To the ideal, 0 to 100; null when nothing of it is known.</param>
    public sealed record View(
        Id<Organisation> Partner, string Name, string Type, DateOnly Day, bool Past, string Segment, string SegmentName, string Treatment, DateOnly? Since, double? Distance, bool ByException,
        ExceptionView? Exception, string? Ideal, int Rules, IReadOnlyList<CriterionView> Criteria, IReadOnlyList<RuleView> Tried, IReadOnlyList<MoveView> Moves, IReadOnlyList<Choice> Segments,
        string Currency, int Fiscal);

    public sealed record Choice(string Code, string Name);

    public sealed record ExceptionView(string Segment, string Reason, DateOnly From, DateOnly Until, string? By);

    /// <summary>One criterion of the ideal, and how much of it is met (0 to 1).</summary>
    public sealed record CriterionView(
        string Code, string Name, string Kpi, string? KpiName, Window Window, string Period, double? Value, double Weight, double? Share, bool Marked, int? Mark, string? Reason, DateOnly? On, string? By);

    /// <summary>One segment's rule and whether it takes the partner.</summary>
    public sealed record RuleView(string Segment, string Name, bool Holds, IReadOnlyList<TestView> Tests, string? Also, Answer? AlsoAnswer);

    public sealed record TestView(ScoreOf Of, string Kpi, string? KpiName, Window Window, bool AtMost, double? Value, double Needed, Answer Answer);

    /// <summary>A move of the past, with the numbers that its rule looked at.</summary>
    public sealed record MoveView(DateOnly Day, string Segment, int Rules, bool ByException, IReadOnlyList<SegmentEvidence> Numbers);
}

/// <summary>The segment a partner's people may see of their own firm, where the programme shows it.</summary>
public sealed record OwnSegment
{
    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(OwnSegment ask, Actor by, CancellationToken ct)
        {
            if (!by.IsPartner || !by.May(StandingPermissions.See))
                return Refusal.NotFound;
            var rules = (await policies.Current<SegmentsPolicy>(clock.GetUtcNow(), ct, by.Partner)).Rules;
            var partner = by.Partner;
            return rules.ShownToPartners && await db.SegmentsOf(null).FirstOrDefaultAsync(m => m.PartnerId == partner, ct) is { } own && rules.Find(own.Segment) is { } segment
                ? new View(segment.Name, segment.Treatment, own.Since)
                : Refusal.NotFound;
        }
    }

    public sealed record View(string Segment, string Treatment, DateOnly Since);
}
