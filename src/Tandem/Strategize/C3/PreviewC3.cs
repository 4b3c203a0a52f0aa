using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.C3;

/// <summary>Who would move if other rules were published: today's scores of all partners beside those by these rules.</summary>
public sealed record PreviewC3
{
    private const int Slice = 1000;

    private const int Shown = 12;

    /// <summary>All the rules to try; what is left out takes its default.</summary>
    public C3Policy Rules { get; init; } = new();

    public sealed class Handler(TandemDb db, C3Gauge gauge, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
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
            var scores = await db.C3ScoresOf(null).ToDictionaryAsync(s => s.PartnerId, ct);
            var moves = new List<Move>(all.Count);
            foreach (var slice in all.Chunk(Slice))
            {
                var (subjects, tried) = (await policies.For<C3Policy>(slice, now, ct), await gauge.Read(slice.Tried(ask.Rules), today, null, frame, ct));
                foreach (var (subject, after) in subjects.Zip(tried))
                {
                    var before = scores.GetValueOrDefault(after.Partner);
                    moves.Add(new Move(
                        after.Partner, subject.Partner.Name, before?.Overall, after.Overall, subject.Policy.BandOf(before?.Overall), ask.Rules.BandOf(after.Overall),
                        [.. Enum.GetValues<Axis>().Select(a => new AxisMove(a, before?.Of(a), after.Of(a)))]));
                }
            }

            return new View(
                moves.Count, moves.Count(m => m.Change >= 1), moves.Count(m => m.Change <= -1),
                [.. new[] { Band.Strong, Band.Solid, Band.Weak }.Select(b => new BandMove(b, moves.Count(m => m.BandBefore == b), moves.Count(m => m.BandAfter == b)))],
                [.. moves.Where(m => Math.Abs(m.Change) >= 0.1 || m.BandBefore != m.BandAfter).OrderByDescending(m => Math.Abs(m.Change)).ThenBy(m => m.Partner.Value).Take(Shown)]);
        }
    }

    /// <param name="Partners">How many there are; all of them were scored.</param>
    public sealed record View(int Partners, int Up, int Down, IReadOnlyList<BandMove> Bands, IReadOnlyList<Move> Largest);

    /// <summary>How many partners a band holds, before and after.</summary>
    public sealed record BandMove(Band Band, int Before, int After);

    /// <summary>One partner by both rules.</summary>
    public sealed record Move(Id<Organisation> Partner, string Name, double? Before, double? After, Band? BandBefore, Band? BandAfter, IReadOnlyList<AxisMove> Axes)
    {
        public double Change => (After ?? 0) - (Before ?? 0);
    }

    public sealed record AxisMove(Axis Axis, double? Before, double? After);
}
