using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Tandem.Kernel;

/// <summary>A question that many requests ask with other values: made ready once, for the model of each database that this process speaks to.</summary>
/// <param name="make">Calls <c>EF.CompileAsyncQuery</c>; a question made ready for one model is refused by another.</param>
public sealed class Prepared<TAsk>(Func<TAsk> make) where TAsk : Delegate
{
    private readonly ConcurrentDictionary<IModel, TAsk> byModel = new();

    public TAsk On(TandemDb db) => byModel.GetOrAdd(db.Model, static (_, make) => make(), make);
}
