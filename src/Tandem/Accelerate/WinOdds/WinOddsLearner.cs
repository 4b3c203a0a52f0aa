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
    private const int MostLookedBackAt = 20_000;

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
        var deals = await Read(db.Deals().Where(d => ended.Contains(d.Status)).OrderByDescending(d => d.Touched).ThenBy(d => d.Id).Take(MostEnded), ct);
        return await Taught(deals, await pasts.Records(null, ct), programme, ct);
    }

    /// <summary>All deals, so that it can be asked about past days too; null where there are too many to look back at.</summary>
    public async Task<Hindsight?> LookBack(DateTimeOffset now, CancellationToken ct)
    {
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var ended = DealPasts.Ended;
        var looked = db.Deals().Where(d => d.Status == DealStatus.Open || ended.Contains(d.Status));
        if (await looked.CountAsync(ct) > MostLookedBackAt)
            return null;
        var deals = await Read(looked.OrderBy(d => d.Id), ct);
        var records = await pasts.Records(null, ct);
        return new Hindsight(await Taught(deals.FindAll(d => d.Left is not null), records, programme, ct), async day =>
        {
            var at = programme.StartOf(day);
            var open = deals.FindAll(d => d.Entered < at && !(d.Left < at));
            return new Question(await Frame([.. open.Select(d => (d, at))], records, programme, ct), [.. open.Select(d => (d.Id, d.Partner))]);
        });
    }

    private async Task<List<DealPast>> Read(IQueryable<Deal> looked, CancellationToken ct)
    {
        var ids = await looked.Select(d => d.Id).ToListAsync(ct);
        var deals = new List<DealPast>(ids.Count);
        foreach (var chunk in ids.Chunk(AtOnce))
            deals.AddRange(await pasts.Read([.. chunk.Select(id => id.Value)], ct));
        return deals;
    }

    private async Task<Lesson> Taught(List<DealPast> deals, PartnerRecords records, ProgrammePolicy programme, CancellationToken ct)
    {
        var cases = Looks(deals);
        return new Lesson(await Frame(cases, records, programme, ct), [.. cases.Select(c => new LessonRow(c.Deal.Id, programme.DateOf(c.Deal.Left!.Value), c.Deal.Won))]);
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
