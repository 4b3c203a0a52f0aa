using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.C3;

/// <summary>Who would move if other rules were published: today's partners, scored by both.</summary>
public sealed record PreviewC3
{
    private const int Slice = 500;

    /// <summary>A preview answers while somebody waits.</summary>
    private const int MostPartners = 3000;

    private const int Shown = 12;

    /// <summary>All the rules to try; what is left out takes its default.</summary>
    public C3Policy Rules { get; init; } = new();

    public sealed class Handler(C3Gauge gauge, C3Keeper keeper, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(PreviewC3 ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Settings))
                return Refusal.Forbidden("strategize/not-allowed", "Your role may not do this.");
            if (ask.Rules.Problems().FirstOrDefault() is { } problem)
                return problem;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var (today, frame) = (programme.DateOf(now), ProgrammeFrame.Of(programme));
            var all = (await register.Read(null, ct)).Where(p => p.Active).ToList();
            var moves = new List<Move>();
            foreach (var slice in all.Take(MostPartners).Chunk(Slice))
            {
                var subjects = await keeper.Subjects(slice, now, ct);
                var before = await gauge.Read(subjects, today, null, frame, ct);
                var after = await gauge.Read(subjects.ConvertAll(s => s with { Policy = ask.Rules }), today, null, frame, ct);
                moves.AddRange(slice.Select((p, i) => new Move(
                    p.Id, p.Name, before[i].Overall, after[i].Overall, subjects[i].Policy.BandOf(before[i].Overall), ask.Rules.BandOf(after[i].Overall),
                    [.. Enum.GetValues<Axis>().Select(a => new AxisMove(a, before[i].Of(a), after[i].Of(a)))])));
            }

            return new View(
                moves.Count, all.Count, moves.Count(m => m.Change >= 1), moves.Count(m => m.Change <= -1),
                [.. new[] { Band.Strong, Band.Solid, Band.Weak }.Select(b => new BandMove(b, moves.Count(m => m.BandBefore == b), moves.Count(m => m.BandAfter == b)))],
                [.. moves.Where(m => Math.Abs(m.Change) >= 0.1 || m.BandBefore != m.BandAfter).OrderByDescending(m => Math.Abs(m.Change)).ThenBy(m => m.Partner.Value).Take(Shown)]);
        }
    }

    /// <param name="Looked">How many partners were scored by both rules; of very many, the longest known.</param>
    public sealed record View(int Looked, int Partners, int Up, int Down, IReadOnlyList<BandMove> Bands, IReadOnlyList<Move> Largest);

    /// <summary>How many partners a band holds, before and after.</summary>
    public sealed record BandMove(Band Band, int Before, int After);

    /// <summary>One partner by both rules.</summary>
    public sealed record Move(Id<Organisation> Partner, string Name, double? Before, double? After, Band? BandBefore, Band? BandAfter, IReadOnlyList<AxisMove> Axes)
    {
        public double Change => (After ?? 0) - (Before ?? 0);
    }

    public sealed record AxisMove(Axis Axis, double? Before, double? After);
}
