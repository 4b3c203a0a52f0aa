using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Search;

/// <summary>Keeps the index as the records are, moments after each change.</summary>
public sealed class SearchSubscriber(IEnumerable<ISearchSource> sources) : ISubscriber
{
    public string Name => "search";

    public async Task Handle(IReadOnlyList<Event> events, TandemDb db, CancellationToken ct)
    {
        foreach (var source in sources)
            await db.Refresh(source, [.. events.SelectMany(source.Touched).Distinct()], ct);
    }
}
