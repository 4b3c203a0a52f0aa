using Tandem.Engine.Planning;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.C3;

/// <summary>The three sides of a partner that decide what it can become.</summary>
public enum Axis
{
    /// <summary>What it can do: sell, win, master the range.</summary>
    Capability,

    /// <summary>How much of it: people, and room for more.</summary>
    Capacity,

    /// <summary>How much it wants to: takes part, answers, keeps at it.</summary>
    Commitment,
}

/// <summary>How Capability, Capacity and Commitment are made of numbers, by partner type.</summary>
[Policy("strategize.c3")]
public sealed record C3Policy : IPolicy
{
    private const int MostLines = 60;

    public IReadOnlyList<C3Model> Models { get; init; } = [C3Models.Selling, C3Models.Advising];

    /// <summary>Strong from this score on.</summary>
    public double Strong { get; init; } = 65;

    /// <summary>Solid from this score on; weak below.</summary>
    public double Solid { get; init; } = 35;

    /// <summary>The model of a type: the one that names it, else the one for all others.</summary>
    public C3Model? For(string type) =>
        Models.FirstOrDefault(m => m.Types.Contains(type, StringComparer.OrdinalIgnoreCase)) ?? Models.FirstOrDefault(m => m.Types.Count == 0);

    public Band? BandOf(double? score) => score switch { null => null, var s when s >= Strong => Band.Strong, var s when s >= Solid => Band.Solid, _ => Band.Weak };

    public IEnumerable<Refusal> Problems()
    {
        if (Strong is < 0 or > 100 || Solid < 0 || Solid > Strong || double.IsNaN(Strong) || double.IsNaN(Solid))
            yield return Refusal.Invalid("strategize/c3-bounds", "The bounds lie between 0 and 100, solid not above strong.").On(nameof(Solid));
        for (var i = 0; i < Models.Count; i++)
        {
            var (model, at) = (Models[i], $"{nameof(Models)}[{i}]");
            if (model.Name.Length == 0 || model.Code.Length == 0)
                yield return Refusal.Invalid("strategize/c3-name", "Give the model a name.").On(at + ".Name");
            if (Models.Take(i).Any(m => m.Code == model.Code || (m.Types.Count == 0 && model.Types.Count == 0) || m.Types.Intersect(model.Types, StringComparer.OrdinalIgnoreCase).Any()))
                yield return Refusal.Invalid("strategize/c3-twice", "Two models have the same name or are meant for the same partners.").On(at + ".Types");
            if (model.Lines.Count > MostLines)
                yield return Refusal.Invalid("strategize/c3-lines", "A model has at most {0} numbers.", MostLines).On(at + ".Name");
            for (var j = 0; j < model.Lines.Count; j++)
            {
                if (Problem(model.Lines[j]) is { } problem)
                    yield return problem.On($"{at}.Lines[{j}].{problem.Field}");
            }
        }
    }

    private static Refusal? Problem(C3Line line) => line switch
    {
        { Kpi.Length: 0 } => Refusal.Invalid("strategize/kpi-unknown", "Choose a KPI of the catalogue that both sides may see.").On(nameof(C3Line.Kpi)),
        { Weight: < 0 or > 1000 } => Refusal.Invalid("strategize/c3-weight", "A number weighs between 0 and 1,000.").On(nameof(C3Line.Weight)),
        { Curve: Curve.AmongPeers, Window: Window.FourQuarters } =>
            Refusal.Invalid("strategize/c3-peers", "Peers are compared within one quarter, month or year: choose one of them.").On(nameof(C3Line.Window)),
        _ => null,
    };
}

/// <summary>How a score reads in a word.</summary>
public enum Band
{
    Weak,
    Solid,
    Strong,
}

/// <summary>The numbers that make the scores of some partner types.</summary>
/// <param name="Code">Stable: the history names a model by it.</param>
public sealed record C3Model(string Code, string Name)
{
    /// <summary>Codes of the partner types; empty for all that no other model names.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<C3Line> Lines { get; init; } = [];
}

/// <summary>One number of a model.</summary>
/// <param name="Floor">No points here or beyond, as people write it: money in the programme's currency, shares in per cent.</param>
/// <param name="Target">All points from here on; below the floor where less is better.</param>
public sealed record C3Line(Axis Axis, string Kpi, Window Window, Curve Curve, decimal Floor, decimal Target, decimal Weight)
{
    /// <summary>Names the line in the history of the rules.</summary>
    public string Code => $"{Axis}: {Kpi}";

    /// <summary>Without a value it earns nothing, instead of being left out.</summary>
    public bool MissingIsNothing { get; init; }
}

/// <summary>The models that a new programme starts with.</summary>
public static class C3Models
{
    public static C3Model Selling { get; } = new("selling", "Selling partners")
    {
        Lines =
        [
            new(Axis.Capability, "sell.win-rate", Window.FourQuarters, Curve.Even, 20, 55, 30),
            new(Axis.Capability, "sell.revenue-won", Window.FourQuarters, Curve.FirstSteps, 0, 1_000_000, 30),
            new(Axis.Capability, "sell.approval-rate", Window.FourQuarters, Curve.Even, 60, 98, 20),
            new(Axis.Capability, "sell.breadth", Window.FourQuarters, Curve.Even, 1, 4, 20) { MissingIsNothing = true },
            new(Axis.Capacity, "partners.sellers", Window.ThisQuarter, Curve.Even, 0, 6, 30),
            new(Axis.Capacity, "partners.people", Window.ThisQuarter, Curve.Even, 0, 8, 15),
            new(Axis.Capacity, "sell.open-pipeline", Window.ThisQuarter, Curve.FirstSteps, 0, 600_000, 30),
            new(Axis.Capacity, "sell.seller-load", Window.ThisQuarter, Curve.Even, 6, 1, 25),
            new(Axis.Commitment, "sell.registrations", Window.FourQuarters, Curve.FirstSteps, 0, 48, 30),
            new(Axis.Commitment, "partners.active-days", Window.LastQuarter, Curve.Even, 5, 60, 25),
            new(Axis.Commitment, "partners.quiet-days", Window.ThisQuarter, Curve.Even, 21, 2, 25) { MissingIsNothing = true },
            new(Axis.Commitment, "sell.answers-in-time", Window.FourQuarters, Curve.Even, 40, 95, 20),
        ],
    };

    /// <summary>Who advises or builds is not judged by transactions.</summary>
    public static C3Model Advising { get; } = new("advising", "Technology and referral partners")
    {
        Types = ["Technology", "Referral"],
        Lines =
        [
            new(Axis.Capability, "partners.files-shared", Window.FourQuarters, Curve.FirstSteps, 0, 12, 50),
            new(Axis.Capability, "partners.notes", Window.FourQuarters, Curve.FirstSteps, 0, 24, 50),
            new(Axis.Capacity, "partners.people", Window.ThisQuarter, Curve.FirstSteps, 0, 6, 100),
            new(Axis.Commitment, "partners.active-days", Window.LastQuarter, Curve.FirstSteps, 0, 20, 50),
            new(Axis.Commitment, "partners.quiet-days", Window.ThisQuarter, Curve.Even, 60, 5, 50) { MissingIsNothing = true },
        ],
    };
}
