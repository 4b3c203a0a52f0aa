using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>How many notices wait for a person: the number on the bell.</summary>
public static class UnreadNotices
{
    /// <summary>Beyond this the bell only says "99+".</summary>
    public const int Most = 100;

    /// <summary>The rows that are counted, where $1 is the person; the frame of every page counts them together with what else waits.</summary>
    internal const string Rows = "SELECT 1 FROM notices WHERE person_id = $1 AND shown AND read IS NULL";

    public sealed class Handler(TandemDb db)
    {
        /// <summary>The exact number below <see cref="Most"/>, never more.</summary>
        public async Task<int> Run(Actor actor, CancellationToken ct) => actor.Person is { } person
            ? (await db.ReadRows($"SELECT count(*) FROM ({Rows} LIMIT {Most}) AS unread", [person.Value], row => (int)row.GetInt64(0), ct))[0]
            : 0;
    }
}
