using System.ComponentModel.DataAnnotations;
using Tandem.Conditions;
using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Segments;

/// <summary>The ideal and the segments as they are typed; rows without a name are left out.</summary>
public sealed record SegmentsForm : PolicyForm<SegmentsPolicy>
{
    public bool ShownToPartners { get; init; }

    public IReadOnlyList<ProfileRow> Profiles { get; init; } = [];

    public IReadOnlyList<SegmentRow> Segments { get; init; } = [];

    /// <summary>What to change about the form itself: <c>2/add/0</c> for a row of the third segment's condition, <c>try</c>.</summary>
    [StringLength(40)] public string? Edit { get; init; }

    /// <summary>The partner on whom the conditions are tried.</summary>
    public Id<Organisation>? Try { get; init; }

    private Vocabulary Words => (Vocabulary)Aid!;

    public static SegmentsForm Of(SegmentsPolicy rules, Vocabulary words) => new()
    {
        ShownToPartners = rules.ShownToPartners,
        Profiles =
        [
            .. rules.Profiles.Select(p => new ProfileRow
            {
                Code = p.Code,
                Name = p.Name,
                Types = p.Types,
                Criteria = [.. p.Criteria.Select(c => new CriterionRow
                {
                    Code = c.Code, Name = c.Name, Weight = c.Weight, Kpi = c.Kpi, Window = c.Window, Curve = c.Curve, Floor = c.Marked ? null : c.Floor, Target = c.Marked ? null : c.Target,
                })],
            }),
        ],
        Segments =
        [
            .. rules.Segments.Select(s => new SegmentRow
            {
                Code = s.Code,
                Name = s.Name,
                Treatment = s.Treatment,
                Also = ConditionForm.Of(s.Also, words.Kpis, words.Currency),
                Tests = [.. s.Tests.Select(t => new TestRow { Of = t.Of, Kpi = t.Kpi, Window = t.Window, AtMost = t.AtMost ? "most" : "least", Amount = t.Amount })],
            }),
        ],
    };

    public override SegmentsForm? Edited() => Edit switch
    {
        null or "" => null,
        _ when ConditionForm.Which(Edit, Segments.Count) is var (at, edit) =>
            Filled(this with { Segments = [.. Segments.Select((row, i) => i == at ? row with { Also = (row.Also ?? new()).Edited(edit) } : row)] }),
        _ => Filled(this),
    };

    /// <summary>Without the rows that nobody filled: the page offers empty ones of its own.</summary>
    private static SegmentsForm Filled(SegmentsForm form) => form with
    {
        Segments =
        [
            .. form.Segments.Where(s => s.Name is { Length: > 0 } || s.Also is { IsEmpty: false })
                .Select(s => s with { Tests = [.. s.Tests.Where(t => t.Amount is not null || t.Kpi is { Length: > 0 })] }),
        ],
        Profiles =
        [
            .. form.Profiles.Where(p => p.Name is { Length: > 0 }).Select(p => p with { Criteria = [.. p.Criteria.Where(c => c.Name is { Length: > 0 })] }),
        ],
    };

    public override Outcome<SegmentsPolicy> ToRules()
    {
        var segments = new List<Segment>();
        for (var i = 0; i < Segments.Count; i++)
        {
            var row = Segments[i];
            if (row.Remove || row.Name is not { Length: > 0 })
                continue;
            var also = (row.Also ?? new()).ToCondition(Words.Kpis, Words.Currency, $"{nameof(Segments)}[{i}].{nameof(SegmentRow.Also)}.");
            if (!also.Ok)
                return also.Refusal!;
            segments.Add(new Segment(row.Code is { Length: > 0 } code ? code : StandingText.CodeOf(row.Name), row.Name.Trim(), row.Treatment?.Trim() ?? "")
            {
                Tests = [.. row.Tests.Where(t => t.Amount is not null).Select(t => new SegmentTest(t.Of, t.AtMost == "most", t.Amount!.Value, t.Of == ScoreOf.Kpi ? t.Kpi ?? "" : "", t.Window))],
                Also = also.Value.Condition,
            });
        }

        return new SegmentsPolicy
        {
            ShownToPartners = ShownToPartners,
            Segments = segments,
            Profiles =
            [
                .. Profiles.Where(p => !p.Remove && p.Name is { Length: > 0 }).Select(p => new IdealProfile(p.Code is { Length: > 0 } code ? code : StandingText.CodeOf(p.Name!), p.Name!.Trim())
                {
                    Types = [.. p.Types],
                    Criteria = [.. p.Criteria.Where(c => c.Name is { Length: > 0 }).Select(c => new IdealCriterion(
                        c.Code is { Length: > 0 } known ? known : StandingText.CodeOf(c.Name!), c.Name!.Trim(), c.Weight ?? 0, c.Kpi ?? "", c.Window, c.Curve, c.Floor ?? 0, c.Target ?? 0))],
                }),
            ],
        };
    }

    /// <summary>One ideal.</summary>
    public sealed record ProfileRow
    {
        [StringLength(60)] public string? Code { get; init; }

        [StringLength(80)] public string? Name { get; init; }

        public IReadOnlyList<string> Types { get; init; } = [];

        public IReadOnlyList<CriterionRow> Criteria { get; init; } = [];

        public bool Remove { get; init; }
    }

    /// <summary>One criterion; without a KPI people mark it.</summary>
    public sealed record CriterionRow
    {
        [StringLength(60)] public string? Code { get; init; }

        [StringLength(80)] public string? Name { get; init; }

        [Range(0, 1000, ErrorMessage = "A number weighs between 0 and 1,000.")] public decimal? Weight { get; init; }

        [StringLength(80)] public string? Kpi { get; init; }

        public Window Window { get; init; }

        public Curve Curve { get; init; }

        public decimal? Floor { get; init; }

        public decimal? Target { get; init; }
    }

    /// <summary>One segment.</summary>
    public sealed record SegmentRow
    {
        [StringLength(60)] public string? Code { get; init; }

        [StringLength(60)] public string? Name { get; init; }

        [StringLength(300)] public string? Treatment { get; init; }

        public IReadOnlyList<TestRow> Tests { get; init; } = [];

        public ConditionForm? Also { get; init; }

        public bool Remove { get; init; }
    }

    /// <summary>One test; without an amount it is left out.</summary>
    public sealed record TestRow
    {
        public ScoreOf Of { get; init; }

        [StringLength(80)] public string? Kpi { get; init; }

        public Window Window { get; init; }

        /// <summary><c>most</c> or <c>least</c>.</summary>
        [StringLength(5)] public string? AtMost { get; init; }

        public decimal? Amount { get; init; }
    }
}
