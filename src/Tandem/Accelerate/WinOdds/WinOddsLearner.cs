using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Learning;
using Tandem.Kernel;
using Tandem.Models;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.WinOdds;

/// <summary>The probability that an open deal is won, learned from the programme's own deals that have ended.</summary>
public sealed class WinOddsLearner(TandemDb db, DealPasts pasts, Rates rates, PolicyBook policies) : ILearner
{
    /// <summary>More ended deals than this teach nothing new; the latest are taken.</summary>
    private const int MostEnded = 40_000;
    private const int AtOnce = 1_000;

    public string Kind => DealOdds.Kind;

    public string Name => "Win odds";

    public string Means => "The probability that an open deal is won, rather than lost, expired or given up.";

    public string Subject => "deal";

    public string Say(string column) => DealFeatures.Names.GetValueOrDefault(column, column);

    public string? Show(string column, string value) => column is "partner" or "seller" or "territory" or "country" || value == "empty" ? null
        : column == "amount" ? null
        : column is "partner_win_rate" ? double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var rate) ? rate.ToString("P0", System.Globalization.CultureInfo.CurrentCulture) : null
        : double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number.ToString("N0", System.Globalization.CultureInfo.CurrentCulture)
        : value;

    public async Task<Lesson> Learn(DateTimeOffset now, CancellationToken ct)
    {
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var ended = DealPasts.Ended;
        var ids = await db.Deals().Where(d => ended.Contains(d.Status)).OrderByDescending(d => d.Touched).ThenBy(d => d.Id).Take(MostEnded).Select(d => d.Id).ToListAsync(ct);
        var deals = new List<DealPast>(ids.Count);
        foreach (var chunk in ids.Chunk(AtOnce))
            deals.AddRange(await pasts.Read([.. chunk.Select(id => id.Value)], ct));
        var cases = Looks(deals);
        var records = await pasts.Records(null, ct);
        var frame = await Frame(cases, records, programme, ct);
        return new Lesson(frame, [.. cases.Select(c => new LessonRow(c.Deal.Id, programme.DateOf(c.Deal.Left!.Value), c.Deal.Won))]);
    }

    public async IAsyncEnumerable<Question> Ask(IReadOnlyCollection<Guid>? subjects, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var all = subjects ?? [.. (await db.Deals().Where(d => d.Status == DealStatus.Open).Select(d => d.Id).ToListAsync(ct)).Select(id => id.Value)];
        PartnerRecords? records = subjects is null ? await pasts.Records(null, ct) : null;
        foreach (var chunk in all.Chunk(AtOnce))
        {
            var open = (await pasts.Read(chunk, ct)).FindAll(d => d.Left is null);
            var known = records ?? await pasts.Records([.. open.Select(d => d.Partner).OfType<Id<Identity.Organisation>>().Distinct()], ct);
            yield return new Question(
                await Frame([.. open.Select(d => (d, now))], known, programme, ct), [.. open.Select(d => (d.Id, d.Partner))]);
        }
    }

    /// <summary>Steps as long as half of all deals live: about one look at each.</summary>
    private static List<(DealPast Deal, DateTimeOffset At)> Looks(List<DealPast> deals)
    {
        var lives = deals.ConvertAll(d => (d.Left!.Value - d.Entered).TotalDays);
        lives.Sort();
        var step = lives.Count == 0 ? 30 : Math.Clamp(lives[lives.Count / 2], 7, 120);
        return [.. deals.SelectMany(deal => DealFeatures.Looks(deal, step).Select(at => (deal, at)))];
    }

    internal async Task<Frame> Frame(IReadOnlyList<(DealPast Deal, DateTimeOffset At)> cases, PartnerRecords records, ProgrammePolicy programme, CancellationToken ct)
    {
        var days = new Dictionary<DateOnly, RatesOfDay>();
        foreach (var day in cases.Select(c => DateOnly.FromDateTime(c.At.UtcDateTime)).Distinct())
            days[day] = await rates.On(day, ct);
        return DealFeatures.Of(cases, records, (day, amount) => (double?)days[day].Convert(amount, programme.Currency)?.Amount);
    }
}
