using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Measures;

/// <summary>Told when values of partners were written, in the same transaction: health, tiers and alerts follow from here. Found by scan.</summary>
public interface IOnMeasured
{
    Task Changed(IReadOnlyCollection<Id<Organisation>> partners, CancellationToken ct);

    /// <summary>Whether it is told by the nightly computation too; who judges everybody by night in a job of its own need not be.</summary>
    bool AlsoByNight => true;
}

/// <summary>Computes all KPIs of some partners from the facts as they stand, for one partner after an event and for all at night alike.</summary>
public sealed class Reckoner(
    TandemDb db, KpiCatalogue catalogue, IEnumerable<IInputSource> sources, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
{
    /// <summary>Periods that began longer ago than so many years are not computed.</summary>
    public const int YearsKept = 5;

    /// <summary>What all computations of one moment share.</summary>
    /// <param name="Priors">By the day of their snapshot.</param>
    public sealed record Frame(ProgrammePolicy Programme, DateTimeOffset Now, DateOnly Today, SortedList<DateOnly, PriorBook> Priors)
    {
        /// <summary>The month in which the fiscal year starts.</summary>
        public int FiscalStart => Programme.FiscalYearStart;

        /// <summary>A period keeps the population it ended with; one older than the first snapshot has the first.</summary>
        public PriorBook PriorsFor(Period period)
        {
            var last = PriorBook.None;
            foreach (var (day, book) in Priors)
            {
                if (day >= period.End && last != PriorBook.None)
                    break;
                last = book;
            }

            return last;
        }
    }

    public async Task<Frame> Now(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var today = programme.DateOf(now);
        var kept = await db.Populations().AsNoTracking().Where(p => p.PriorMean != null && p.Day <= today)
            .Select(p => new { p.Day, p.Kpi, p.PriorMean, p.PriorWeight }).ToListAsync(ct);
        var priors = new SortedList<DateOnly, PriorBook>(kept.GroupBy(p => p.Day).ToDictionary(
            g => g.Key, g => new PriorBook(g.ToDictionary(p => p.Kpi, p => (p.PriorMean!.Value, p.PriorWeight!.Value)))));
        return new Frame(programme, now, today, priors);
    }

    /// <summary>Reads the inputs of these partners, or of all: one query a source.</summary>
    public async Task<InputSheet> Gather(IReadOnlyCollection<Id<Organisation>>? only, Frame frame, CancellationToken ct) =>
        await Gather(await register.Read(only, ct), frame, ct);

    /// <param name="wanted">Only these inputs; null for all.</param>
    internal async Task<InputSheet> Gather(IReadOnlyList<MeasuredPartner> partners, Frame frame, CancellationToken ct, IReadOnlySet<Input>? wanted = null)
    {
        var sheet = new InputSheet(partners);
        if (partners.Count == 0)
            return sheet;
        var scope = new InputScope(partners, frame.Programme, frame.Now, wanted);
        foreach (var source in sources)
            await source.Read(scope, sheet, ct);
        return sheet;
    }

    /// <summary>The periods that have something to say about a partner: from its first fact until today.</summary>
    public static IReadOnlyList<Period> PeriodsOf(PartnerInputs inputs, Frame frame)
    {
        if (inputs.First is not { } first || first > frame.Today)
            return [];
        var oldest = frame.Today.AddYears(-YearsKept);
        var periods = new List<Period>();
        foreach (var kind in Enum.GetValues<PeriodKind>())
        {
            for (var p = Period.Of(first < oldest ? oldest : first, kind, frame.Programme.FiscalYearStart); p.Start <= frame.Today; p = p.Next)
                periods.Add(p);
        }

        return periods;
    }

    /// <summary>The KPIs of one partner for some periods; what does not apply to its type is missing.</summary>
    public IEnumerable<(string Period, string Kpi, Figure Figure)> Reckon(PartnerInputs inputs, IEnumerable<Period> periods, Frame frame)
    {
        var tomorrow = frame.Today.AddDays(1);
        foreach (var period in periods)
        {
            var reading = inputs.Within(period.Start, period.End < tomorrow ? period.End : tomorrow, frame.PriorsFor(period));
            var key = period.Key;
            foreach (var kpi in catalogue.All)
                yield return (key, kpi.Id, kpi.AppliesTo(inputs.Partner.Type) ? kpi.Of(reading) : Figure.Missing);
        }
    }

    /// <summary>Computes these partners again and writes what changed, inside the caller's transaction.</summary>
    public async Task<int> Refresh(IReadOnlyCollection<Id<Organisation>> partners, CancellationToken ct)
    {
        var frame = await Now(ct);
        var sheet = await Gather(partners, frame, ct);
        return await Store([.. sheet.Partners.Select(p => (p.Partner.Id, Reckon(p, PeriodsOf(p, frame), frame).ToList()))], frame, ct);
    }

    /// <summary>Writes what differs from what is kept; a value of an earlier day gets its end, one of today is replaced.</summary>
    internal async Task<int> Store(
        IReadOnlyList<(Id<Organisation> Partner, List<(string Period, string Kpi, Figure Figure)> Figures)> reckoned, Frame frame, CancellationToken ct)
    {
        var ids = reckoned.Select(r => r.Partner).ToList();
        var kept = (await db.MeasuredValues().AsNoTracking().Where(v => ids.Contains(v.PartnerId) && v.Until == DateOnly.MaxValue).ToListAsync(ct))
            .ToDictionary(v => (v.PartnerId, v.Period, v.Kpi));
        var (fresh, changed) = (new List<MeasuredValue>(), 0);
        foreach (var (partner, figures) in reckoned)
        {
            foreach (var (period, kpi, figure) in figures)
            {
                var old = kept.GetValueOrDefault((partner, period, kpi));
                if ((old?.Figure ?? catalogue.NothingFor(kpi)) == figure)
                    continue;
                changed++;
                if (old is null || old.Known < frame.Today)
                    fresh.Add(new MeasuredValue(partner, period, kpi, frame.Today, figure));
                if (old is null || old.Known < frame.Today)
                    continue;
                db.Attach(old);
                old.Say(figure);
            }
        }

        await db.SaveChangesAsync(ct);
        await db.InsertMany(fresh, ct);
        await End(ids, frame.Today, ct);
        return changed;
    }

    /// <summary>What was said on an earlier day and is said anew today was true until today.</summary>
    private Task End(IReadOnlyCollection<Id<Organisation>> partners, DateOnly today, CancellationToken ct)
    {
        var anew = db.MeasuredValues().Where(v => v.Known == today);
        return db.MeasuredValues()
            .Where(v => partners.Contains(v.PartnerId) && v.Until == DateOnly.MaxValue && v.Known < today)
            .Where(v => anew.Any(n => n.PartnerId == v.PartnerId && n.Period == v.Period && n.Kpi == v.Kpi))
            .ExecuteUpdateAsync(set => set.SetProperty(v => v.Until, today), ct);
    }
}
