using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>An open deal as it was known when a day ended.</summary>
/// <param name="Touched">The last time until then that somebody worked on it.</param>
/// <param name="NextStep">Null when another one was written since: the log keeps no words.</param>
public sealed record DealAsOf(Deal Deal, string Stage, Money Amount, DateOnly? CloseDate, DateTimeOffset Touched, string? NextStep)
{
    /// <summary>Nobody worked on it for longer than its stage allows; what an import brought counts from the first work on it.</summary>
    public bool StoodStill(StagesPolicy stages, DateTimeOffset at) =>
        (Deal.ExternalId is null || Touched > Deal.Created) && stages.Find(Stage) is { } stage && Touched < at.AddDays(-stage.StalledDays);
}

/// <summary>A partner's open deals as they were known at a moment: told from the log, whatever has happened to them since.</summary>
public sealed class DealsAsOf(TandemDb db)
{
    /// <param name="until">What was recorded from here on is not known yet.</param>
    public async Task<IReadOnlyList<DealAsOf>> Open(Id<Organisation> partner, DateTimeOffset until, int most, CancellationToken ct)
    {
        // Only of these the log has to be read: all others are today what they were.
        var changed = await db.Events().AsNoTracking().Where(e => e.PartnerId == partner && e.SubjectKind == "deal" && e.Recorded >= until)
            .Select(e => e.SubjectId).Distinct().ToListAsync(ct);
        List<Id<Deal>> ids = [.. changed.Select(id => new Id<Deal>(id))];
        var deals = await db.Deals().AsNoTracking()
            .Where(d => d.PartnerId == partner && d.Created < until && (d.Status == DealStatus.Open || ids.Contains(d.Id)))
            .OrderBy(d => d.Touched).ThenBy(d => d.Id).Take(most).ToListAsync(ct);
        var log = (await db.Events().AsNoTracking().Where(e => e.SubjectKind == "deal" && changed.Contains(e.SubjectId))
            .OrderBy(e => e.Recorded).ThenBy(e => e.Id).ToListAsync(ct)).ToLookup(e => e.SubjectId);
        return [.. deals.Select(d => log.Contains(d.Id.Value) ? At(d, [.. log[d.Id.Value]], until) : Today(d)).OfType<DealAsOf>().OrderBy(d => d.Touched).ThenBy(d => d.Deal.Id.Value)];
    }

    private static DealAsOf Today(Deal deal) => new(deal, deal.Stage, deal.Amount, deal.CloseDate, deal.Touched, deal.NextStep);

    /// <summary>Null when it was not open then, or nobody had heard of it.</summary>
    internal static DealAsOf? At(Deal deal, IReadOnlyList<Event> log, DateTimeOffset until)
    {
        var known = log.Where(e => e.Recorded < until).Select(e => (e.Fact, e.Happened)).ToList();
        var later = log.Where(e => e.Recorded >= until).Select(e => e.Fact).ToList();
        if (known.Select(e => Opens(e.Fact)).LastOrDefault(opens => opens is not null) is not true)
            return null;
        var value = later.Exists(f => ValueOf(f) is not null) ? known.Select(e => ValueOf(e.Fact)).LastOrDefault(v => v is not null) : null;
        return new DealAsOf(
            deal,
            known.Select(e => StageOf(e.Fact)).LastOrDefault(s => s is not null) ?? later.OfType<StageMoved>().FirstOrDefault()?.From ?? deal.Stage,
            value?.Amount ?? deal.Amount,
            value is null ? deal.CloseDate : value.CloseDate,
            known.Where(e => IsWork(e.Fact)).Select(e => e.Happened).Append(deal.Created).Max(),
            later.OfType<DealUpdated>().Any(u => u.Changed.Contains(DealField.NextStep)) ? null : deal.NextStep);
    }

    /// <summary>Whether the deal is open after that; null where it stays what it was.</summary>
    private static bool? Opens(IFact fact) => fact switch
    {
        RegistrationApproved or DealReopened => true,
        DealImported import => import.Status == DealStatus.Open,
        DealWon or DealLost or RegistrationExpired or RegistrationReleased or RegistrationReclaimed or RegistrationWithdrawn => false,
        _ => null,
    };

    private static string? StageOf(IFact fact) => fact switch { StageMoved moved => moved.To, DealImported import => import.StageCode, _ => null };

    private static Value? ValueOf(IFact fact) => fact switch
    {
        RegistrationSubmitted s => new(new Money(s.AmountMinor, s.Currency), s.CloseDate),
        InfoGiven { AmountMinor: { } minor, Currency: { } currency } i => new(new Money(minor, currency), i.CloseDate),
        DealUpdated u => new(new Money(u.AmountMinor, u.Currency), u.CloseDate),
        DealWon w => new(new Money(w.AmountMinor, w.Currency), w.On),
        DealImported i => new(new Money(i.AmountMinor, i.Currency), i.Closed),
        _ => null,
    };

    /// <summary>What stops the clock of standing still.</summary>
    private static bool IsWork(IFact fact) => fact is RegistrationApproved or StageMoved or DealUpdated or DealReopened or DealImported or CoOwnerJoined or CoOwnerLeft
        or ExtensionRequested or ProtectionExtended { ByRule: true };

    private sealed record Value(Money Amount, DateOnly? CloseDate);
}
