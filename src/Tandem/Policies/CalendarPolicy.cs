using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>When the vendor works: for clocks that a policy counts in working hours.</summary>
[Policy("programme.calendar")]
public sealed record CalendarPolicy : IPolicy
{
    public TimeOnly Opens { get; init; } = new(9, 0);

    public TimeOnly Closes { get; init; } = new(17, 0);

    public IReadOnlyList<DayOfWeek> WorkingDays { get; init; } =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>Holidays of a territory by its code, besides the common ones.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<DateOnly>> TerritoryHolidays { get; init; } =
        new Dictionary<string, IReadOnlyList<DateOnly>>();

    public IEnumerable<Refusal> Problems()
    {
        if (Closes <= Opens)
            yield return Refusal.Invalid("policies/hours", "The working day must end after it starts.").On(nameof(Closes));
        if (WorkingDays.Count == 0)
            yield return Refusal.Invalid("policies/days", "At least one day of the week must be a working day.").On(nameof(WorkingDays));
    }

    public bool IsWorkingDay(DateOnly day, string? territory) =>
        WorkingDays.Contains(day.DayOfWeek) && !Holidays.Contains(day)
        && !(territory is not null && TerritoryHolidays.TryGetValue(territory, out var more) && more.Contains(day));

    /// <summary>The moment at which so many working hours have passed since <paramref name="from"/>.</summary>
    /// <remarks>Bounded to ten years ahead: a calendar of nothing but holidays must not loop for ever.</remarks>
    public DateTimeOffset After(DateTimeOffset from, TimeSpan working, TimeZoneInfo zone, string? territory)
    {
        var local = TimeZoneInfo.ConvertTime(from, zone).DateTime;
        var left = working;
        for (var day = DateOnly.FromDateTime(local); day < DateOnly.FromDateTime(local).AddYears(10); day = day.AddDays(1))
        {
            if (!IsWorkingDay(day, territory))
                continue;
            var opens = day.ToDateTime(Opens) > local ? day.ToDateTime(Opens) : local;
            var closes = day.ToDateTime(Closes);
            if (opens >= closes)
                continue;
            if (left <= closes - opens)
                return new DateTimeOffset(opens + left, zone.GetUtcOffset(opens + left)).ToUniversalTime();
            left -= closes - opens;
        }

        return from + working;
    }
}
