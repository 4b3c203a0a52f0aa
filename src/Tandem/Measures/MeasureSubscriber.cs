using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Measures;

/// <summary>Gives an event codes of its own under which KPIs count it, besides its kind. Found by scan.</summary>
public interface IEventCodes
{
    IReadOnlyList<string> Kinds { get; }

    /// <summary>Codes by event: <c>sell.close-date-moved</c> for an update that moved it.</summary>
    Task<ILookup<Id<Event>, string>> Of(IReadOnlyList<Event> events, CancellationToken ct);
}

/// <summary>Rolls the log up by day and has the values of the partners that an event touched computed again.</summary>
public sealed class MeasureSubscriber(EventRoll roll, Settling settling, TimeProvider clock) : ISubscriber
{
    /// <summary>So many partners are settled at once with their events; more than that wait for the runner.</summary>
    private const int AtOnce = 8;

    public const string Called = "measures";

    public string Name => Called;

    public async Task Handle(IReadOnlyList<Event> events, TandemDb db, CancellationToken ct)
    {
        await using var write = await db.BeginWrite(ct, Settling.Lock);
        await roll.Count(events, ct);
        var touched = events.Select(e => e.PartnerId).OfType<Id<Organisation>>().Distinct().ToList();

        // What an import took back names no partner: everybody is looked at again.
        if (events.Any(e => e.Kind == "imports.run-undone"))
            touched = await db.Organisations().Where(o => !o.IsVendor).Select(o => o.Id).ToListAsync(ct);
        await Mark(touched, db, ct);

        // In the middle of a flood only the marks are set: a partner is computed once for all of it.
        var last = events[^1].Position;
        if (touched.Count > 0 && await db.NewestPosition(ct) <= last)
            await settling.Run(AtOnce, ct);
        await write.Commit(ct);
    }

    private async Task Mark(List<Id<Organisation>> touched, TandemDb db, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var marks = await db.MeasureMarks().Where(m => touched.Contains(m.PartnerId)).ToDictionaryAsync(m => m.PartnerId, ct);
        foreach (var partner in touched)
        {
            if (!marks.TryGetValue(partner, out var mark))
                db.Add(mark = new MeasureMark(partner));
            mark.Touch(now);
        }

        await db.SaveChangesAsync(ct);
    }
}

/// <summary>Adds events to the daily counts.</summary>
public sealed class EventRoll(TandemDb db, PolicyBook policies, IEnumerable<IEventCodes> coders, TimeProvider clock)
{
    public async Task Count(IReadOnlyList<Event> events, CancellationToken ct)
    {
        var counts = await Roll(events, ct);
        if (counts.Count == 0)
            return;
        var partners = counts.Keys.Select(k => k.Partner).Distinct().ToList();
        var (from, to) = (counts.Keys.Min(k => k.Day), counts.Keys.Max(k => k.Day));
        var kept = await db.EventDays().Where(d => partners.Contains(d.PartnerId) && d.Day >= from && d.Day <= to)
            .ToDictionaryAsync(d => (d.PartnerId, d.Day, d.Kind, d.ActorId), ct);
        var fresh = new List<EventDay>();
        foreach (var (key, count) in counts)
        {
            if (!kept.TryGetValue((key.Partner, key.Day, key.Kind, key.Actor), out var row))
                fresh.Add(row = new EventDay(key.Partner, key.Kind, key.Day, key.Actor, key.Own));
            row.Add(count);
        }

        await db.SaveChangesAsync(ct);
        await db.InsertMany(fresh, ct);
    }

    internal async Task<Dictionary<(Id<Organisation> Partner, DateOnly Day, string Kind, Guid Actor, bool Own), long>> Roll(
        IReadOnlyList<Event> events, CancellationToken ct)
    {
        var ours = events.Where(e => e.PartnerId is not null).ToList();
        var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
        var actors = ours.Select(e => e.ActorId).OfType<Id<Person>>().Distinct().ToList();
        var firms = await db.People().AsNoTracking().Where(p => actors.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.OrganisationId, ct);
        var codes = new List<ILookup<Id<Event>, string>>();
        foreach (var coder in coders)
        {
            if (ours.Where(e => coder.Kinds.Contains(e.Kind)).ToList() is { Count: > 0 } some)
                codes.Add(await coder.Of(some, ct));
        }

        var counts = new Dictionary<(Id<Organisation>, DateOnly, string, Guid, bool), long>();
        foreach (var e in ours)
        {
            var own = e.ActorId is { } actor && firms.TryGetValue(actor, out var firm) && firm == e.PartnerId;
            foreach (var kind in codes.SelectMany(c => c[e.Id]).Prepend(e.Kind))
            {
                var key = (e.PartnerId!.Value, programme.DateOf(e.Happened), kind, e.ActorId?.Value ?? Guid.Empty, own);
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        return counts;
    }
}

/// <summary>Reads the inputs that count events from the daily counts.</summary>
public sealed class EventInputs(TandemDb db, KpiCatalogue catalogue) : IInputSource
{
    private readonly EventInput[] any = [.. catalogue.Events.Where(i => i.Kinds.Count == 0)];
    private readonly ILookup<string, EventInput> byKind = catalogue.Events.SelectMany(i => i.Kinds, (input, kind) => (input, kind)).ToLookup(p => p.kind, p => p.input, StringComparer.Ordinal);

    public async Task Read(InputScope scope, InputSheet sheet, CancellationToken ct)
    {
        if (!scope.Wants(catalogue.Events))
            return;
        var byKinds = new Dictionary<string, EventInput[]>(StringComparer.Ordinal);
        var rows = db.EventDays().AsNoTracking().Where(d => scope.Ids.Contains(d.PartnerId));
        await foreach (var row in rows.Select(d => new { d.PartnerId, d.Day, d.Kind, d.ActorId, d.Own, d.Count }).AsAsyncEnumerable().WithCancellation(ct))
        {
            // Extra codes stand beside the kind they belong to; who counts every kind counts an event once.
            if (!byKinds.TryGetValue(row.Kind, out var counting))
                byKinds[row.Kind] = counting = [.. byKind[row.Kind], .. FactKinds.Knows(row.Kind) ? any : []];
            var inputs = counting.Length > 0 ? sheet.Of(row.PartnerId) : null;
            foreach (var input in counting)
            {
                if (input.By == DoneBy.Anybody || (row.ActorId != Guid.Empty && row.Own == (input.By == DoneBy.PartnersPeople)))
                    inputs!.Add(input, row.Day, count: row.Count, thing: row.ActorId);
            }
        }
    }
}
