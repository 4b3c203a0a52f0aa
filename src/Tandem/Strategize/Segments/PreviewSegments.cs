using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.C3;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Segments;

/// <summary>Who would come to which segment if other rules were published.</summary>
public sealed record PreviewSegments
{
    private const int Slice = 1000;

    private const int Shown = 20;

    /// <summary>All the rules to try; what is left out takes its default.</summary>
    public SegmentsPolicy Rules { get; init; } = new();

    public sealed class Handler(TandemDb db, SegmentGauge gauge, IPartnerRegister register, KpiCatalogue kpis, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(PreviewSegments ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Settings))
                return Refusal.Forbidden("strategize/not-allowed", "Your role may not do this.");
            if (ask.Rules.Problems().Concat(ask.Rules.Segments.SelectMany(s => s.Also?.Problems(kpis) ?? [])).FirstOrDefault() is { } problem)
                return problem;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var all = (await register.Read(null, ct)).Where(p => p.Active).ToList();
            var standing = await db.SegmentsOf(null).ToDictionaryAsync(m => m.PartnerId, m => m.Segment, ct);
            var moves = new List<Move>();
            foreach (var slice in all.Chunk(Slice))
            {
                var readings = await gauge.Read(slice.Tried(ask.Rules), programme.DateOf(now), null, now, ProgrammeFrame.Of(programme), ct);
                moves.AddRange(slice.Zip(readings, (p, r) => new Move(p.Id, p.Name, standing.GetValueOrDefault(p.Id) ?? "", r.Code)));
            }

            return new View(
                moves.Count, moves.Count(m => m.From != m.To),
                [.. moves.SelectMany(m => new[] { m.From, m.To }).Concat(ask.Rules.Segments.Select(s => s.Code)).Distinct()
                    .OrderBy(code => ask.Rules.Segments.Select(s => s.Code).ToList().IndexOf(code) is >= 0 and var at ? at : int.MaxValue)
                    .Select(code => new Count(code, moves.Count(m => m.From == code), moves.Count(m => m.To == code)))],
                [.. moves.Where(m => m.From != m.To).Take(Shown)]);
        }
    }

    /// <param name="Partners">How many there are; all of them were grouped.</param>
    /// <param name="Moving">How many would come to another segment.</param>
    public sealed record View(int Partners, int Moving, IReadOnlyList<Count> Segments, IReadOnlyList<Move> Moves);

    public sealed record Count(string Segment, int Before, int After);

    public sealed record Move(Id<Organisation> Partner, string Name, string From, string To);
}
