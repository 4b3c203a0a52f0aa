using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Measures;

namespace Tandem.Strategize.Plans;

/// <summary>How often past health called the outcome right: what plans looked like on their way, against how they ended.</summary>
public sealed record Calibration
{
    private const int Most = 2000;
    private const int MostOpened = 200;

    /// <summary>With <see cref="Said"/>, opens one call to the plans behind it: the percentage of the term that had passed.</summary>
    public int? At { get; init; }

    /// <summary>What health said then.</summary>
    public Choice<Track>? Said { get; init; }

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
            var days = (await db.PlanHealthDays().AsNoTracking().Where(d => ids.Contains(d.PlanId) && d.Track != Track.Unknown)
                .Select(d => new { d.PlanId, d.Day, d.Track }).ToListAsync(ct)).ToLookup(d => d.PlanId);
            var (calls, opened) = (new List<Call>(), new List<Id<Plan>>());
            foreach (var share in new[] { 0.25, 0.5, 0.75 })
            {
                var seen = plans.Select(p =>
                {
                    var mark = p.Starts.AddDays((int)((p.Ends.DayNumber - p.Starts.DayNumber) * share));
                    return (p.Id, p.PartnerId, p.Kept, days[p.Id].Where(d => d.Day <= mark).MaxBy(d => d.Day)?.Track);
                }).Where(p => p.Track is not null).ToList();
                if (ask.At == (int)(100 * share))
                    opened.AddRange(seen.Where(p => p.Track == ask.Said?.Value && (by.IsVendor || p.PartnerId == by.Partner)).Select(p => p.Id).Take(MostOpened));
                foreach (var track in new[] { Track.OnTrack, Track.AtRisk, Track.OffTrack })
                    calls.Add(new Call(share, track, seen.Count(p => p.Track == track), seen.Count(p => p.Track == track && p.Kept)));
            }

            var behind = await db.Plans().AsNoTracking().Where(p => opened.Contains(p.Id)).OrderByDescending(p => p.Closed).ThenBy(p => p.Id)
                .Select(p => new PlanBehind(p.Id, p.Title, db.Organisations().Where(o => o.Id == p.PartnerId).Select(o => o.Name).First(), p.Starts, p.Ends, p.Kept == true)).ToListAsync(ct);
            return new View(plans.Count, calls) { Opened = calls.Find(c => c.Percent == ask.At && c.Track == ask.Said?.Value), Behind = behind };
        }
    }

    /// <param name="At">The share of the plan's term that had passed.</param>
    public sealed record Call(double At, Track Track, int Plans, int Kept)
    {
        public int Percent => (int)(100 * At);

        /// <summary>On track calls a plan that is kept, the others one that is not.</summary>
        public int Right => Track == Track.OnTrack ? Kept : Plans - Kept;
    }

    /// <summary>A plan that had its term, and whether it was kept.</summary>
    public sealed record PlanBehind(Id<Plan> Plan, string Title, string Partner, DateOnly Starts, DateOnly Ends, bool Kept);

    public sealed record View(int Plans, IReadOnlyList<Call> Calls)
    {
        /// <summary>The call that is looked at; null while none is.</summary>
        public Call? Opened { get; init; }

        /// <summary>Its plans, the latest first and two hundred at most; a partner sees its own among them.</summary>
        public IReadOnlyList<PlanBehind> Behind { get; init; } = [];

        /// <summary>The share of all calls that came true.</summary>
        public double? Right => Calls.Sum(c => c.Plans) is > 0 and var all ? (double)Calls.Sum(c => c.Right) / all : null;
    }
}
