using Microsoft.EntityFrameworkCore;
using Tandem.Accelerate.Attention;
using Tandem.Accelerate.Attribution;
using Tandem.Accelerate.Forecast;
using Tandem.Accelerate.Lifetime;
using Tandem.Accelerate.Matching;
using Tandem.Accelerate.WinOdds;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Models;
using Tandem.Notices;
using Tandem.Partners;
using Tandem.Strategize;
using Tandem.Strategize.Plans;

namespace Tandem.Demo;

/// <summary>
/// A realistic programme, made by running the real use cases under a moving clock: good and bad partners, seasons,
/// conflicts, stalls and three currencies, all the same for the same seed.
/// </summary>
public sealed class DemoProgramme(IServiceProvider services, StoppedClock clock, int seed)
{
    private readonly Hurry hurry = new();
    private readonly Random random = new(seed);

    /// <summary>Fills an empty database with so many partners and months up to <paramref name="today"/>.</summary>
    public async Task<DemoPeople> Fill(int partners, int months, DateOnly today, Action<string>? progress, CancellationToken ct)
    {
        await using var end = hurry;
        Chance.Seed(seed);
        var start = today.AddMonths(-months);
        DemoPeople signIns;
        DemoWorld world;
        await using (var scope = services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
            signIns = ActivatorUtilities.CreateInstance<DemoPeople>(scope.ServiceProvider, (TimeProvider)clock);
            world = ActivatorUtilities.CreateInstance<DemoWorld>(scope.ServiceProvider, signIns, random);
            await AddRates(db, start.AddDays(-7), today, ct);
            await world.Create(partners, clock.GetUtcNow(), ct);
            await DemoStanding.Publish(scope.ServiceProvider, world.Operations, ct);
        }

        var market = new DemoMarket(world, random);
        var plans = new DemoPlans(world, clock, start, today, seed);
        var reviews = new DemoReviews(world, clock, today);
        // Up to last night: nothing in it lies in the newcomer's future.
        for (var (from, next) = (start, Month(start).AddMonths(1)); from < today; (from, next) = (next, next.AddMonths(1)))
        {
            if (from.Day == 1)
            {
                progress?.Invoke($"{from:yyyy-MM}");

                // By quarter is past enough to look at, and a third of the work; one that was half over when all began says little.
                if (from.Month % 3 == 1 && from.AddMonths(-3) >= start)
                    await Measure(ct);
            }

            await Live(market, plans, reviews, from, next < today ? next : today, today, ct);
        }

        await Settle(today, ct);
        await Measure(ct);
        await Do<FollowPlans.Handler>(h => h.Run(Actor.System, ct), ct);
        await Do<RemindOfLateSteps.Handler>(h => h.Run(Actor.System, ct), ct);
        await Do<TandemDb>(db => DemoStanding.Mark(db, world, clock.GetUtcNow(), ct), ct);
        await Do<IServiceProvider>(scope => DemoStanding.Decide(scope, world, today, ct), ct);
        await Do<IServiceProvider>(scope => DemoObjectives.Set(scope, world, ct), ct);
        await Do<IServiceProvider>(scope => DemoStanding.Judge(scope, ct), ct);
        await Foretell(ct);
        await using var last = services.CreateAsyncScope();
        await Hurry.SettleOnDisk(last.ServiceProvider.GetRequiredService<TandemDb>(), ct);
        return signIns;
    }

    /// <summary>What the nights of a programme do: values are computed as they stood then, so that past quarters can be looked at.</summary>
    private async Task Measure(CancellationToken ct)
    {
        await Do<TandemDb>(db => Number(db, services.GetRequiredService<Node>(), ct), ct);
        await Do<IServiceProvider>(scope => Reckon(scope, ct), ct);
        await Do<TakeSnapshot.Handler>(h => h.Run(Actor.System, ct), ct);
        await Do<TandemDb>(db => DemoStanding.NameSectors(db, ct), ct);
        await Do<IServiceProvider>(scope => DemoStanding.Judge(scope, ct), ct);
    }

    /// <summary>Rolls up what was logged since the last time and computes every KPI once: no listener need be told whom it touched.</summary>
    private static async Task Reckon(IServiceProvider scope, CancellationToken ct)
    {
        var db = scope.GetRequiredService<TandemDb>();
        await using var write = await db.BeginWrite(ct);
        var place = await db.Set<Subscription>().FirstOrDefaultAsync(s => s.Name == MeasureSubscriber.Called, ct) ?? db.Add(new Subscription(MeasureSubscriber.Called)).Entity;
        var read = place.Position;
        var events = await db.Events().AsNoTracking().Where(e => e.Position > read).OrderBy(e => e.Position).ToListAsync(ct);
        if (events.Count > 0)
            place.ReadTo(events[^1].Position!.Value);
        await scope.GetRequiredService<EventRoll>().Count(events, ct);
        await scope.GetRequiredService<ReckonAll.Handler>().Run(Actor.System, ct);
        await write.Commit(ct);
    }

