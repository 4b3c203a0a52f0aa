using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>How many notices wait for a person: the number on the bell.</summary>
public static class UnreadNotices
{
    /// <summary>Beyond this the bell only says "99+".</summary>
    public const int Most = 100;

    public sealed class Handler(TandemDb db)
    {
        /// <summary>The exact number below <see cref="Most"/>, never more.</summary>
        public async Task<int> Run(Actor actor, CancellationToken ct) => actor.Person is { } person
            ? await db.Notices().Where(n => n.PersonId == person && n.Shown && n.Read == null).OrderBy(n => n.Id).Take(Most).CountAsync(ct)
            : 0;
    }
}
