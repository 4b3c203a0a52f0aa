using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Tandem.Conditions;
using Tandem.Engine.Planning;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Segments;

/// <summary>The ideal and the segments as they are typed; rows without a name are left out.</summary>
public sealed record SegmentsForm : PolicyForm<SegmentsPolicy>
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public bool ShownToPartners { get; init; }

    public IReadOnlyList<ProfileRow> Profiles { get; init; } = [];

    public IReadOnlyList<SegmentRow> Segments { get; init; } = [];

    public static SegmentsForm Of(SegmentsPolicy rules) => new()
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
                Also = s.Also is null ? null : JsonSerializer.Serialize(s.Also, Json),
                Tests = [.. s.Tests.Select(t => new TestRow { Of = t.Of, Kpi = t.Kpi, Window = t.Window, AtMost = t.AtMost ? "most" : "least", Amount = t.Amount })],
            }),
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
            var also = ConditionOf(row.Also);
            if (!also.Ok)
                return also.Refusal!.On($"Segments[{i}].Also");
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

    private static Outcome<Read> ConditionOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new Read(null);
        try
        {
            return new Read(JsonSerializer.Deserialize<Condition>(text, Json));
        }
        catch (JsonException)
        {
            return Refusal.Invalid("strategize/condition", "This condition could not be read. Leave it empty, or write it as the example shows.");
        }
    }

    private sealed record Read(Condition? Condition);

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

        [StringLength(4000)] public string? Also { get; init; }

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
