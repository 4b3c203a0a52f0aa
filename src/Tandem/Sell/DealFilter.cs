using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Models;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>Which deals somebody wants to see; everything given must hold.</summary>
public record DealFilter : PageAsk
{
    public Choice<DealStatus>[] Status { get; init; } = [];

    /// <summary>Codes of stages.</summary>
    public string[] Stage { get; init; } = [];

    /// <summary>A territory, with all below it.</summary>
    public Id<Territory>? Territory { get; init; }

    public Id<Organisation>? Partner { get; init; }

    /// <summary>Owner or co-owner.</summary>
    public Id<Person>? Owner { get; init; }

    /// <summary>Of the reader itself, as owner or co-owner.</summary>
    public bool? Mine { get; init; }

    /// <summary>True: the vendor's own deals only; false: partners' deals only.</summary>
    public bool? Direct { get; init; }

    /// <summary>Tier of the partner by its code.</summary>
    public string? Tier { get; init; }

    public Id<Product>? Product { get; init; }

    public Id<Account>? Account { get; init; }

    /// <summary>ISO 4217 code of the deal.</summary>
    public string? Currency { get; init; }

    /// <summary>In whole units of the programme's currency.</summary>
    public decimal? AmountFrom { get; init; }

    public decimal? AmountTo { get; init; }

    /// <summary>Open deals whose odds of a win are at least so high, 0 to 1; for the vendor.</summary>
    public double? OddsFrom { get; init; }

    public double? OddsTo { get; init; }

    public DateOnly? CloseFrom { get; init; }

    public DateOnly? CloseTo { get; init; }

    /// <summary>Open, and without work for longer than the stage allows.</summary>
    public bool? Stalled { get; init; }

    /// <summary>Open, and the protection ends on or before this day.</summary>
    public DateOnly? ProtectionEndsBy { get; init; }

    /// <summary>Part of the customer's name, or a reference.</summary>
    public string? Text { get; init; }

    /// <summary>It narrows nothing.</summary>
    internal bool IsOpen => Status.Length == 0 && Stage.Length == 0
        && new DealFilter(this) { Limit = null, Cursor = null, Status = Everything.Status, Stage = Everything.Stage } == Everything;

    private static readonly DealFilter Everything = new();

    /// <summary>Names what this filter finds for this reader, whatever the page and the order.</summary>
    internal string NameFor(Actor by) =>
        $"deals:{by.Organisation}:{(Mine == true ? by.Person : null)}:{JsonSerializer.Serialize(new DealFilter(this) { Limit = null, Cursor = null })}";
}

/// <summary>Turns a filter into a query over the deals that the reader may see.</summary>
public sealed class DealSearch(TandemDb db, PolicyBook policies, TimeProvider clock)
{
    /// <summary>Who does not see amounts or odds may not find them out by narrowing a range.</summary>
    internal static Refusal? Refuses(DealFilter ask, Actor by) =>
        !by.May(SellPermissions.Amounts) && (ask.AmountFrom is not null || ask.AmountTo is not null)
            ? Refusal.Forbidden("sell/no-amounts", "Your role does not see amounts.")
            : !by.May(ModelPermissions.Read) && (ask.OddsFrom is not null || ask.OddsTo is not null)
            ? Refusal.Forbidden("sell/no-odds", "Your role does not see odds.")
            : null;

    internal async Task<IQueryable<Deal>> Find(DealFilter ask, Actor by, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var deals = ByState(db.Deals().AsNoTracking().VisibleTo(by), ask);
        deals = ByPeople(deals, ask, by);
        deals = ByValue(deals, ask, (await policies.Current<ProgrammePolicy>(now, ct)).Rules);
        deals = ByText(ByOdds(deals, ask), ask);
        if (ask.Territory is { } territory)
        {
            var within = await Below(territory, ct);
            deals = deals.Where(d => within.Contains(d.TerritoryId));
        }

        if (ask.Stalled == true)
            deals = deals.Where(IsStalled((await policies.Current<StagesPolicy>(now, ct)).Rules, now));
        return deals;
    }

    private static IQueryable<Deal> ByState(IQueryable<Deal> deals, DealFilter ask)
    {
        var statuses = ask.Status.Select(s => s.Value).Distinct().ToList();
        if (statuses is [var one])
            deals = deals.Where(d => d.Status == one);
        else if (statuses.Count > 1)
            deals = deals.Where(d => statuses.Contains(d.Status));
        if (ask.Stage is { Length: > 0 } stages)
            deals = deals.Where(d => stages.Contains(d.Stage));
        if (ask.ProtectionEndsBy is { } day)
            deals = deals.Where(d => d.Status == DealStatus.Open && d.Registration!.ProtectedUntil <= day);
        return deals;
    }

