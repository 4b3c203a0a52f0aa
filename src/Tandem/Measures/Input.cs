using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>Something that is counted or summed by partner and day, from which KPIs are computed: deals won, sign-ins.</summary>
/// <param name="key"><c>module.word</c>.</param>
/// <param name="name">English, as a heading over its rows.</param>
public class Input(string key, string name)
{
    private static int count = -1;

    public string Key { get; } = key;

    public string Name { get; } = name;

    /// <summary>What its sum is in; null when only its count says something.</summary>
    public KpiUnit? SumUnit { get; init; }

    /// <summary>It is a standing number (open deals, people), not one of what happened within a period.</summary>
    public bool Standing { get; init; }

    /// <summary>Finds the rows behind it; none where they cannot be shown one by one.</summary>
    public RowsBehind? Behind { get; init; }

    internal int Place { get; } = Interlocked.Increment(ref count);

    internal static int Places => Volatile.Read(ref count) + 1;
}

/// <summary>An input that counts events, from the daily counts that the log's reader keeps.</summary>
public sealed class EventInput(string key, string name, params string[] kinds) : Input(key, name)
{
    /// <summary>Kinds of events, or extra codes given by an <see cref="IEventCodes"/>; none means every kind.</summary>
    public IReadOnlyList<string> Kinds { get; } = kinds;

    public DoneBy By { get; init; } = DoneBy.Anybody;
}

/// <summary>Whose doing an event must be to count.</summary>
public enum DoneBy
{
    Anybody,
    PartnersPeople,
    VendorsPeople,
}

/// <summary>Which rows behind an input are asked for.</summary>
/// <param name="From">First business day.</param>
/// <param name="To">The first day after.</param>
/// <param name="Starts">The same days as moments, in the programme's time zone.</param>
public sealed record BehindAsk(Id<Organisation> Partner, DateOnly From, DateOnly To, DateTimeOffset Starts, DateTimeOffset Ends, Actor By, int Skip, int Take)
{
    /// <summary>The business day of a moment in or before the period.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => From.AddDays((int)Math.Floor((moment - Starts).TotalDays));
}

/// <summary>One row behind a number.</summary>
/// <param name="Href">Its page; null where there is none or the reader may not see it.</param>
public sealed record BehindRow(DateOnly Day, string Title, string? Href, Engine.Money? Amount, string Note = "");

/// <summary>Reads rows behind an input, newest first, cut to what the reader may see.</summary>
public delegate Task<IReadOnlyList<BehindRow>> RowsBehind(TandemDb db, BehindAsk ask, CancellationToken ct);

/// <summary>A set-wise reader of inputs: one query for all partners asked for. Found by scan.</summary>
public interface IInputSource
{
    /// <summary>Adds all of the partners' history; a source leaves nothing out by time, but may leave out what the scope does not want.</summary>
    Task Read(InputScope scope, InputSheet sheet, CancellationToken ct);
}

/// <summary>For whom inputs are read, and in which calendar and currency days and sums are counted.</summary>
/// <param name="wanted">The inputs that are asked for; null for all.</param>
public sealed class InputScope(IReadOnlyList<MeasuredPartner> partners, Policies.ProgrammePolicy programme, DateTimeOffset now, IReadOnlySet<Input>? wanted = null)
{
    /// <summary>False when none of these is asked for: their source need not read.</summary>
    public bool Wants(params IEnumerable<Input> any) => wanted is null || any.Any(wanted.Contains);

    public IReadOnlyList<MeasuredPartner> Partners { get; } = partners;

    /// <summary>For a query: <c>scope.Ids.Contains(d.PartnerId)</c>.</summary>
    public List<Id<Organisation>> Ids { get; } = [.. partners.Select(p => p.Id)];

    /// <summary>For a column that may be empty: <c>d.PartnerId != null &amp;&amp; scope.NullableIds.Contains(d.PartnerId)</c>; without the first half no index is used.</summary>
    public List<Id<Organisation>?> NullableIds { get; } = [.. partners.Select(p => (Id<Organisation>?)p.Id)];

    public string Currency => programme.Currency;

    public DateOnly Today { get; } = programme.DateOf(now);

    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(programme.TimeZone);

    /// <summary>The business day of a moment.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime + zone.GetUtcOffset(moment));
}

/// <summary>A partner as far as measures know it.</summary>
/// <param name="Type">The code of its type, which says which KPIs apply.</param>
public sealed record MeasuredPartner(
    Id<Organisation> Id, string Name, string Type, string Tier, Guid? Territory, Id<Person>? Manager, DateOnly Since, bool Active);

/// <summary>The partners that are measured; the module that knows partners gives them.</summary>
public interface IPartnerRegister
{
    /// <param name="only">Some of them; null for all.</param>
    Task<IReadOnlyList<MeasuredPartner>> Read(IReadOnlyCollection<Id<Organisation>>? only, CancellationToken ct);

    /// <summary>A type by its code as people read it, in English.</summary>
    string TypeName(string code);

    /// <summary>The territories in which partners are, for narrowing lists: a tree, in the order of its branches.</summary>
    Task<IReadOnlyList<MeasuredTerritory>> Territories(CancellationToken ct);
}

/// <summary>A territory as far as measures know it.</summary>
/// <param name="Depth">How many lie above it.</param>
/// <param name="Within">Itself and all below it.</param>
public sealed record MeasuredTerritory(Guid Id, string Name, int Depth, IReadOnlySet<Guid> Within);
