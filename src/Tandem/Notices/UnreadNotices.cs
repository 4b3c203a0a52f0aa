using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>How many notices wait for a person: the number on the bell.</summary>
public static class UnreadNotices
{
    /// <summary>Beyond this the bell only says "99+".</summary>
    public const int Most = 100;

    // Every page asks. Prepared for the model of each database that this process speaks to, or a second one would be refused.
    private static readonly ConcurrentDictionary<IModel, Func<TandemDb, Id<Person>, CancellationToken, Task<int>>> Counts = new();

    public sealed class Handler(TandemDb db)
    {
        /// <summary>The exact number below <see cref="Most"/>, never more.</summary>
        public Task<int> Run(Actor actor, CancellationToken ct) => actor.Person is not { } person ? Task.FromResult(0)
            : Counts.GetOrAdd(db.Model, static _ => EF.CompileAsyncQuery((TandemDb db, Id<Person> person, CancellationToken ct) =>
                db.Set<Notice>().Where(n => n.PersonId == person && n.Shown && n.Read == null).Take(Most).Count()))(db, person, ct);
    }
}
