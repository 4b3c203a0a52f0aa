using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>How many notices wait for a person: the number on the bell.</summary>
public static class UnreadNotices
{
    /// <summary>Beyond this the bell only says "99+".</summary>
    public const int Most = 100;

    // Every page asks.
    private static readonly Prepared<Func<TandemDb, Id<Person>, CancellationToken, Task<int>>> Count = new(() => EF.CompileAsyncQuery(
        (TandemDb db, Id<Person> person, CancellationToken ct) => db.Set<Notice>().Where(n => n.PersonId == person && n.Shown && n.Read == null).Take(Most).Count()));

    public sealed class Handler(TandemDb db)
    {
        /// <summary>The exact number below <see cref="Most"/>, never more.</summary>
        public Task<int> Run(Actor actor, CancellationToken ct) =>
            actor.Person is { } person ? Count.On(db)(db, person, ct) : Task.FromResult(0);
    }
}
