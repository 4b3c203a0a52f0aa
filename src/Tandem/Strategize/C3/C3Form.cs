using System.ComponentModel.DataAnnotations;
using Tandem.Engine.Planning;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.C3;

/// <summary>The models of C³ as they are typed; rows without a KPI and models without a name are left out.</summary>
public sealed record C3Form : PolicyForm<C3Policy>
{
    [Range(0, 100, ErrorMessage = "Between 0 and 100.")] public decimal Strong { get; init; } = 65;

    [Range(0, 100, ErrorMessage = "Between 0 and 100.")] public decimal Solid { get; init; } = 35;

    public IReadOnlyList<ModelRow> Models { get; init; } = [];

    public static C3Form Of(C3Policy rules) => new()
    {
        Strong = (decimal)rules.Strong,
        Solid = (decimal)rules.Solid,
        Models =
        [
            .. rules.Models.Select(m => new ModelRow
            {
                Code = m.Code,
                Name = m.Name,
                Types = m.Types,
                Lines = [.. m.Lines.Select(l => new LineRow
                {
                    Axis = l.Axis, Kpi = l.Kpi, Window = l.Window, Curve = l.Curve, Floor = l.Floor, Target = l.Target, Weight = l.Weight, MissingIsNothing = l.MissingIsNothing,
                })],
            }),
        ],
    };

    public override Outcome<C3Policy> ToRules() => new C3Policy
    {
        Strong = (double)Strong,
        Solid = (double)Solid,
        Models =
        [
            .. Models.Where(m => !m.Remove && m.Name is { Length: > 0 }).Select(m => new C3Model(m.Code is { Length: > 0 } code ? code : StandingText.CodeOf(m.Name!), m.Name!.Trim())
            {
                Types = [.. m.Types],
                Lines = [.. m.Lines.Where(l => l.Kpi is { Length: > 0 }).Select(l => new C3Line(l.Axis, l.Kpi!, l.Window, l.Curve, l.Floor ?? 0, l.Target ?? 0, l.Weight ?? 0) { MissingIsNothing = l.MissingIsNothing })],
            }),
        ],
    };

    /// <summary>One model.</summary>
    public sealed record ModelRow
    {
        [StringLength(60)] public string? Code { get; init; }

        [StringLength(80)] public string? Name { get; init; }

        public IReadOnlyList<string> Types { get; init; } = [];

        public IReadOnlyList<LineRow> Lines { get; init; } = [];

        public bool Remove { get; init; }
    }

    /// <summary>One number.</summary>
    public sealed record LineRow
    {
        public Axis Axis { get; init; }

        [StringLength(80)] public string? Kpi { get; init; }

        public Window Window { get; init; }

        public Curve Curve { get; init; }

        public decimal? Floor { get; init; }

        public decimal? Target { get; init; }

        [Range(0, 1000, ErrorMessage = "A number weighs between 0 and 1,000.")] public decimal? Weight { get; init; }

        public bool MissingIsNothing { get; init; }
    }
}
