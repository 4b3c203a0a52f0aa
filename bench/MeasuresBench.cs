using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;

namespace Tandem.Bench;

/// <summary>All KPIs of all partners over eight quarters beside a bare scan of the same tables, and what one event costs.</summary>
/// <remarks>
/// The daily counts are written as the log's reader would have left them after some twenty million events: about three
/// events a person, kind and day. The log itself is not read by a computation.
/// </remarks>
internal static class MeasuresBench
{
    private const int Quarters = 8;
    private static readonly string[] Kinds = ["identity.signed-in", "sell.deal-updated", "sell.stage-moved", "threads.note-shared"];

    public static async Task Run(IServiceProvider services, Action<FormattableString> line)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        if (!await db.EventDays().AnyAsync())
            await WriteDays(db, line);
        await db.MeasuredValues().ExecuteDeleteAsync();
        await db.MeasureMarks().ExecuteDeleteAsync();
        await db.Database.ExecuteSqlRawAsync("ANALYZE");

        var scan = Stopwatch.GetTimestamp();
        foreach (var sum in new[]
        {
            "SELECT sum(amount_minor) FROM deals", "SELECT count(decided) FROM registrations", "SELECT sum(quantity) FROM deal_lines",
            "SELECT count(opened) FROM approval_requests", "SELECT count(at) FROM approval_decisions", "SELECT sum(count) FROM event_days", "SELECT count(created) FROM people",
        })
            await Scalar(db, sum);
        var events = await Scalar(db, "SELECT sum(count) FROM event_days");
        line($"bare scan of the tables: {Stopwatch.GetElapsedTime(scan).TotalSeconds:0.0} s; {await db.EventDays().CountAsync()} daily counts of {events} events");

        var kpis = services.GetRequiredService<KpiCatalogue>().All.Count;
        var present = await scope.ServiceProvider.GetRequiredService<Figures>().PeriodOf(PeriodKind.Quarter, default);
        List<Period> quarters = [.. Enumerable.Range(1 - Quarters, Quarters).Select(present.Later)];
        foreach (var time in new[] { "first", "again, nothing new" })
        {
            await using var work = services.CreateAsyncScope();
            var started = Stopwatch.GetTimestamp();
            var done = await work.ServiceProvider.GetRequiredService<ReckonAll.Handler>().RunFor(quarters, Actor.System, default);
            line($"{kpis} KPIs x {done.Value.Partners} partners x {Quarters} quarters, {time}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, {done.Value.Changed} values written | limit {(db.IsPostgres ? 60 : 120)} s");
        }

        await OneEvent(services, line);
    }

    /// <summary>From the log's reader getting the event to the partner's values being written, all its periods looked at.</summary>
    private static async Task OneEvent(IServiceProvider services, Action<FormattableString> line)
    {
        var node = services.GetRequiredService<Node>();
        List<Person> people;
        await using (var scope = services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
            people = await db.People().AsNoTracking().Where(p => !p.Organisation.IsVendor).OrderBy(p => p.Id).Skip(500).Take(400).ToListAsync();
            people = [.. people.DistinctBy(p => p.OrganisationId).Take(60)];
        }

        var took = new List<double>();
        foreach (var (person, round) in people.Select((p, _) => (p, 0)).Concat(people.Select(p => (p, 1))))
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
            db.Record(new Actor { Person = person.Id }, person.Ref, person.OrganisationId, new SignedIn(Id<Session>.New(DateTimeOffset.UtcNow)), DateTimeOffset.UtcNow);
            await db.SaveChangesAsync();
            while (await Sequencer.Number(db, node, default) > 0)
            {
            }

            await using var reading = services.CreateAsyncScope();
            var started = Stopwatch.GetTimestamp();
            while (await SubscriberRunner.Advance(reading.ServiceProvider, MeasureSubscriber.Called, node, default) > 0)
            {
            }

            // The first event of a partner writes all its history; the second one is the one that counts.
            if (round == 1)
                took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        took.Sort();
        line($"one event's effect: {took[took.Count / 2]:0} ms median, {took[(int)(took.Count * 0.95)]:0} ms 95th | limit 50 ms");
    }

    private static async Task WriteDays(TandemDb db, Action<FormattableString> line)
    {
        var started = Stopwatch.GetTimestamp();
        var random = new Random(5);
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var people = (await db.People().AsNoTracking().Where(p => !p.Organisation.IsVendor).Select(p => new { p.OrganisationId, p.Id }).ToListAsync())
            .GroupBy(p => p.OrganisationId).OrderBy(g => g.Key.Value).ToList();
        foreach (var firms in people.Chunk(200))
        {
            var days = new List<EventDay>();
            foreach (var firm in firms)
            {
                for (var day = today.AddDays(-730); day < today; day = day.AddDays(1))
                {
                    foreach (var person in firm)
                    {
                        if (random.NextDouble() < 0.32)
                            days.Add(EventDay.Of(firm.Key, "identity.signed-in", day, person.Id.Value, own: true, 1 + random.Next(3)));
                        if (random.NextDouble() < 0.13)
                            days.Add(EventDay.Of(firm.Key, Kinds[1 + random.Next(3)], day, person.Id.Value, own: true, 1 + random.Next(8)));
                    }
                }
            }

            await using var write = await db.BeginWrite(default);
            await db.InsertMany(days, default);
            await write.Commit(default);
        }

        line($"wrote the daily counts in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
    }

    private static async Task<string> Scalar(TandemDb db, string sql)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 600;
        var value = Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture)!;
        await db.Database.CloseConnectionAsync();
        return value;
    }
}