    private IQueryable<Deal> ByPeople(IQueryable<Deal> deals, DealFilter ask, Actor by)
    {
        if (ask.Partner is { } partner)
            deals = deals.Where(d => d.PartnerId == partner);
        if (ask.Direct is { } direct)
            deals = direct ? deals.Where(d => d.PartnerId == null) : deals.Where(d => d.PartnerId != null);
        if ((ask.Mine == true ? by.Person : ask.Owner) is { } owner)
            deals = deals.Where(d => d.OwnerId == owner || d.CoOwners.Any(c => c.PersonId == owner));
        if (ask.Tier is { Length: > 0 } tier)
            deals = deals.Where(d => db.Partners().Any(p => p.Id == d.PartnerId && p.Tier == tier));
        if (ask.Account is { } account && by.IsVendor)
            deals = deals.Where(d => d.AccountId == account);
        return deals;
    }

    private static IQueryable<Deal> ByValue(IQueryable<Deal> deals, DealFilter ask, ProgrammePolicy programme)
    {
        if (ask.Product is { } product)
            deals = deals.Where(d => d.Lines.Any(l => l.ProductId == product));
        if (ask.Currency is { Length: > 0 } currency)
            deals = deals.Where(d => d.Amount.Currency == currency);
        if (ask.AmountFrom is { } from)
        {
            var least = Money.Of(from, programme.Currency).Minor;
            deals = deals.Where(d => d.SortAmount >= least);
        }

        if (ask.AmountTo is { } to)
        {
            var most = Money.Of(to, programme.Currency).Minor;
            deals = deals.Where(d => d.SortAmount <= most);
        }

        if (ask.CloseFrom is { } closeFrom)
            deals = deals.Where(d => d.CloseDate >= closeFrom);
        if (ask.CloseTo is { } closeTo)
            deals = deals.Where(d => d.CloseDate <= closeTo);
        return deals;
    }

    private IQueryable<Deal> ByOdds(IQueryable<Deal> deals, DealFilter ask)
    {
        if (ask.OddsFrom is null && ask.OddsTo is null)
            return deals;
        var (least, most) = (ask.OddsFrom ?? 0, ask.OddsTo ?? 1);
        return deals.Where(d => d.Status == DealStatus.Open && db.PredictionRows().Any(p =>
            p.Kind == DealOdds.Kind && p.SubjectId == (Guid)(object)d.Id && p.Until == DateOnly.MaxValue && p.Value >= least && p.Value <= most));
    }

    private static IQueryable<Deal> ByText(IQueryable<Deal> deals, DealFilter ask)
    {
        if (string.IsNullOrWhiteSpace(ask.Text))
            return deals;
        var text = ask.Text.Trim().ToLowerInvariant();
        var reference = text.ToUpperInvariant();
        return deals.Where(d => d.Customer.Name.ToLower().Contains(text) || d.Reference == reference);
    }

    internal Task<List<Id<Territory>?>> Below(Id<Territory> territory, CancellationToken ct) => db.TerritoriesWithin(territory, ct);

    /// <summary>Open and untouched for longer than its stage allows; one condition per stage, so that it runs in the database.</summary>
    /// <remarks>What an import brought stands still until somebody first works on it.</remarks>
    internal static Expression<Func<Deal, bool>> IsStalled(StagesPolicy stages, DateTimeOffset now)
    {
        Expression<Func<Deal, bool>> open = d => d.Status == DealStatus.Open && (d.ExternalId == null || d.Touched > d.Created);
        var deal = open.Parameters[0];
        Expression any = Expression.Constant(false);
        foreach (var stage in stages.Stages)
        {
            var (code, before) = (stage.Code, now.AddDays(-stage.StalledDays));
            Expression<Func<Deal, bool>> here = d => d.Stage == code && d.Touched < before;
            any = Expression.OrElse(any, new Swap(here.Parameters[0], deal).Visit(here.Body));
        }

        return Expression.Lambda<Func<Deal, bool>>(Expression.AndAlso(open.Body, any), deal);
    }

    /// <summary>The same for one deal that was read already.</summary>
    internal static bool Stalls(DealStatus status, Stage? stage, DateTimeOffset touched, DateTimeOffset created, bool imported, DateTimeOffset now) =>
        status == DealStatus.Open && stage is not null && touched < now.AddDays(-stage.StalledDays) && (!imported || touched > created);
}
