using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>Where sources write what they counted, by partner.</summary>
public sealed class InputSheet(IEnumerable<MeasuredPartner> partners)
{
    private readonly Dictionary<Id<Organisation>, PartnerInputs> byPartner = partners.ToDictionary(p => p.Id, p => new PartnerInputs(p));

    public IEnumerable<PartnerInputs> Partners => byPartner.Values;

    public PartnerInputs Of(Id<Organisation> partner) => byPartner[partner];
}

/// <summary>All inputs of one partner, each a history by day.</summary>
public sealed class PartnerInputs(MeasuredPartner partner)
{
    private Series?[] series = new Series?[Input.Places];

    public MeasuredPartner Partner { get; } = partner;

    /// <summary>The first day on which anything was counted.</summary>
    public DateOnly? First { get; private set; }

    /// <param name="amount">What is summed: minor units, days, minutes, as the input says.</param>
    /// <param name="square">Its square where the spread is wanted.</param>
    /// <param name="thing">Of which different things are counted (a person, a product family); null where that is not asked.</param>
    public void Add(Input input, DateOnly day, long amount = 0, long count = 1, long square = 0, Guid? thing = null)
    {
        if (input.Place >= series.Length)
            Array.Resize(ref series, Math.Max(Input.Places, input.Place + 1));
        (series[input.Place] ??= new Series()).Add(day.DayNumber, count, amount, square, thing is { } t ? Short(t) : 0);
        if (First is null || day < First)
            First = day;
    }

    /// <summary>The inputs within days; <paramref name="end"/> is the first day after.</summary>
    public Reading Within(DateOnly from, DateOnly end, PriorBook? priors = null) => new(this, from, end, priors ?? PriorBook.None);

    internal Series? Of(Input input) => input.Place < series.Length ? series[input.Place] : null;

    /// <summary>Two different things meet in 64 bits once in thousands of millions: good enough to count them.</summary>
    private static long Short(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BitConverter.ToInt64(bytes) ^ (BitConverter.ToInt64(bytes[8..]) * -7046029254386353131);
    }

    /// <summary>One input by day with running totals, so that any span of days costs two look-ups.</summary>
    internal sealed class Series
    {
        private readonly List<(int Day, long Count, long Sum, long Square, long Thing)> rows = [];
        private int[] days = [];
        private (long Count, long Sum, long Square)[] totals = [];
        private bool ready;

        public void Add(int day, long count, long sum, long square, long thing)
        {
            rows.Add((day, count, sum, square, thing));
            ready = false;
        }

        /// <summary>Totals of all rows before a day.</summary>
        public (long Count, long Sum, long Square) Before(DateOnly day)
        {
            Prepare();
            return totals[Place(day.DayNumber)];
        }

        public int? LastBefore(DateOnly day)
        {
            Prepare();
            var place = Place(day.DayNumber);
            return place == 0 ? null : days[place - 1];
        }

        public long Different(DateOnly from, DateOnly end)
        {
            Prepare();
            var (first, last) = (Place(from.DayNumber), Place(end.DayNumber));
            if (last - first <= 1)
                return last - first;
            var seen = new HashSet<long>(last - first);
            for (var i = first; i < last; i++)
                seen.Add(rows[i].Thing);
            return seen.Count;
        }

        public long DifferentDays(DateOnly from, DateOnly end)
        {
            Prepare();
            var (count, before) = (0L, int.MinValue);
            for (var i = Place(from.DayNumber); i < Place(end.DayNumber); i++)
            {
                if (days[i] != before)
                    count++;
                before = days[i];
            }

            return count;
        }

        private int Place(int day)
        {
            var (low, high) = (0, days.Length);
            while (low < high)
            {
                var middle = (low + high) >> 1;
                if (days[middle] < day)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }

        private void Prepare()
        {
            if (ready)
                return;
            rows.Sort(static (a, b) => a.Day.CompareTo(b.Day));
            days = new int[rows.Count];
            totals = new (long, long, long)[rows.Count + 1];
            for (var i = 0; i < rows.Count; i++)
            {
                var row = rows[i];
                days[i] = row.Day;
                totals[i + 1] = (totals[i].Count + row.Count, totals[i].Sum + row.Sum, totals[i].Square + row.Square);
            }

            ready = true;
        }
    }
}

/// <summary>What a formula reads: the inputs of one partner within one period, up to the day of reading.</summary>
public readonly struct Reading
{
    private readonly PartnerInputs inputs;
    private readonly PriorBook priors;

    internal Reading(PartnerInputs inputs, DateOnly from, DateOnly end, PriorBook priors) =>
        (this.inputs, From, End, this.priors) = (inputs, from, end, priors);

    public DateOnly From { get; }

    /// <summary>The first day after, or the day after today while the period runs.</summary>
    public DateOnly End { get; }

    public int Days => End.DayNumber - From.DayNumber;

    public long Count(Input input) => inputs.Of(input) is { } s ? s.Before(End).Count - s.Before(From).Count : 0;

    public long Sum(Input input) => inputs.Of(input) is { } s ? s.Before(End).Sum - s.Before(From).Sum : 0;

    public long Squares(Input input) => inputs.Of(input) is { } s ? s.Before(End).Square - s.Before(From).Square : 0;

    /// <summary>How many different things (people, customers) there were.</summary>
    public long Different(Input input) => inputs.Of(input)?.Different(From, End) ?? 0;

    /// <summary>On how many different days there was something.</summary>
    public long DifferentDays(Input input) => inputs.Of(input)?.DifferentDays(From, End) ?? 0;

    /// <summary>How many stand at the end of the period.</summary>
    public long StandingCount(Input input) => inputs.Of(input)?.Before(End).Count ?? 0;

    public long StandingSum(Input input) => inputs.Of(input)?.Before(End).Sum ?? 0;

    /// <summary>Days from the last time until the end of the period; null if there was none.</summary>
    public int? DaysSince(Input input) => inputs.Of(input)?.LastBefore(End) is { } day ? End.DayNumber - 1 - day : null;

    /// <summary>The mean of what was summed; missing where nothing was counted.</summary>
    public Figure Mean(Input input) => Figure.Per(Sum(input), Count(input), Count(input));

    /// <summary>A share drawn towards the population's: (hits + weight × mean) / (tries + weight).</summary>
    public Figure Shrunk(string kpi, Shrinkage by)
    {
        var (hits, tries) = (Count(by.Hits), Count(by.Tries));
        if (tries == 0)
            return Figure.Missing;
        var (mean, weight) = priors.Of(kpi) ?? (by.Mean, by.Weight);
        return new Figure((hits + (weight * mean)) / (tries + weight), tries);
    }
}

/// <summary>To which share of the population, and how strongly, small samples are drawn; as one day's snapshot says.</summary>
public sealed class PriorBook(IReadOnlyDictionary<string, (double Mean, double Weight)> priors)
{
    public static PriorBook None { get; } = new(new Dictionary<string, (double, double)>());

    public (double Mean, double Weight)? Of(string kpi) => priors.TryGetValue(kpi, out var prior) ? prior : null;
}
