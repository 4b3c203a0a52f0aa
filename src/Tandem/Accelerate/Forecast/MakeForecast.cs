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
    private const int QuartersBefore = 6;
    private const int DaysBack = 7;
    private const int TestedMonths = 24;
    private const int WriteAtOnce = 5_000;

    /// <summary>Lines of partners are kept daily for so long, then those of the first of a month.</summary>
    private const int DaysOfPartners = 8;

    public sealed class Handler(TandemDb db, DealScan scan, ForecastInputs inputs, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Made>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var today = programme.DateOf(now);
            var shift = (programme.FiscalYearStart - 1) % 3;
            await Reached(today, 0, ct);
            var scanned = await scan.Read(programme, today, ct);
            await Reached(today, 0.1, ct);
            var deals = scanned.Deals.ConvertAll(d => d with { Opened = d.Opened.AddMonths(-shift), Closed = d.Closed?.AddMonths(-shift) });
            var asOf = today.AddMonths(-shift);

            var regions = Grouped(deals, scanned.Region);
            var known = await inputs.Read(scanned, deals, asOf, shift, TestedMonths, programme, now, ct);
            await Reached(today, 0.4, ct);
            var proof = ProveInputs.Run(regions.Deals, regions.Groups.Length, asOf, asOf.AddMonths(-TestedMonths), known);

            await Reached(today, 0.7, ct);
            var lines = new List<ForecastLineKept>();
            var grounds = (Grounds?)null;
            lines.AddRange(Lines(ForecastBy.Programme, deals, null));
            lines.AddRange(Lines(ForecastBy.Region, deals, scanned.Region));
            var partners = Lines(ForecastBy.Partner, deals, scanned.Partner);
            await Reached(today, 0.85, ct);
            var run = new ForecastRun(
                today, now, programme.Currency, deals.Count, deals.Count(d => d.Closed is null), scanned.Unrated, MovesOf(scanned.Deals, today.AddDays(-DaysBack)), Tests(deals, regions, asOf, proof.Used), proof.Tried, PastOf(deals, asOf, shift), grounds);
            await Keep(run, lines, partners, ct);
            await Reached(today, 1, ct);
            return new Made(run.Deals, run.Open, lines.Count + partners.Count);

            List<ForecastLineKept> Lines(ForecastBy divided, List<ForecastDeal> all, List<Guid>? groups)
            {
                var (grouped, names) = groups is null ? (all, []) : Grouped(all, groups);
                var calendar = new PeriodCalendar(PeriodLength.Quarter);
                var won = new double[Math.Max(1, names.Length)];
                foreach (var deal in grouped.Where(d => d.Won && calendar.IndexOf(d.Closed!.Value) == calendar.IndexOf(asOf)))
                    won[deal.Group] += deal.Amount;
                if (all.Count == 0)
                    return [];
                var (ahead, basis, rule) = RevenueForecast.Explain(grouped, asOf, Quarters, calendar, names.Length, proof.Used);
                grounds ??= new Grounds(rule, [.. basis.Select(quarter => ForecastGround.Of(quarter, calendar.Start(quarter.Period).AddMonths(shift)))]);
                return [.. ahead.Select(line => new ForecastLineKept(
                    today, divided, line.Group < 0 ? Guid.Empty : names[line.Group], calendar.Start(line.Period).AddMonths(shift), line,
                    line.Period == calendar.IndexOf(asOf) ? (long)Math.Round(won[Math.Max(0, line.Group)]) : 0))];
            }
        }

        private static (List<ForecastDeal> Deals, Guid[] Groups) Grouped(List<ForecastDeal> deals, List<Guid> groups)
        {
            var numbers = new Dictionary<Guid, int>();
            foreach (var group in groups)
                numbers.TryAdd(group, numbers.Count);
            return ([.. deals.Select((d, i) => d with { Group = numbers[groups[i]] })], [.. numbers.Keys]);
        }

        /// <summary>From the first quarter in which anything was won.</summary>
        private static List<PastQuarter> PastOf(List<ForecastDeal> deals, DateOnly asOf, int shift)
        {
            var calendar = new PeriodCalendar(PeriodLength.Quarter);
            var now = calendar.IndexOf(asOf);
            var won = deals.Where(d => d.Won).ToLookup(d => calendar.IndexOf(d.Closed!.Value));
            return [.. Enumerable.Range(now - QuartersBefore, QuartersBefore).SkipWhile(q => !won.Contains(q))
                .Select(q => new PastQuarter(calendar.Start(q).AddMonths(shift), won[q].Count(), (long)Math.Round(won[q].Sum(d => d.Amount))))];
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
        private static List<Tested> Tests(List<ForecastDeal> deals, (List<ForecastDeal> Deals, Guid[] Groups) regions, DateOnly asOf, DealClasses? known) =>
            [.. from test in new (ForecastBy By, PeriodLength Length)[] { (ForecastBy.Programme, PeriodLength.Quarter), (ForecastBy.Programme, PeriodLength.Month), (ForecastBy.Region, PeriodLength.Quarter) }
                let divided = test.By == ForecastBy.Region
                from line in ForecastBacktest.Run(divided ? regions.Deals : deals, new PeriodCalendar(test.Length), asOf, divided ? regions.Groups.Length : 0, asOf.AddMonths(-TestedMonths), known)
                where line.Periods > 0
                select new Tested(test.By, test.Length, line.Method, line.Periods, line.Wape, line.Bias, line.Coverage)];

        /// <summary>Whoever waits sees how far it has come, on whichever node.</summary>
        private async Task Reached(DateOnly day, double share, CancellationToken ct)
        {
            await using var write = await db.BeginWrite(ct, ["forecast"]);
            await db.Set<ForecastProgress>().ExecuteDeleteAsync(ct);
            await db.InsertMany([new ForecastProgress(day, share)], ct);
            await write.Commit(ct);
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
            await db.ForecastLines().Where(l => l.By == ForecastBy.Partner && past.Contains(l.Day)).ExecuteDeleteAsync(ct);
            await sweep.Commit(ct);
        }
    }

    /// <summary>How much was looked at and kept.</summary>
    public sealed record Made(int Deals, int Open, int Lines);
}
