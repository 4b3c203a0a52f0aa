using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Strategize.Plans;

/// <summary>How often past health called the outcome right: what plans looked like on their way, against how they ended.</summary>
public sealed record Calibration
{
    private const int Most = 2000;

    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<View>> Run(Calibration ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.See))
                return Refusal.NotFound;

            // Counted over the whole programme; where few firms stand behind it, it would tell a partner about one of them.
            var plans = await db.Plans().AsNoTracking().Where(p => p.State == PlanState.Closed && p.Kept != null).OrderByDescending(p => p.Closed).Take(Most)
                .Select(p => new { p.Id, p.PartnerId, p.Starts, p.Ends, Kept = p.Kept == true }).ToListAsync(ct);
            if (by.IsPartner && plans.Select(p => p.PartnerId).Where(p => p != by.Partner).Distinct().Count() < OpenNumber.LeastPeers)
                plans.Clear();
            List<Id<Plan>> ids = [.. plans.Select(p => p.Id)];
            var days = (await db.PlanHealthDays().AsNoTracking().Where(d => EF.Parameter(ids).Contains(d.PlanId) && d.Track != Track.Unknown)
                .Select(d => new { d.PlanId, d.Day, d.Track }).ToListAsync(ct)).ToLookup(d => d.PlanId);
            var calls = new List<Call>();
            foreach (var share in new[] { 0.25, 0.5, 0.75 })
            {
                var seen = plans.Select(p =>
                {
                    var mark = p.Starts.AddDays((int)((p.Ends.DayNumber - p.Starts.DayNumber) * share));
                    return (p.Kept, days[p.Id].Where(d => d.Day <= mark).MaxBy(d => d.Day)?.Track);
                }).Where(p => p.Track is not null).ToList();
                foreach (var track in new[] { Track.OnTrack, Track.AtRisk, Track.OffTrack })
                    calls.Add(new Call(share, track, seen.Count(p => p.Track == track), seen.Count(p => p.Track == track && p.Kept)));
            }

            return new View(plans.Count, calls);
        }
    }

    /// <param name="At">The share of the plan's term that had passed.</param>
    public sealed record Call(double At, Track Track, int Plans, int Kept)
    {
        /// <summary>On track calls a plan that is kept, the others one that is not.</summary>
        public int Right => Track == Track.OnTrack ? Kept : Plans - Kept;
    }

    public sealed record View(int Plans, IReadOnlyList<Call> Calls)
    {
        /// <summary>The share of all calls that came true.</summary>
        public double? Right => Calls.Sum(c => c.Plans) is > 0 and var all ? (double)Calls.Sum(c => c.Right) / all : null;
    }
}
