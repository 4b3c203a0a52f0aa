using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.C3;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Tiers;

/// <summary>Who would rise at once and who would fall short if other rules were published.</summary>
public sealed record PreviewTiers
{
    private const int Slice = 1000;

    private const int Shown = 15;

    /// <summary>All the rules to try; what is left out takes its default.</summary>
    public TiersPolicy Rules { get; init; } = new();

    public sealed class Handler(TierGauge gauge, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(PreviewTiers ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Settings))
                return Refusal.Forbidden("strategize/not-allowed", "Your role may not do this.");
            if (ask.Rules.Problems().FirstOrDefault() is { } problem)
                return problem;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var all = (await register.Read(null, ct)).Where(p => p.Active).ToList();
            var (rises, shorts, after) = (new List<Move>(), new List<Move>(), new List<string>());
            foreach (var slice in all.Chunk(Slice))
            {
                var readings = await gauge.Read(slice.Tried(ask.Rules), programme.DateOf(now), null, ProgrammeFrame.Of(programme), ct);
                foreach (var (partner, reading) in slice.Zip(readings))
                {
                    if (reading.Qualifies is not { } best)
                        continue;
                    var own = reading.Of(partner.Tier);
                    var rising = best.Rank > (own?.Rank ?? -1);
                    after.Add(rising ? best.Tier.Code : partner.Tier);
                    if (rising)
                        rises.Add(new Move(partner.Id, partner.Name, partner.Tier, best.Tier.Code));
                    else if (own!.Short)
                        shorts.Add(new Move(partner.Id, partner.Name, partner.Tier, best.Tier.Code));
                }
            }

            var tiers = ask.Rules.Ladders.SelectMany(l => l.Tiers).Select(t => t.Code).Distinct()
                .Select(code => new Count(code, all.Count(p => p.Tier == code), after.Count(t => t == code)));
            return new View(all.Count, rises.Count, shorts.Count, [.. tiers], [.. rises.Take(Shown)], [.. shorts.Take(Shown)]);
        }
    }

    /// <param name="Partners">How many there are; all of them were judged.</param>
    /// <param name="Rising">How many would rise at once.</param>
    /// <param name="Short">How many would fall short, and go down after their grace.</param>
    public sealed record View(int Partners, int Rising, int Short, IReadOnlyList<Count> Tiers, IReadOnlyList<Move> Rises, IReadOnlyList<Move> Shorts);

    public sealed record Count(string Tier, int Before, int After);

    public sealed record Move(Id<Organisation> Partner, string Name, string From, string To);
}
