using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Jobs;
using Tandem.Kernel;

namespace Tandem.Team;

/// <summary>Takes away what opens nothing any more: ended sessions and links, counts of failed sign-ins. The events stay.</summary>
public static class SweepAccess
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>How many rows went.</summary>
    public sealed record Swept(int Sessions, int Invitations, int Attempts);

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<Swept>> Run(CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var (old, idle, longest, rested) = (now - Kept, now - Session.Idle - Kept, now - Session.Longest - Kept, now - SignInAttempts.Rest);
            await using var write = await db.BeginWrite(ct);
            var swept = new Swept(
                await db.Sessions().Where(s => s.Revoked < old || s.LastSeen < idle || s.Created < longest).ExecuteDeleteAsync(ct),
                await db.Invitations().Where(i => i.Expires < old).ExecuteDeleteAsync(ct),
                await db.Set<SignInAttempts>().Where(a => a.Last < rested).ExecuteDeleteAsync(ct));
            await write.Commit(ct);
            return swept;
        }
    }
}

/// <summary>What Team does by itself.</summary>
public sealed class TeamSchedules : ISchedules
{
    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.At("team.sweep-access", "Takes away ended sessions and links", "0 20 3 * * ?", (SweepAccess.Handler sweep, CancellationToken ct) => sweep.Run(ct)),
    ];
}