    /// <summary>What the nights of a programme foretell: once, at its end, from what was measured and judged before.</summary>
    private async Task Foretell(CancellationToken ct)
    {
        // Neither looks at what the other writes.
        await Task.WhenAll(
            Beside(1, async own =>
            {
                await Do<Retrain.Handler>(h => h.Run(new Retrain(), Actor.System, ct), ct, own);
                await Do<ScoreEverything.Handler>(h => h.Run(Actor.System, ct), ct, own);
                await Do<TryMatching.Handler>(h => h.Run(Actor.System, ct), ct, own);
                await Do<ValuePartners.Handler>(h => h.Run(Actor.System, ct), ct, own);
            }),
            Beside(2, async own =>
            {
                await Do<MakeForecast.Handler>(h => h.Run(Actor.System, ct), ct, own);
                await Touches(own, ct);
                await Do<AttributeChannels.Handler>(h => h.Run(Actor.System, ct), ct, own);
            }));
        await Do<RankAttention.Handler>(h => h.Run(Actor.System, ct), ct);
        await Do<TandemDb>(async db => await HaveRead(db, [OddsSubscriber.Called, TouchSubscriber.Called], await db.NewestPosition(ct), ct), ct);
    }

    /// <summary>Listeners that need not be told of the log up to there.</summary>
    private static Task HaveRead(TandemDb db, string[] listeners, long position, CancellationToken ct)
    {
        foreach (var listener in listeners)
        {
            var place = new Subscription(listener);
            place.ReadTo(position);
            db.Add(place);
        }

        return db.SaveChangesAsync(ct);
    }

    /// <summary>On a thread and a connection of its own, with dice of its own.</summary>
    private Task Beside(int lane, Func<Hurry, Task> work) => Task.Run(async () =>
    {
        await using var own = new Hurry();
        Chance.Seed(unchecked((seed * 31) + lane));
        await work(own);
    });

    /// <summary>What the whole log tells of who reached whom, read at once.</summary>
    private async Task Touches(Hurry own, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
        await using var lent = await own.Let(db, ct);
        await using var write = await db.BeginWrite(ct);
        var told = await db.Events().AsNoTracking().Where(e => TouchSubscriber.Telling.Contains(e.Kind)).OrderBy(e => e.Position).ToListAsync(ct);
        await scope.ServiceProvider.GetServices<ISubscriber>().OfType<TouchSubscriber>().Single().Handle(told, db, ct);
        await write.Commit(ct);
    }

    private async Task Do<THandler>(Func<THandler, Task> run, CancellationToken ct, Hurry? own = null) where THandler : notnull
    {
        await using var scope = services.CreateAsyncScope();
        await using var lent = await (own ?? hurry).Let(scope.ServiceProvider.GetRequiredService<TandemDb>(), ct);
        await run(scope.ServiceProvider.GetRequiredService<THandler>());
    }

    /// <summary>A month in one transaction: thousands of small commits would cost more than the work itself.</summary>
    private async Task Live(DemoMarket market, DemoPlans plans, DemoReviews reviews, DateOnly from, DateOnly next, DateOnly today, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
        await using var lent = await hurry.Let(db, ct);
        await using var write = await db.BeginWrite(ct);
        for (var day = from; day < next; day = day.AddDays(1))
        {
            var last = day.AddDays(1) == today;
            await new DemoDay(scope.ServiceProvider, db, market, clock, day, random).Run(ct);
            await plans.Live(scope.ServiceProvider, db, day);
            await reviews.Live(scope.ServiceProvider, db, day, last);
            if (last)
                await new DemoDesk(scope.ServiceProvider, db, market, clock, day).Leave(ct);
        }

        await write.Commit(ct);
    }

    private static DateOnly Month(DateOnly day) => new(day.Year, day.Month, 1);

    private static async Task Number(TandemDb db, Node node, CancellationToken ct)
    {
        while (await Sequencer.Number(db, node, ct) > 0)
        {
        }
    }

    /// <summary>The log gets its positions; the letters of old days left on their day; notices start with the last ones, nobody wants eighteen months of them.</summary>
    private async Task Settle(DateOnly today, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
        await Number(db, services.GetRequiredService<Node>(), ct);
        var recent = new DateTimeOffset(today.AddDays(-5).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var old = await db.Events().Where(e => e.Recorded < recent).MaxAsync(e => e.Position, ct) ?? 0;
        var lately = new DateTimeOffset(today.AddDays(-2).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        foreach (var mail in await db.Mails().Where(m => m.State == MailState.Waiting && m.Created < lately).ToListAsync(ct))
            mail.LeftAtOnce();
        await HaveRead(db, ["notices", RulesSubscriber.Called], old, ct);
    }

    /// <summary>Rates that wander as real ones do: a geometric walk around familiar levels.</summary>
    private async Task AddRates(TandemDb db, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var (usd, gbp, rates) = (1.09, 0.855, new List<ExchangeRate>());
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
                continue;
            usd *= 1 + (0.004 * (random.NextDouble() - 0.5)) + (0.002 * (1.09 - usd));
            gbp *= 1 + (0.003 * (random.NextDouble() - 0.5)) + (0.002 * (0.855 - gbp));
            rates.Add(new ExchangeRate(day, "USD", Math.Round((decimal)usd, 4)));
            rates.Add(new ExchangeRate(day, "GBP", Math.Round((decimal)gbp, 5)));
        }

        await using var write = await db.BeginWrite(ct);
        await db.InsertMany(rates, ct);
        await write.Commit(ct);
    }
}
