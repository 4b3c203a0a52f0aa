using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Accelerate.WinOdds;
using Tandem.Engine.Attribution;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.Attribution;

/// <summary>What each channel brought within a year, by every model, as one night computed it.</summary>
public sealed class AttributionRun
{
    private AttributionRun() { }

    internal AttributionRun(DateOnly day, DateTimeOffset made, string currency, int won, int lost, IReadOnlyList<ChannelLine> lines) =>
        (Day, Made, Currency, Won, Lost, LinesJson) = (day, made, currency, won, lost, JsonSerializer.Serialize(lines, JsonSerializerOptions.Web));

    public DateOnly Day { get; private set; }

    public DateTimeOffset Made { get; private set; }

    public string Currency { get; private set; } = "";

    public int Won { get; private set; }

    public int Lost { get; private set; }

    internal string LinesJson { get; private set; } = "[]";

    public IReadOnlyList<ChannelLine> Lines => JsonSerializer.Deserialize<List<ChannelLine>>(LinesJson, JsonSerializerOptions.Web)!;

    private sealed class Mapping : IEntityTypeConfiguration<AttributionRun>
    {
        public void Configure(EntityTypeBuilder<AttributionRun> builder)
        {
            builder.ToTable("attribution_runs").HasKey(r => r.Day);
            builder.Property(r => r.LinesJson);
            builder.Ignore(r => r.Lines);
        }
    }
}

/// <param name="Credits">Deals won that the model credits to the channel, by the code of the model.</param>
/// <param name="Values">Their worth in minor units.</param>
public sealed record ChannelLine(string Channel, IReadOnlyDictionary<string, double> Credits, IReadOnlyDictionary<string, double> Values);

/// <summary>Credits the channels for the deals that ended within a year: by rule, by Shapley value, by Markov chain.</summary>
/// <remarks>A deal's path is its undisputed touches by day. How it came in (a registration, the vendor's own sales) is one of them, also where an import brought it and no touch says so.</remarks>
public sealed class AttributeChannels
{
    public static readonly IReadOnlyList<string> Models = ["first", "last", "linear", "position", "decay", "markov", "shapley"];

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Credited>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var since = now.AddYears(-1);
            var ended = DealPasts.Ended;
            var deals = await db.Deals().AsNoTracking().Where(d => ended.Contains(d.Status) && d.Touched >= since)
                .Select(d => new { d.Id, Won = d.Status == DealStatus.Won, d.SortAmount, Direct = d.PartnerId == null, d.Created }).ToListAsync(ct);
            var touches = (await db.Touches().AsNoTracking().Where(t => t.SubjectKind == "deal")
                .Select(t => new { t.SubjectId, t.Channel, t.Happened, t.Recorded, Counts = t.Disputed == null }).ToListAsync(ct)).ToLookup(t => t.SubjectId);
            var paths = new TouchPaths();
            foreach (var deal in deals)
            {
                var (own, origin) = (touches[deal.Id.Value].ToList(), deal.Direct ? TouchSubscriber.Direct : TouchSubscriber.Registration);
                var path = own.Where(t => t.Counts).Select(t => (On: t.Happened, t.Recorded, t.Channel)).ToList();
                if (path.Count == 0 || !own.Exists(t => t.Channel == origin))
                    path.Add((programme.DateOf(deal.Created), deal.Created, origin));
                paths.Add(string.Join(" > ", path.OrderBy(t => t.On).ThenBy(t => t.Recorded).Select(t => t.Channel)), deal.Won ? 1 : 0, deal.Won ? deal.SortAmount : 0, deal.Won ? 0 : 1);
            }

            var credits = Models.ToDictionary(m => m, m => Credit(m, paths).ToDictionary(c => c.Channel));
            List<ChannelLine> lines = [.. paths.Channels.Order(StringComparer.Ordinal).Select(channel => new ChannelLine(
                channel, Models.ToDictionary(m => m, m => credits[m].GetValueOrDefault(channel)?.Conversions ?? 0), Models.ToDictionary(m => m, m => credits[m].GetValueOrDefault(channel)?.Value ?? 0)))];
            var run = new AttributionRun(programme.DateOf(now), now, programme.Currency, deals.Count(d => d.Won), deals.Count(d => !d.Won), lines);
            await using var write = await db.BeginWrite(ct, ["attribution"]);
            await db.Set<AttributionRun>().Where(r => r.Day == run.Day).ExecuteDeleteAsync(ct);
            await db.InsertMany([run], ct);
            await write.Commit(ct);
            return new Credited(deals.Count, lines.Count);
        }

        private static IReadOnlyList<ChannelCredit> Credit(string model, TouchPaths paths) => model switch
        {
            "markov" => MarkovAttribution.Credit(paths),
            "shapley" => ShapleyAttribution.Credit(paths),
            _ => RuleAttribution.Credit(paths, Enum.Parse<AttributionRule>(model, ignoreCase: true)),
        };
    }

    public sealed record Credited(int Deals, int Channels);
}

/// <summary>The report of channels as it was last computed.</summary>
public sealed record ShowChannels
{
    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<Shown>> Run(ShowChannels ask, Actor by, CancellationToken ct) => !by.May(AcceleratePermissions.Forecast)
            ? Refusal.NotFound
            : new Shown(await db.Set<AttributionRun>().AsNoTracking().OrderByDescending(r => r.Day).FirstOrDefaultAsync(ct));
    }

    /// <param name="Run">Null before the first night.</param>
    public sealed record Shown(AttributionRun? Run);
}
