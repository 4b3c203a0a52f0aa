using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Approvals;

/// <summary>Decides approval requests for the pillars: may this person, and what does the answer do.</summary>
public sealed class ApprovalDesk(TandemDb db, PolicyBook policies, PermissionTable permissions)
{
    private static readonly Prepared<Func<TandemDb, Guid, string, CancellationToken, Task<ApprovalRequest?>>> Open = new(() => EF.CompileAsyncQuery(
        (TandemDb db, Guid subject, string kind, CancellationToken ct) => db.Set<ApprovalRequest>().FirstOrDefault(
            r => r.SubjectId == subject && r.Kind == kind && (r.State == ApprovalState.Open || r.State == ApprovalState.Paused))));

    /// <summary>The open request about a subject, if there is one.</summary>
    public Task<ApprovalRequest?> OpenFor(Ref subject, string kind, CancellationToken ct) => Open.On(db)(db, subject.Id, kind, ct);

    /// <summary>Takes a verdict at the present level and keeps who gave it. The value is true when the request is finished.</summary>
    public async Task<Outcome<bool>> Decide(ApprovalRequest request, Verdict verdict, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        if (!request.IsOpen)
            return Refusal.Conflict("approvals/already-decided", "This request has already been decided.");
        if (!await May(request, by, now, ct))
            return Refusal.Forbidden("approvals/not-your-level", "This request now waits for: {0}.", request.Current.Name);

        db.Append(new ApprovalDecision(request, verdict, by, now));
        request.TakeOver();
        switch (verdict)
        {
            case Verdict.Reject:
                request.Reject(now);
                return true;
            case Verdict.NeedsInfo:
                request.Pause(now);
                return false;
            default:
                return request.Approve(now, request.Next is { } next ? await DueOf(now, next, territory: null, ct) : now);
        }
    }

    /// <summary>Takes back whatever still waits about a subject: it needs no decision any more.</summary>
    public async Task Withdraw(Ref subject, DateTimeOffset now, CancellationToken ct)
    {
        var waiting = await db.ApprovalRequests()
            .Where(r => r.SubjectId == subject.Id && (r.State == ApprovalState.Open || r.State == ApprovalState.Paused))
            .ToListAsync(ct);
        waiting.ForEach(r => r.Withdraw(now));
    }

    /// <summary>When a level's time is over: elapsed hours, or working hours where the policy says so.</summary>
    public async Task<DateTimeOffset> DueOf(DateTimeOffset from, ApprovalLevel level, string? territory, CancellationToken ct)
    {
        if (!level.WorkingHours)
            return from.AddHours(level.Hours);
        var calendar = await policies.Current<CalendarPolicy>(from, ct);
        var programme = await policies.Current<ProgrammePolicy>(from, ct);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(programme.Rules.TimeZone);
        return calendar.Rules.After(from, TimeSpan.FromHours(level.Hours), zone, territory);
    }

    /// <summary>May this person decide the level that the request has reached, in its own name or for somebody absent?</summary>
    public async Task<bool> May(ApprovalRequest request, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        if (!by.IsVendor)
            return false;
        if (by.May(request.Current.Permission))
            return true;

        // Somebody who may decide has asked this person to stand in.
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var absent = await db.Delegations().AsNoTracking()
            .Where(d => d.To == by.Person && d.Start <= today && d.End >= today)
            .Join(db.People(), d => d.From, p => p.Id, (d, p) => p)
            .ToListAsync(ct);
        return absent.Exists(p => p.Active && permissions.Of(p.Roles).Contains(request.Current.Permission));
    }
}

/// <summary>The tables of Approvals.</summary>
public static class ApprovalSets
{
    public static DbSet<ApprovalRequest> ApprovalRequests(this TandemDb db) => db.Set<ApprovalRequest>();

    public static DbSet<ApprovalDecision> ApprovalDecisions(this TandemDb db) => db.Set<ApprovalDecision>();

    public static DbSet<Delegation> Delegations(this TandemDb db) => db.Set<Delegation>();

    public static IServiceCollection AddApprovals(this IServiceCollection services) => services.AddScoped<ApprovalDesk>();
}
