using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Forecasting;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Accelerate.Forecast;

/// <summary>Computes today's forecast for the programme, its regions and its partners, and keeps it.</summary>
public sealed class MakeForecast
{
    private const int Quarters = 4;
    private const int DaysBack = 7;
    private const int TestedMonths = 24;
    private const int WriteAtOnce = 5_000;

    /// <summary>Lines of partners are kept daily for so long, then those of the first of a month.</summary>
    private const int DaysOfPartners = 8;

    public sealed class Handler(TandemDb db, DealScan scan, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Made>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var today = programme.DateOf(now);
            var shift = (programme.FiscalYearStart - 1) % 3;
            var scanned = await scan.Read(programme, today, ct);
            var deals = scanned.Deals.ConvertAll(d => d with { Opened = d.Opened.AddMonths(-shift), Closed = d.Closed?.AddMonths(-shift) });
            var asOf = today.AddMonths(-shift);

            var lines = new List<ForecastLineKept>();
            lines.AddRange(Lines(ForecastBy.Programme, deals, null));
            lines.AddRange(Lines(ForecastBy.Region, deals, scanned.Region));
            var partners = Lines(ForecastBy.Partner, deals, scanned.Partner);
            var run = new ForecastRun(
                today, now, programme.Currency, deals.Count, deals.Count(d => d.Closed is null), scanned.Unrated, MovesOf(scanned.Deals, today.AddDays(-DaysBack)), Tests(deals, scanned.Region, asOf));
            await Keep(run, lines, partners, ct);
            return new Made(run.Deals, run.Open, lines.Count + partners.Count);

            List<ForecastLineKept> Lines(ForecastBy divided, List<ForecastDeal> all, List<Guid>? groups)
            {
                var numbers = Numbers(groups);
                var calendar = new PeriodCalendar(PeriodLength.Quarter);
                var grouped = groups is null ? all : [.. all.Select((d, i) => d with { Group = numbers[groups[i]] })];
                var won = new double[Math.Max(1, numbers.Count)];
                foreach (var deal in grouped.Where(d => d.Won && calendar.IndexOf(d.Closed!.Value) == calendar.IndexOf(asOf)))
                    won[deal.Group] += deal.Amount;
                var names = numbers.Keys.ToArray();
                return all.Count == 0 ? [] : [.. RevenueForecast.Make(grouped, asOf, Quarters, calendar, numbers.Count).Select(line => new ForecastLineKept(
                    today, divided, line.Group < 0 ? Guid.Empty : names[line.Group], calendar.Start(line.Period).AddMonths(shift), line,
                    line.Period == calendar.IndexOf(asOf) ? (long)Math.Round(won[Math.Max(0, line.Group)]) : 0))];
            }
        }

        private static Dictionary<Guid, int> Numbers(List<Guid>? groups)
        {
            var numbers = new Dictionary<Guid, int>();
            foreach (var group in groups ?? [])
                numbers.TryAdd(group, numbers.Count);
            return numbers;
        }

        private static Moves MovesOf(List<ForecastDeal> deals, DateOnly since)
        {
            return new Moves(since, Of(d => d.Opened >= since, d => d.ListAmount ?? 0), Of(d => d.Won && d.Closed >= since, d => d.Amount), Of(d => !d.Won && d.Closed >= since, d => d.ListAmount ?? 0));

            Move Of(Func<ForecastDeal, bool> which, Func<ForecastDeal, double> worth)
            {
                var some = deals.Where(which).ToList();
                return new Move(some.Count, (long)some.Sum(worth));
            }
        }

        /// <summary>The last two years, each period from what was known at its beginning.</summary>
        private static List<Tested> Tests(List<ForecastDeal> deals, List<Guid> regions, DateOnly asOf)
        {
            var numbers = Numbers(regions);
            var byRegion = deals.Select((d, i) => d with { Group = numbers[regions[i]] }).ToList();
            return [.. from test in new (ForecastBy By, PeriodLength Length)[] { (ForecastBy.Programme, PeriodLength.Quarter), (ForecastBy.Programme, PeriodLength.Month), (ForecastBy.Region, PeriodLength.Quarter) }
                       from line in ForecastBacktest.Run(
                           test.By == ForecastBy.Region ? byRegion : deals, new PeriodCalendar(test.Length), asOf, test.By == ForecastBy.Region ? numbers.Count : 0, asOf.AddMonths(-TestedMonths))
                       where line.Periods > 0
                       select new Tested(test.By, test.Length, line.Method, line.Periods, line.Wape, line.Bias, line.Coverage)];
        }

        private async Task Keep(ForecastRun run, List<ForecastLineKept> lines, List<ForecastLineKept> partners, CancellationToken ct)
        {
            var old = run.Day.AddDays(-DaysOfPartners);
            await using (var write = await db.BeginWrite(ct, ["forecast"]))
            {
                await db.ForecastLines().Where(l => l.Day == run.Day).ExecuteDeleteAsync(ct);
                await db.ForecastRuns().Where(r => r.Day == run.Day).ExecuteDeleteAsync(ct);
                await db.InsertMany(lines, ct);
                await db.InsertMany([run], ct);
                await write.Commit(ct);
            }

            foreach (var chunk in partners.Chunk(WriteAtOnce))
            {
                await using var write = await db.BeginWrite(ct, ["forecast"]);
                await db.InsertMany(chunk, ct);
                await write.Commit(ct);
            }

            var past = (await db.ForecastRuns().Where(r => r.Day < old).OrderByDescending(r => r.Day).Select(r => r.Day).Take(2 * DaysOfPartners).ToListAsync(ct)).FindAll(d => d.Day != 1);
            await using var sweep = await db.BeginWrite(ct, ["forecast"]);
            await db.ForecastLines().Where(l => l.By == ForecastBy.Partner && EF.Parameter(past).Contains(l.Day)).ExecuteDeleteAsync(ct);
            await sweep.Commit(ct);
        }
    }

    /// <summary>How much was looked at and kept.</summary>
    public sealed record Made(int Deals, int Open, int Lines);
}
