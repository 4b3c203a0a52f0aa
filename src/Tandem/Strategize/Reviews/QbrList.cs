using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>The reviews a reader may see, those that come first on top.</summary>
public sealed record QbrList : PageAsk
{
    /// <summary>Part of the plan's title or the partner's name.</summary>
    public string? Text { get; init; }

    public Choice<QbrState>? State { get; init; }

    public Id<Organisation>? Partner { get; init; }

    public Id<Plan>? Plan { get; init; }

    /// <summary>Only reviews the reader is asked to.</summary>
    public bool? Mine { get; init; }

    /// <summary>Only those on this day or later, where the programme is at home.</summary>
    public DateOnly? From { get; init; }

    /// <summary><c>when</c>, <c>partner</c> or <c>plan</c>; a minus in front turns it round.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, Cursors cursors, Policies.PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Page<QbrRow>>> Run(QbrList ask, Actor by, CancellationToken ct)
        {
            if (!by.May(QbrPermissions.See))
                return Refusal.NotFound;
            var qbrs = db.Qbrs().AsNoTracking().VisibleTo(by);
            if (ask.State?.Value is { } state)
                qbrs = qbrs.Where(q => q.State == state);
            if (ask.Partner is { } partner)
                qbrs = qbrs.Where(q => q.PartnerId == partner);
            if (ask.Plan is { } plan)
                qbrs = qbrs.Where(q => q.PlanId == plan);
            if (ask.Mine == true)
                qbrs = qbrs.Where(q => db.QbrAttendees().Any(a => a.QbrId == q.Id && a.PersonId == by.Person));
            if (ask.From is { } day)
            {
                var start = (await policies.Current<Policies.ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules.StartOf(day);
                qbrs = qbrs.Where(q => q.Starts >= start);
            }

            if (ask.Text?.Trim().ToLowerInvariant() is { Length: > 0 } text)
                qbrs = qbrs.Where(q => db.Plans().Any(p => p.Id == q.PlanId && p.Title.ToLower().Contains(text)) || db.Organisations().Any(o => o.Id == q.PartnerId && o.Name.ToLower().Contains(text)));
            var sort = ask.Sort ?? "when";
            return sort.TrimStart('-') switch
            {
                "partner" => await By(q => db.Organisations().Where(o => o.Id == q.PartnerId).Select(o => o.Name).FirstOrDefault() ?? ""),
                "plan" => await By(q => db.Plans().Where(p => p.Id == q.PlanId).Select(p => p.Title).FirstOrDefault() ?? ""),
                _ => await By(q => q.Starts),
            };

            Task<Page<QbrRow>> By<TKey>(Expression<Func<Qbr, TKey>> key) =>
                qbrs.ToPage(ask, cursors, $"qbrs:{sort.TrimStart('-')}", key, sort.StartsWith('-'), q => q.Id, QbrRow.Of(db), ct);
        }
    }
}

/// <summary>A review as one line of a list.</summary>
public sealed record QbrRow
{
    public Id<Qbr> Id { get; init; }

    public Id<Plan> Plan { get; init; }

    public string PlanTitle { get; init; } = "";

    public Id<Organisation> Partner { get; init; }

    public string PartnerName { get; init; } = "";

    public DateTimeOffset Starts { get; init; }

    public int Lasts { get; init; }

    public string Place { get; init; } = "";

    public QbrState State { get; init; }

    /// <summary>The day of its newest pack; null before one is made.</summary>
    public DateOnly? Pack { get; init; }

    public int Attendees { get; init; }

    internal static Expression<Func<Qbr, QbrRow>> Of(TandemDb db) => q => new QbrRow
    {
        Id = q.Id,
        Plan = q.PlanId,
        PlanTitle = db.Plans().Where(p => p.Id == q.PlanId).Select(p => p.Title).FirstOrDefault() ?? "",
        Partner = q.PartnerId,
        PartnerName = db.Organisations().Where(o => o.Id == q.PartnerId).Select(o => o.Name).FirstOrDefault() ?? "",
        Starts = q.Starts,
        Lasts = q.Lasts,
        Place = q.Place,
        State = q.State,
        Pack = db.QbrPacks().Where(p => p.QbrId == q.Id).OrderByDescending(p => p.AsOf).Select(p => (DateOnly?)p.AsOf).FirstOrDefault(),
        Attendees = db.QbrAttendees().Where(a => a.QbrId == q.Id).Count(),
    };
}
