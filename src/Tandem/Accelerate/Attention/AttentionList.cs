using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Accelerate.Attention;

/// <summary>The partners in order of what attention is expected to save.</summary>
public sealed record AttentionList : PageAsk
{
    /// <summary>Part of the firm's name.</summary>
    public string? Text { get; init; }

    public string? Tier { get; init; }

    public Id<Territory>? Territory { get; init; }

    /// <summary>Only partners the reader looks after.</summary>
    public bool? Mine { get; init; }

    /// <summary><c>gain</c>, <c>standing</c>, <c>silent</c>, <c>score</c> or <c>name</c>; a minus in front turns it round. <c>-gain</c> if empty.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, Cursors cursors, TimeProvider clock)
    {
        public async Task<Outcome<Listed>> Run(AttentionList ask, Actor by, CancellationToken ct)
        {
            if (!by.May(AcceleratePermissions.Forecast))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var currency = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.Currency;
            var rows = await Sorted(ask, Filtered(ask, by), ct);
            return new Listed(
                new Page<Row>([.. rows.Items.Select(r => new Row(
                    r.Partner, r.Name, new Money(r.Gain, currency), new Money(r.Standing, currency), r.StandingDeals, new Money(r.Silent, currency), r.Silence, r.Score))], rows.Next),
                rows.Items.Count > 0 ? rows.Items[0].Day : null, (await policies.Current<AttentionPolicy>(now, ct)).Rules);
        }

        private Task<Page<Raw>> Sorted(AttentionList ask, IQueryable<AttentionLine> lines, CancellationToken ct)
        {
            var sort = ask.Sort ?? "-gain";
            return sort.TrimStart('-') switch
            {
                "standing" => By(l => l.Standing),
                "silent" => By(l => l.Silent),
                "score" => By(l => l.Score ?? -1),
                "name" => By(l => db.Organisations().Where(o => o.Id == l.PartnerId).Select(o => o.Name).FirstOrDefault() ?? ""),
                _ => By(l => l.Gain),
            };

            Task<Page<Raw>> By<TKey>(Expression<Func<AttentionLine, TKey>> key) =>
                lines.ToPage(ask, cursors, $"attention:{sort.TrimStart('-')}", key, sort.StartsWith('-'), l => l.PartnerId, l => new Raw(
                    l.PartnerId, db.Organisations().Where(o => o.Id == l.PartnerId).Select(o => o.Name).First(), l.Gain, l.Standing, l.StandingDeals, l.Silent, l.Silence, l.Score, l.Day), ct);
        }

        private IQueryable<AttentionLine> Filtered(AttentionList ask, Actor by)
        {
            var lines = db.AttentionLines().AsNoTracking();
            if (ask.Text?.Trim().ToLowerInvariant() is { Length: > 0 } text)
                lines = lines.Where(l => db.Organisations().Any(o => o.Id == l.PartnerId && o.Name.ToLower().Contains(text)));
            if (ask.Tier is { Length: > 0 } tier)
                lines = lines.Where(l => db.Partners().Any(p => p.Id == l.PartnerId && p.Tier == tier));
            if (ask.Territory is { } territory)
                lines = lines.Where(l => db.Partners().Any(p => p.Id == l.PartnerId && p.TerritoryId == territory));
            if (ask.Mine == true)
                lines = lines.Where(l => db.Partners().Any(p => p.Id == l.PartnerId && p.ManagerId == by.Person));
            return lines;
        }

        private sealed record Raw(Id<Organisation> Partner, string Name, long Gain, long Standing, int StandingDeals, long Silent, double? Silence, double? Score, DateOnly Day);
    }

    /// <param name="AsOf">The night it was ranked; null before the first.</param>
    public sealed record Listed(Page<Row> Page, DateOnly? AsOf, AttentionPolicy Rules);

    /// <param name="Gain">What attention is expected to save.</param>
    /// <param name="Standing">At stake in deals that stand still, each at its odds.</param>
    /// <param name="Silent">At stake should the partner disengage.</param>
    public sealed record Row(Id<Organisation> Partner, string Name, Money Gain, Money Standing, int StandingDeals, Money Silent, double? Silence, double? Score);
}
