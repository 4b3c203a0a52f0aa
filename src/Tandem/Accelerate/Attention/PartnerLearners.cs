using System.Globalization;
using System.Runtime.CompilerServices;
using Tandem.Kernel;
using Tandem.Models;
using Tandem.Policies;

namespace Tandem.Accelerate.Attention;

/// <summary>What the two models of partners have in common: the partners, and how their columns read.</summary>
public abstract class PartnerLearner(PartnerPasts pasts, PolicyBook policies) : ILearner
{
    /// <summary>More cases than this teach nothing new; every so many partners are left out by their ids.</summary>
    private const int MostCases = 40_000;

    public abstract string Kind { get; }

    public abstract string Name { get; }

    public abstract string Means { get; }

    public string Subject => "partner";

    /// <summary>Whether the quarter's promise is part of what is looked at.</summary>
    protected abstract bool WithTarget { get; }

    public string Say(string column) => PartnerFeatures.Names.GetValueOrDefault(column, column);

    public string? Show(string column, string value) => column is "trend" || value == "empty" ? null
        : column is "planned" or "type" ? value
        : !double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? null
        : number.ToString(column is "win_rate" or "reached" or "last_quarter" or "cover" ? "P0" : "N0", CultureInfo.CurrentCulture);

    public async Task<Lesson> Learn(DateTimeOffset now, CancellationToken ct)
    {
        var (all, today) = await All(null, now, ct);
        return Taught(all, today);
    }

    public async IAsyncEnumerable<Question> Ask(IReadOnlyCollection<Guid>? subjects, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        var (all, today) = await All(subjects, now, ct);
        yield return Asked(all, today);
    }

    /// <summary>The same, so that it can be asked about past days too.</summary>
    public async Task<Hindsight> LookBack(DateTimeOffset now, CancellationToken ct)
    {
        var (all, today) = await All(null, now, ct);
        return new Hindsight(Taught(all, today), day => Task.FromResult(Asked(all, day)));
    }

    private async Task<(List<PartnerPast> All, DateOnly Today)> All(IReadOnlyCollection<Guid>? subjects, DateTimeOffset now, CancellationToken ct)
    {
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var today = programme.DateOf(now);
        return (await pasts.Read(subjects, programme, today, ct), today);
    }

    private Lesson Taught(List<PartnerPast> all, DateOnly today)
    {
        var cases = all.SelectMany(p => Past(p, today).Select(c => (Partner: p, c.Day, c.Ended, c.Success))).ToList();
        if (cases.Count > MostCases)
        {
            var every = (cases.Count / MostCases) + 1;
            cases = [.. cases.Where(c => c.Partner.Id.Value.ToByteArray()[15] % every == 0)];
        }

        return new Lesson(
            PartnerFeatures.Of(cases.ConvertAll(c => (c.Partner, c.Day)), WithTarget), [.. cases.Select(c => new LessonRow(c.Partner.Id.Value, c.Ended, c.Success))]);
    }

    private Question Asked(List<PartnerPast> all, DateOnly day)
    {
        var asked = all.FindAll(p => Asks(p, day));
        return new Question(PartnerFeatures.Of(asked.ConvertAll(p => (p, day)), WithTarget), [.. asked.Select(p => (p.Id.Value, (Id<Identity.Organisation>?)p.Id))]);
    }

    /// <summary>Looks at the partner on earlier days, each with the day on which its outcome was known.</summary>
    protected abstract IEnumerable<(DateOnly Day, DateOnly Ended, bool Success)> Past(PartnerPast partner, DateOnly today);

    /// <summary>Whether the question makes sense for it today.</summary>
    protected abstract bool Asks(PartnerPast partner, DateOnly today);
}

/// <summary>The predictive partner score: the probability that a partner wins this quarter what its plan promises.</summary>
public sealed class PartnerScoreLearner(PartnerPasts pasts, PolicyBook policies) : PartnerLearner(pasts, policies)
{
    public const string Called = "partner-score";

    private const int Quarters = 8;

    /// <summary>A quarter is looked at as it begins and after each month.</summary>
    private static readonly int[] Looks = [0, 31, 61];

    public override string Kind => Called;

    public override string Name => "Partner score";

    public override string Means => "The probability that a partner wins this quarter what its plan promises; without a plan, its average quarter of the year before.";

    protected override bool WithTarget => true;

    protected override IEnumerable<(DateOnly Day, DateOnly Ended, bool Success)> Past(PartnerPast partner, DateOnly today)
    {
        for (var back = 1; back <= Quarters; back++)
        {
            var quarter = PartnerFeatures.Quarter(today).AddMonths(-3 * back);
            if (quarter < partner.Since)
                continue;

            // What was won is known for good when its last win was recorded.
            var (next, won) = (quarter.AddMonths(3), partner.WonWithin(quarter, quarter.AddMonths(3), today));
            var last = partner.Deals.Where(d => d.Won && d.Left >= quarter && d.Left < next && d.Known < today).Max(d => d.Known);
            foreach (var day in Looks.Select(look => quarter.AddDays(look)))
            {
                if (partner.Target(quarter, day) is { } target)
                    yield return (day, last > next ? last.Value : next, won >= target);
            }
        }
    }

    protected override bool Asks(PartnerPast partner, DateOnly today) => partner.Target(PartnerFeatures.Quarter(today), today) is not null;
}

/// <summary>Early warning: the probability that a partner's people work much less than they did.</summary>
public sealed class DisengagementLearner(PartnerPasts pasts, PolicyBook policies) : PartnerLearner(pasts, policies)
{
    public const string Called = "disengagement";

    private const int Before = 90;
    private const int Ahead = 60;
    private const int LeastDays = 3;
    private const double Third = 1.0 / 3;
    private const int Months = 24;

    public override string Kind => Called;

    public override string Name => "Disengagement";

    public override string Means => "The probability that a partner's people work in the portal less than a third as often in the next sixty days as in the ninety before.";

    protected override bool WithTarget => false;

    protected override IEnumerable<(DateOnly Day, DateOnly Ended, bool Success)> Past(PartnerPast partner, DateOnly today)
    {
        for (var back = 1; back <= Months; back++)
        {
            var day = new DateOnly(today.Year, today.Month, 1).AddMonths(-back);
            if (day.AddDays(Ahead) <= today && Asks(partner, day))
                yield return (day, day.AddDays(Ahead), partner.DaysWithin(day, day.AddDays(Ahead)) / (double)Ahead < Third * partner.DaysWithin(day.AddDays(-Before), day) / Before);
        }
    }

    /// <summary>Who hardly did anything has nothing to leave.</summary>
    protected override bool Asks(PartnerPast partner, DateOnly today) => partner.DaysWithin(today.AddDays(-Before), today) >= LeastDays;
}
