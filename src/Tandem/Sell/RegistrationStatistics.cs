using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>How well the vendor keeps its word to partners: decisions in time, how long they take, how many are a yes.</summary>
public sealed record RegistrationStatistics
{
    /// <summary>First business date of the period; ninety days ago if empty.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last business date; today if empty.</summary>
    public DateOnly? To { get; init; }

    /// <summary>One partner's; a partner always sees its own.</summary>
    public Id<Organisation>? Partner { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Figures>> Run(RegistrationStatistics ask, Actor by, CancellationToken ct)
        {
            if (!by.May(by.IsPartner ? SellPermissions.Own : SellPermissions.Pipeline))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var to = ask.To ?? programme.DateOf(now);
            var from = ask.From ?? to.AddDays(-90);
            var (start, end) = (programme.StartOf(from), programme.StartOf(to.AddDays(1)));
            var partner = by.IsPartner ? by.Partner : ask.Partner;

            var registrations = db.Registrations().AsNoTracking().Where(r => partner == null || r.PartnerId == partner);
            var submitted = await registrations.CountAsync(r => r.Submitted >= start && r.Submitted < end, ct);
            var decided = await registrations.Where(r => r.Decided >= start && r.Decided < end)
                .Select(r => new { r.Submitted, r.Decided, r.Rejection }).ToListAsync(ct);
            var decisions = db.ApprovalDecisions().AsNoTracking().Where(d => d.At >= start && d.At < end)
                .Join(db.ApprovalRequests().Where(r => partner == null || r.PartnerId == partner), d => d.RequestId, r => r.Id, (d, r) => d);
            var byPerson = await decisions.CountAsync(ct);
            var inTime = await decisions.CountAsync(d => d.InTime, ct);
            var hours = decided.Select(d => (d.Decided!.Value - d.Submitted).TotalHours).Order().ToList();
            return new Figures(
                from, to, submitted, decided.Count, decided.Count(d => d.Rejection is null), decided.Count == 0 ? null : (double)decided.Count(d => d.Rejection is null) / decided.Count,
                byPerson, inTime, byPerson == 0 ? null : (double)inTime / byPerson, Median(hours));
        }

        private static double? Median(List<double> sorted) => sorted.Count switch
        {
            0 => null,
            var n when n % 2 == 1 => sorted[n / 2],
            var n => (sorted[(n / 2) - 1] + sorted[n / 2]) / 2,
        };
    }

    /// <summary>The figures of a period.</summary>
    /// <param name="Approved">Of the decided ones, how many were a yes.</param>
    /// <param name="ApprovalRate">Share (0 to 1) of the decided ones that were a yes.</param>
    /// <param name="Decisions">Decisions by people, of any level.</param>
    /// <param name="DecisionsInTime">Of these, how many kept their clock.</param>
    /// <param name="InTime">Share (0 to 1) of people's decisions that kept their clock.</param>
    /// <param name="MedianHours">From submission to the last decision, waiting for the partner included.</param>
    public sealed record Figures(
        DateOnly From, DateOnly To, int Submitted, int Decided, int Approved, double? ApprovalRate, int Decisions, int DecisionsInTime, double? InTime, double? MedianHours);
}
