using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>How many recent registrations would have met another claim if two customers had counted as one earlier or later.</summary>
public sealed record PreviewThreshold
{
    private const int Days = 180;

    private const int Most = 20_000;

    private static readonly double[] Steps = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Preview>> Run(PreviewThreshold ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Settings))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var since = now.AddDays(-Days);
            var recent = db.Registrations().AsNoTracking().Where(r => r.Submitted >= since);
            var count = await recent.CountAsync(ct);
            var found = await recent.Where(r => r.FindingsJson != "[]").OrderByDescending(r => r.Submitted).Take(Most)
                .Select(r => new { r.FindingsJson, r.PolicyNumber }).ToListAsync(ct);
            var best = found.ConvertAll(r => Best(r.FindingsJson));
            var numbers = await recent.Select(r => r.PolicyNumber).Distinct().ToListAsync(ct);
            var strictest = 0.0;
            foreach (var number in numbers)
                strictest = Math.Max(strictest, (await policies.Version<EngagementPolicy>(number, ct)).MatchThreshold);
            var current = (await policies.Current<EngagementPolicy>(now, ct)).Rules.MatchThreshold;
            var steps = Steps.Append(current).Distinct().Order().Select(step => new Step(
                step, step < strictest ? null : best.Count(b => b >= step), Math.Abs(step - current) < 0.0001)).ToList();
            return new Preview(Days, count, strictest, steps);
        }

        private static double Best(string findings)
        {
            using var list = JsonDocument.Parse(findings);
            return list.RootElement.EnumerateArray().Select(f => f.GetProperty("probability").GetDouble()).DefaultIfEmpty(0).Max();
        }
    }

    /// <param name="Known">What the check left out below this was not kept, so nobody can say.</param>
    public sealed record Preview(int Days, int Registrations, double Known, IReadOnlyList<Step> Steps);

    /// <param name="Contested">How many had a claim at least so alike; null where it is not known.</param>
    public sealed record Step(double Threshold, int? Contested, bool Current);
}
