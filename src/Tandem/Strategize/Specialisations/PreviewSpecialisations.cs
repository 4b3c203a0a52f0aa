using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.C3;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Specialisations;

/// <summary>Who would earn which specialisation at once if other rules were published, and who could not renew theirs.</summary>
public sealed record PreviewSpecialisations
{
    private const int Slice = 1000;

    private const int Shown = 15;

    /// <summary>All the rules to try; what is left out takes its default.</summary>
    public SpecialisationsPolicy Rules { get; init; } = new();

    public sealed class Handler(TandemDb db, SpecialisationGauge gauge, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(PreviewSpecialisations ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Settings))
                return Refusal.Forbidden("strategize/not-allowed", "Your role may not do this.");
            if (ask.Rules.Problems().FirstOrDefault() is { } problem)
                return problem;
            var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
            var held = (await db.SpecialisationStandingsOf(null).Where(s => s.Since != null).Select(s => new { s.PartnerId, s.Code }).ToListAsync(ct)).Select(s => (s.PartnerId, s.Code)).ToHashSet();
            var all = (await register.Read(null, ct)).Where(p => p.Active).ToList();
            var (earning, missing) = (new List<Move>(), new List<Move>());
            foreach (var slice in all.Chunk(Slice))
            {
                var readings = await gauge.Read(slice.Tried(ask.Rules), programme.DateOf(clock.GetUtcNow()), ProgrammeFrame.Of(programme), ct);
                foreach (var (partner, reading) in slice.Zip(readings).SelectMany(x => x.Second.Select(r => (x.First, r))))
                {
                    var holds = held.Contains((partner.Id, reading.Specialisation.Code));
                    if (reading.Met && !holds)
                        earning.Add(new Move(partner.Id, partner.Name, reading.Specialisation.Code, reading.Specialisation.Name));
                    else if (holds && reading.Short)
                        missing.Add(new Move(partner.Id, partner.Name, reading.Specialisation.Code, reading.Specialisation.Name));
                }
            }

            var counts = ask.Rules.Specialisations.Select(s => new Count(s.Code, s.Name, held.Count(h => h.Code == s.Code), earning.Count(m => m.Code == s.Code)));
            return new View(all.Count, earning.Count, missing.Count, [.. counts], [.. earning.Take(Shown)], [.. missing.Take(Shown)]);
        }
    }

    /// <param name="Partners">How many there are; all of them were judged.</param>
    /// <param name="Earning">How many specialisations would be earned at once.</param>
    /// <param name="Short">How many that are held could not be renewed today.</param>
    public sealed record View(int Partners, int Earning, int Short, IReadOnlyList<Count> Counts, IReadOnlyList<Move> Earns, IReadOnlyList<Move> Shorts);

    /// <param name="Held">By so many today.</param>
    public sealed record Count(string Code, string Name, int Held, int Earning);

    public sealed record Move(Id<Organisation> Partner, string Name, string Code, string Title);
}
