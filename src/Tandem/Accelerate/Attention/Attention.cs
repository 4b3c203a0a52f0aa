using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Accelerate.Forecast;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Models;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.Attention;

/// <summary>What is at stake with one partner as of a night, and what attention is expected to save; minor units.</summary>
public sealed class AttentionLine
{
    private AttentionLine() { }

    internal AttentionLine(Id<Organisation> partner, DateOnly day, long standing, int standingDeals, long silent, double? silence, double? score, long gain) =>
        (PartnerId, Day, Standing, StandingDeals, Silent, Silence, Score, Gain) = (partner, day, standing, standingDeals, silent, silence, score, gain);

    public Id<Organisation> PartnerId { get; private set; }

    public DateOnly Day { get; private set; }

    /// <summary>Open deals nobody works on, each at its odds.</summary>
    public long Standing { get; private set; }

    public int StandingDeals { get; private set; }

    /// <summary>What is expected of the partner next quarter, times the probability that it disengages.</summary>
    public long Silent { get; private set; }

    public double? Silence { get; private set; }

    /// <summary>The partner score; it orders nothing, it says why.</summary>
    public double? Score { get; private set; }

    public long Gain { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<AttentionLine>
    {
        public void Configure(EntityTypeBuilder<AttentionLine> builder)
        {
            builder.ToTable("attention_lines").HasKey(l => l.PartnerId);
            builder.HasIndex(l => l.Gain);
        }
    }
}

/// <summary>The table of attention.</summary>
public static class AttentionSets
{
    public static DbSet<AttentionLine> AttentionLines(this TandemDb db) => db.Set<AttentionLine>();
}

/// <summary>How attention is valued.</summary>
[Policy("accelerate.attention")]
public sealed record AttentionPolicy : IPolicy
{
    /// <summary>Without work for so many days a deal stands still.</summary>
    public int StandingDays { get; init; } = 21;

    /// <summary>The share of what is at stake that attention is expected to save, 0 to 1.</summary>
    public double Saves { get; init; } = 0.25;

    public IEnumerable<Refusal> Problems()
    {
        if (StandingDays < 1)
            yield return Refusal.Invalid("accelerate/standing-days", "A deal stands still after at least one day.").On(nameof(StandingDays));
        if (Saves is < 0 or > 1)
            yield return Refusal.Invalid("accelerate/saves", "The share is between 0 and 1.").On(nameof(Saves));
    }
}

/// <summary>Ranks the partners by where attention pays, as happens each night after forecast and predictions.</summary>
public sealed class RankAttention
{
    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Ranked>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            var rules = (await policies.Current<AttentionPolicy>(now, ct)).Rules;
            var idle = now.AddDays(-rules.StandingDays);
            var odds = await Of(DealOdds.Kind, ct);
            var standing = (await db.Deals().AsNoTracking().Where(d => d.Status == DealStatus.Open && d.PartnerId != null && d.Touched < idle)
                .Select(d => new { d.Id, d.PartnerId, d.SortAmount }).ToListAsync(ct)).ToLookup(d => d.PartnerId!.Value, d => d.SortAmount * odds.GetValueOrDefault(d.Id.Value));
            var scores = await Of(PartnerScoreLearner.Called, ct);
            var silence = await Of(DisengagementLearner.Called, ct);
            var next = await NextQuarter(ct);
            var lines = (await db.Partners().AsNoTracking().Select(p => p.Id).ToListAsync(ct)).ConvertAll(partner =>
            {
                double? quiet = silence.TryGetValue(partner.Value, out var s) ? s : null;
                var (stands, silent) = (standing[partner].Sum(), (quiet ?? 0) * next.GetValueOrDefault(partner.Value));
                return new AttentionLine(
                    partner, today, (long)stands, standing[partner].Count(), (long)silent, quiet, scores.TryGetValue(partner.Value, out var score) ? score : null, (long)(rules.Saves * (stands + silent)));
            });
            await using var write = await db.BeginWrite(ct, ["attention"]);
            await db.AttentionLines().ExecuteDeleteAsync(ct);
            await db.InsertMany(lines, ct);
            await write.Commit(ct);
            return new Ranked(lines.Count, lines.Count(l => l.Gain > 0));
        }

        private Task<Dictionary<Guid, double>> Of(string kind, CancellationToken ct) =>
            db.PredictionRows().Where(p => p.Kind == kind && p.Until == DateOnly.MaxValue).ToDictionaryAsync(p => p.SubjectId, p => p.Value, ct);

        private async Task<Dictionary<Guid, long>> NextQuarter(CancellationToken ct)
        {
            var day = await db.ForecastRuns().MaxAsync(r => (DateOnly?)r.Day, ct);
            var starts = await db.ForecastLines().Where(l => l.Day == day && l.By == ForecastBy.Partner).MinAsync(l => (DateOnly?)l.Starts, ct);
            if (starts is null)
                return [];
            var following = starts.Value.AddMonths(3);
            return await db.ForecastLines().Where(l => l.Day == day && l.By == ForecastBy.Partner && l.Starts == following).ToDictionaryAsync(l => l.GroupId, l => l.Expected, ct);
        }
    }

    public sealed record Ranked(int Partners, int WithGain);
}
