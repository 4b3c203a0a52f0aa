using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>What holds for the programme as a whole: its name, money, time zone and fiscal year.</summary>
[Policy("programme.basics")]
public sealed record ProgrammePolicy : IPolicy
{
    public string Name { get; init; } = "Partner programme";

    /// <summary>Sums over currencies are shown in this one.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>Currencies a partner may register deals in.</summary>
    public IReadOnlyList<string> Currencies { get; init; } = ["EUR", "USD", "GBP"];

    /// <summary>IANA time zone in which business dates and working hours are counted.</summary>
    public string TimeZone { get; init; } = "Europe/Berlin";

    /// <summary>1 to 12: the month in which the fiscal year starts.</summary>
    public int FiscalYearStart { get; init; } = 1;

    public IEnumerable<Refusal> Problems()
    {
        if (string.IsNullOrWhiteSpace(Name))
            yield return Refusal.Invalid("policies/name-missing", "Give the programme a name.").On(nameof(Name));
        if (!Engine.Currencies.Exists(Currency) || !Currencies.Contains(Currency))
            yield return Refusal.Invalid("policies/currency", "The programme's currency must be one of its currencies.").On(nameof(Currency));
        foreach (var code in Currencies.Where(c => !Engine.Currencies.Exists(c)))
            yield return Refusal.Invalid("policies/currency", "{0} is not an ISO 4217 currency.", code).On(nameof(Currencies));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
            yield return Refusal.Invalid("policies/time-zone", "{0} is not a time zone such as Europe/Berlin.", TimeZone).On(nameof(TimeZone));
        if (FiscalYearStart is < 1 or > 12)
            yield return Refusal.Invalid("policies/fiscal-year", "The fiscal year starts in a month from 1 to 12.").On(nameof(FiscalYearStart));
    }

    /// <summary>The business date of a moment where the programme is run.</summary>
    public DateOnly DateOf(DateTimeOffset moment) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime);

    public DateTimeOffset StartOf(DateOnly date)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var local = date.ToDateTime(TimeOnly.MinValue);
        // A day that starts inside a daylight-saving gap starts at the gap's end.
        if (zone.IsInvalidTime(local))
            local = local.AddHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
