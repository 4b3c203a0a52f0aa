using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>Who will have to say yes to a registration, level by level, with the people who may.</summary>
public sealed record PreviewApprovers
{
    public Id<Deal> Deal { get; init; }

    public sealed class Handler(TandemDb db, PermissionTable permissions)
    {
        public async Task<Outcome<IReadOnlyList<Level>>> Run(PreviewApprovers ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Pipeline))
                return Refusal.NotFound;
            var request = await db.ApprovalRequests().AsNoTracking()
                .Where(r => r.SubjectId == ask.Deal.Value && r.SubjectKind == "deal")
                .OrderByDescending(r => r.Opened)
                .FirstOrDefaultAsync(ct);
            if (request is null)
                return Refusal.NotFound;
            var people = await db.People().AsNoTracking().Where(p => p.Active && p.Organisation.IsVendor).OrderBy(p => p.Name).ToListAsync(ct);
            var decisions = await db.ApprovalDecisions().AsNoTracking()
                .Where(d => d.RequestId == request.Id)
                .Select(d => new Decision(d.Level, d.Verdict, db.People().Where(p => p.Id == d.By).Select(p => p.Name).FirstOrDefault(), d.At, d.InTime))
                .ToListAsync(ct);
            var lead = await LeadOf(request, ct);
            return request.Levels.Select((level, i) => new Level(
                level.Name, level.Hours, level.WorkingHours, request.IsOpen && i == request.Level,
                i == request.Level && request.IsOpen ? request.Due : null,
                [.. people.Where(p => permissions.Of(p.Roles).Contains(level.Permission))
                    .OrderByDescending(p => p.Id == lead).Select(p => new Named<Person>(p.Id, p.Name))],
                [.. decisions.Where(d => d.Level == i).OrderBy(d => d.At)])).ToList();
        }

        private async Task<Id<Person>?> LeadOf(ApprovalRequest request, CancellationToken ct)
        {
            if (request.Queue is not { } queue)
                return null;
            var territory = new Id<Territory>(queue);
            return await db.Territories().Where(t => t.Id == territory).Select(t => t.LeadId).FirstOrDefaultAsync(ct);
        }
    }

    /// <summary>One level of the approval.</summary>
    /// <param name="People">Who may decide it, the territory's lead first.</param>
    public sealed record Level(
        string Name, int Hours, bool WorkingHours, bool Current, DateTimeOffset? Due, IReadOnlyList<Named<Person>> People, IReadOnlyList<Decision> Decisions);

    /// <summary>What somebody answered; nobody's name means the rule.</summary>
    public sealed record Decision(int Level, Verdict Verdict, string? By, DateTimeOffset At, bool InTime);
}
