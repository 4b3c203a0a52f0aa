using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine.Learning;

namespace Tandem.Accelerate.Matching;

/// <summary>How well the conflict check tells customers apart in this programme, as one night tried it; the newest is kept.</summary>
public sealed class MatchingRun
{
    /// <summary>What another threshold would have changed is looked at within so many days.</summary>
    internal const int RecentDays = 90;

    private MatchingRun() { }

    internal MatchingRun(DateOnly day, DateTimeOffset made, DateOnly since, int registrations, int recent, int mailed, int claims, IReadOnlyList<MatchCase> cases) =>
        (Day, Made, Since, Registrations, Recent, Mailed, Claims, CasesJson) = (day, made, since, registrations, recent, mailed, claims, JsonSerializer.Serialize(cases, JsonSerializerOptions.Web));

    public DateOnly Day { get; private set; }

    public DateTimeOffset Made { get; private set; }

    /// <summary>The first day of what was tried.</summary>
    public DateOnly Since { get; private set; }

    public int Registrations { get; private set; }

    /// <summary>Of them, those of the last ninety days.</summary>
    public int Recent { get; private set; }

    /// <summary>Of them, those whose contact has a business e-mail.</summary>
    public int Mailed { get; private set; }

    /// <summary>All claims they were tried against.</summary>
    public int Claims { get; private set; }

    internal string CasesJson { get; private set; } = "[]";

    /// <summary>The registrations that tell something: the others met nobody and nobody they should have met.</summary>
    public IReadOnlyList<MatchCase> Cases => JsonSerializer.Deserialize<List<MatchCase>>(CasesJson, JsonSerializerOptions.Web)!;

    private sealed class Mapping : IEntityTypeConfiguration<MatchingRun>
    {
        public void Configure(EntityTypeBuilder<MatchingRun> builder)
        {
            builder.ToTable("matching_runs").HasKey(r => r.Day);
            builder.Property(r => r.CasesJson);
            builder.Ignore(r => r.Cases);
        }
    }
}

/// <summary>Another claim, and the probability that it is about the same customer.</summary>
public sealed record MatchFound(Guid Deal, double Probability);

/// <summary>One registration, tried again.</summary>
/// <param name="Same">The earlier claim of another firm whose contact has the same e-mail domain; probability 0 where the check does not find it at all.</param>
/// <param name="Other">The most similar claim whose contact has another e-mail domain.</param>
/// <param name="Contest">The most similar claim that stood in its way.</param>
/// <param name="ByName">One of the two named no web domain, so that the name decides.</param>
/// <param name="People">Whether people took the customer for that of <paramref name="Seen"/>.</param>
/// <param name="Seen">What the check of that day found.</param>
/// <param name="Agrees">People and e-mail say the same of it; null where one is silent.</param>
public sealed record MatchCase(
    Guid Deal, DateOnly On, MatchFound? Same, MatchFound? Other, MatchFound? Contest, bool ByName, bool? People, MatchFound? Seen, bool? Agrees)
{
    /// <summary>No policy may set the threshold lower.</summary>
    public const double Least = 0.3;

    internal bool Telling => Same is not null || Other is not null || Contest is not null || People is not null;
}

/// <summary>How often the check is right at one threshold.</summary>
/// <param name="Precision">Of the registrations for which it names another's customer, those where it truly is one (by e-mail).</param>
/// <param name="Recall">Of the registrations whose customer another had claimed (by e-mail), those for which it says so.</param>
/// <param name="ByName">The same recall where one side named no web domain.</param>
/// <param name="Confirmed">Of the findings that people judged, those they took for the same customer.</param>
/// <param name="Contested">Registrations of the last ninety days with a claim in their way at least so alike.</param>
public sealed record MatchRates(double Threshold, Proportion Precision, Proportion Recall, Proportion ByName, Proportion Confirmed, int Contested)
{
    public static MatchRates At(double threshold, IReadOnlyList<MatchCase> cases, DateOnly recent)
    {
        var (caught, missed, wrong, named, caughtByName, confirmed, judged, contested) = (0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var tried in cases)
        {
            var found = tried.Same?.Probability >= threshold;
            caught += found ? 1 : 0;
            missed += tried.Same is not null && !found ? 1 : 0;
            wrong += IsWrong(tried, threshold) ? 1 : 0;
            named += tried.ByName ? 1 : 0;
            caughtByName += tried.ByName && found ? 1 : 0;
            if (tried is { People: { } same, Seen.Probability: var seen } && seen >= threshold)
                (confirmed, judged) = (confirmed + (same ? 1 : 0), judged + 1);
            contested += tried.On >= recent && tried.Contest?.Probability >= threshold ? 1 : 0;
        }

        return new MatchRates(threshold, new(caught, caught + wrong), new(caught, caught + missed), new(caughtByName, named), new(confirmed, judged), contested);
    }

    /// <summary>It names a customer that it is not, and not the one that it is.</summary>
    internal static bool IsWrong(MatchCase tried, double threshold) =>
        tried.Other?.Probability >= threshold && !(tried.Same?.Probability >= threshold);
}
