using System.Collections.Concurrent;
using System.Globalization;
using Tandem.Engine;
using Tandem.Kernel;

namespace Tandem.Ui;

/// <summary>Amounts, dates, shares and spans of time, as the reader's culture writes them.</summary>
public sealed class Formats(Words words)
{
    /// <summary>What stands where a value is missing.</summary>
    public const string None = "–";

    /// <summary>What lies further off is told in months.</summary>
    private const int FarDays = 90;

    private readonly ConcurrentDictionary<(string Culture, string Currency, int Digits), NumberFormatInfo> currencies = new();

    /// <summary>The programme's time zone, in which moments become days and hours.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    /// <summary>€12,500.00: every digit the currency has.</summary>
    public string Money(Money? money) => money is { } m
        ? m.Amount.ToString("C", Currency(m.Currency, Currencies.Exponent(m.Currency)))
        : None;

    /// <summary>€12,500: whole units, for tables and cards where the cents say nothing.</summary>
    public string MoneyRound(Money? money) => money is { } m ? m.Amount.ToString("C", Currency(m.Currency, 0)) : None;

    /// <summary>€1.3M: for tiles and column heads.</summary>
    public string MoneyShort(Money? money)
    {
        if (money is not { } m)
            return None;
        var (scaled, unit) = Math.Abs(m.Amount) switch
        {
            >= 1_000_000_000m => (m.Amount / 1_000_000_000m, "B"),
            >= 1_000_000m => (m.Amount / 1_000_000m, "M"),
            >= 10_000m => (m.Amount / 1_000m, "K"),
            _ => (m.Amount, ""),
        };
        var digits = unit.Length == 0 || Math.Abs(scaled) >= 100 ? 0 : 1;
        var text = Math.Round(scaled, digits, MidpointRounding.AwayFromZero).ToString("C", Currency(m.Currency, digits));
        var end = text.LastIndexOfAny("0123456789".ToCharArray()) + 1;
        return text.Insert(end, unit);
    }

    public string Number(long number) => number.ToString("N0", Culture);

    public string Number(decimal number, int digits = 1) => number.ToString("N" + digits.ToString(Culture), Culture);

    /// <summary>Counts are exact up to a bound, because no page counts a large table: 10,000+.</summary>
    public string Count(long count, long bound = 10_000) => count > bound ? Number(bound) + "+" : Number(count);

    /// <summary>0.421 is 42%.</summary>
    public string Percent(double? share, int digits = 0) => share?.ToString("P" + digits.ToString(Culture), Culture) ?? None;

    public string Percent(decimal? share, int digits = 0) => share?.ToString("P" + digits.ToString(Culture), Culture) ?? None;

    /// <summary>31 Mar 2026.</summary>
    public string Day(DateOnly? day) => day?.ToString("d MMM yyyy", Culture) ?? None;

    /// <summary>The day a moment falls on in the programme's time zone.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);

    /// <summary>14:05.</summary>
    public string Time(TimeOnly time) => time.ToString("HH:mm", Culture);

    /// <summary>31 Mar 2026.</summary>
    public string Day(DateTimeOffset? moment) => moment is { } m ? Day(DayOf(m)) : None;

    /// <summary>31 Mar 2026, 14:05.</summary>
    public string Moment(DateTimeOffset? moment) => moment is { } m
        ? TimeZoneInfo.ConvertTime(m, Zone).ToString("d MMM yyyy, HH:mm", Culture)
        : None;

    /// <summary>In 3 days, 2 hours ago.</summary>
    public string Relative(DateTimeOffset moment, DateTimeOffset now)
    {
        var span = moment - now;
        var ahead = span > TimeSpan.Zero;
        var (count, one, many) = span.Duration() switch
        {
            { TotalMinutes: < 1 } => (0, "", ""),
            { TotalHours: < 1 } s => ((int)s.TotalMinutes, "minute", "minutes"),
            { TotalDays: < 1 } s => ((int)s.TotalHours, "hour", "hours"),
            { TotalDays: < 7 } s => ((int)s.TotalDays, "day", "days"),
            { TotalDays: < 30 } s => ((int)(s.TotalDays / 7), "week", "weeks"),
            { TotalDays: < 365 } s => ((int)(s.TotalDays / 30), "month", "months"),
            var s => ((int)(s.TotalDays / 365), "year", "years"),
        };
        if (count == 0)
            return words["just now"];
        if (count == 1 && one == "day")
            return ahead ? words["tomorrow"] : words["yesterday"];
        return ahead ? words.Count(count, $"in {{0}} {one}", $"in {{0}} {many}") : words.Count(count, $"{{0}} {one} ago", $"{{0}} {many} ago");
    }

    /// <summary>In 3 days, counted in calendar days of the programme; far away, in months.</summary>
    public string Relative(DateOnly day, DateOnly today) => (day.DayNumber - today.DayNumber) switch
    {
        0 => words["today"],
        1 => words["tomorrow"],
        -1 => words["yesterday"],
        > FarDays and var n => words.Count(n / 30, "in {0} month", "in {0} months"),
        < -FarDays and var n => words.Count(-n / 30, "{0} month ago", "{0} months ago"),
        > 0 and var n => words.Count(n, "in {0} day", "in {0} days"),
        var n => words.Count(-n, "{0} day ago", "{0} days ago"),
    };

    /// <summary>2 d 3 h: the two largest parts.</summary>
    public string Span(TimeSpan span)
    {
        var s = span.Duration();
        return s switch
        {
            { TotalHours: < 1 } => words["{0} min", (int)Math.Ceiling(s.TotalMinutes)],
            { TotalDays: < 1 } => s.Minutes == 0 ? words["{0} h", s.Hours] : words["{0} h {1} min", s.Hours, s.Minutes],
            { TotalDays: < 14 } => s.Hours == 0 ? words["{0} d", s.Days] : words["{0} d {1} h", s.Days, s.Hours],
            _ => words["{0} d", s.Days],
        };
    }

    /// <summary>1.4 MB.</summary>
    public string Size(long bytes) => bytes switch
    {
        < 1_000 => $"{Number(bytes)} B",
        < 1_000_000 => $"{Number(bytes / 1_000m, 0)} kB",
        < 1_000_000_000 => $"{Number(bytes / 1_000_000m)} MB",
        _ => $"{Number(bytes / 1_000_000_000m)} GB",
    };

    /// <summary>Up to two letters that stand for a name in an avatar.</summary>
    public static string Initials(string name)
    {
        var parts = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            [] => "?",
            [var one] => StringInfo.GetNextTextElement(one),
            [var first, .., var last] => StringInfo.GetNextTextElement(first) + StringInfo.GetNextTextElement(last),
        };
    }

    private NumberFormatInfo Currency(string currency, int digits) =>
        currencies.GetOrAdd((Culture.Name, currency, digits), key =>
        {
            var format = (NumberFormatInfo)CultureInfo.GetCultureInfo(key.Culture).NumberFormat.Clone();
            format.CurrencySymbol = key.Currency switch
            {
                "EUR" => "€",
                "USD" => "$",
                "GBP" => "£",
                "JPY" => "¥",
                var code => code + "\u00a0",
            };
            format.CurrencyDecimalDigits = key.Digits;
            format.CurrencyNegativePattern = format.CurrencyPositivePattern is 0 or 2 ? 1 : 8;
            return format;
        });
}
