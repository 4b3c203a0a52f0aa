using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>When the vendor works, as it is typed.</summary>
public sealed record CalendarForm : PolicyForm<CalendarPolicy>
{
    public TimeOnly Opens { get; init; } = new(9, 0);

    public TimeOnly Closes { get; init; } = new(17, 0);

    public IReadOnlyList<DayOfWeek> WorkingDays { get; init; } = [];

    /// <summary>One date per line.</summary>
    [StringLength(10_000)] public string? Holidays { get; init; }

    /// <summary>One line per territory and date: <c>dach: 2026-10-03</c>.</summary>
    [StringLength(20_000)] public string? TerritoryHolidays { get; init; }

    public static CalendarForm Of(CalendarPolicy rules) => new()
    {
        Opens = rules.Opens,
        Closes = rules.Closes,
        WorkingDays = rules.WorkingDays,
        Holidays = string.Join('\n', rules.Holidays.Order().Select(Iso)),
        TerritoryHolidays = string.Join('\n', rules.TerritoryHolidays.OrderBy(t => t.Key, StringComparer.Ordinal).SelectMany(t => t.Value.Order().Select(day => $"{t.Key}: {Iso(day)}"))),
    };

    public override Outcome<CalendarPolicy> ToRules()
    {
        var holidays = new List<DateOnly>();
        foreach (var text in PolicyText.Items(Holidays))
        {
            if (!TryDay(text, out var day))
                return NoDay(text).On(nameof(Holidays));
            holidays.Add(day);
        }

        var local = new List<(string Territory, DateOnly Day)>();
        foreach (var (territory, text) in PolicyText.Pairs(TerritoryHolidays))
        {
            if (!TryDay(text, out var day))
                return NoDay(text).On(nameof(TerritoryHolidays));
            local.Add((territory, day));
        }

        return new CalendarPolicy
        {
            Opens = Opens,
            Closes = Closes,
            WorkingDays = [.. WorkingDays.Distinct()],
            Holidays = holidays,
            TerritoryHolidays = local.GroupBy(l => l.Territory).ToDictionary(g => g.Key, g => (IReadOnlyList<DateOnly>)[.. g.Select(l => l.Day).Distinct()]),
        };
    }

    private static Refusal NoDay(string text) => Refusal.Invalid("policies/date", "“{0}” is not a date such as 2026-12-25.", text);

    private static bool TryDay(string text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
