using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Strategize.C3;

namespace Tandem.Strategize.Specialisations;

/// <summary>What a partner is specialised in, until when, and what is missing for renewal and for the others.</summary>
public sealed record ShowSpecialisations
{
    private const int MostDeals = 20;

    private const int MostNews = 30;

    public Id<Organisation> Partner { get; init; }

    /// <summary>As that business day ended; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    public sealed class Handler(TandemDb db, SpecialisationGauge gauge, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(ShowSpecialisations ask, Actor by, CancellationToken ct)
        {
            if (!by.May(StandingPermissions.See) || (by.IsPartner && by.Partner != ask.Partner) || (await register.Read([ask.Partner], ct)) is not [var partner])
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var today = programme.DateOf(now);
            var asOf = ask.AsOf is { } past && past < today ? past : (DateOnly?)null;
            var day = asOf ?? today;
            var until = programme.StartOf(day.AddDays(1));
            var subject = (await policies.For<SpecialisationsPolicy>([partner], asOf is null ? now : until.AddTicks(-1), ct))[0];
            var readings = (await gauge.Read([subject], day, ProgrammeFrame.Of(programme), ct, asOf is not null))[0];
            var standings = await db.SpecialisationStandingsOf(asOf).Where(s => s.PartnerId == partner.Id).ToDictionaryAsync(s => s.Code, s => s.State, ct);
            var gone = standings.Where(s => s.Value.Since is not null && readings.All(r => r.Specialisation.Code != s.Key)).OrderBy(s => s.Key, StringComparer.Ordinal);
            var news = await db.Events().AsNoTracking()
                .Where(e => e.SubjectKind == "partner" && e.SubjectId == partner.Id.Value && SpecialisationText.Facts.Contains(e.Kind) && e.Recorded < until)
                .OrderByDescending(e => e.Recorded).ThenByDescending(e => e.Id).Take(MostNews).ToListAsync(ct);
            return new View(
                partner.Id, partner.Name, day, asOf is not null, subject.Rules, subject.Policy.RenewalDays,
                [
                    .. readings.Select(r => Of(r, standings.GetValueOrDefault(r.Specialisation.Code) ?? SpecialisationState.None, subject.Policy, day, by)),
                    .. gone.Select(s => new Item(s.Key, SpecialisationText.Named(s.Key), SpecialisedIn.Product, "", s.Value.Since, s.Value.ValidUntil, null, null, false, false, 0, 0, 0, 0, "", [], [])),
                ],
                [.. news.Select(e => Told(e.Fact, e.Happened))], programme.Currency, programme.FiscalYearStart);
        }

        private static News Told(IFact fact, DateTimeOffset at) => fact switch
        {
            SpecialisationEarned earned => new News(at, earned.NameCode, SpecialisationMove.Earned, earned.ValidUntil),
            SpecialisationRenewed renewed => new News(at, renewed.NameCode, SpecialisationMove.Renewed, renewed.ValidUntil),
            SpecialisationDue due => new News(at, due.NameCode, SpecialisationMove.Due, due.ValidUntil),
            _ => new News(at, ((SpecialisationEnded)fact).NameCode, SpecialisationMove.Ended, null),
        };

        private static Item Of(SpecialisationReading reading, SpecialisationState state, SpecialisationsPolicy policy, DateOnly today, Actor by)
        {
            var s = reading.Specialisation;
            return new Item(
                s.Code, s.Name, s.In, s.Field, state.Since, state.ValidUntil, state.ValidUntil?.AddDays(1 - policy.RenewalDays) is { } from && from > today ? from : null, state.DueSince,
                true, reading.Met, reading.Progress, s.Wins, reading.Won.Count, s.Months, s.Gives, [.. reading.Won.Take(MostDeals).Select(d => new DealView(d.Deal, d.Reference, d.Customer, d.On))],
                [.. reading.Requirements.Select(r => RequirementView.Of(r, by))]);
        }
    }

    /// <param name="Past">It is not today's.</param>
    /// <param name="Rules">The version of the rules that hold for the partner.</param>
    public sealed record View(
        Id<Organisation> Partner, string Name, DateOnly Day, bool Past, int Rules, int RenewalDays, IReadOnlyList<Item> Items,
        IReadOnlyList<News> News, string Currency, int Fiscal);

    /// <summary>One specialisation, as the partner stands towards it.</summary>
    /// <param name="Since">The day from which it is held; null while it is not.</param>
    /// <param name="RenewsFrom">The first day on which it can be renewed; null once that has come.</param>
    /// <param name="DueSince">From when on something is missing for its renewal.</param>
    /// <param name="Offered">False for one that was taken out of the rules: it is kept until its last day.</param>
    /// <param name="Met">All it asks for is met today.</param>
    /// <param name="Wins">Deals won in its field within a year that it asks for.</param>
    /// <param name="Won">How many there are.</param>
    /// <param name="Months">How long a term is.</param>
    /// <param name="Deals">The newest of the deals won.</param>
    public sealed record Item(
        string Code, string Name, SpecialisedIn In, string Field, DateOnly? Since, DateOnly? ValidUntil, DateOnly? RenewsFrom, DateOnly? DueSince, bool Offered, bool Met,
        double Progress, int Wins, int Won, int Months, string Gives, IReadOnlyList<DealView> Deals, IReadOnlyList<RequirementView> Requirements)
    {
        public bool Held => Since is not null;
    }

    /// <summary>A deal won in the field.</summary>
    public sealed record DealView(Guid Id, string Reference, string Customer, DateOnly On);

    /// <summary>What became of a specialisation of the partner.</summary>
    /// <param name="ValidUntil">The last day of the term; null for one that ended.</param>
    public sealed record News(DateTimeOffset At, string Code, SpecialisationMove Move, DateOnly? ValidUntil);
}
