using System.Globalization;
using System.Text;

namespace Tandem.Strategize.Reviews;

/// <summary>What a calendar is told of a meeting: the invitation, a change of it, or that it is off.</summary>
public enum CalendarMethod
{
    Request,
    Cancel,

    /// <summary>To be laid into a calendar by whoever takes the file; nobody is asked to answer.</summary>
    Publish,
}

/// <summary>Somebody in an invitation.</summary>
public sealed record CalendarPerson(string Name, string Email);

/// <summary>A meeting as an iCalendar object (RFC 5545): text in, text out.</summary>
/// <remarks>
/// The same UID with a higher SEQUENCE moves or cancels the meeting in every calendar that took it before. The time zone is written
/// out with its changes around the meeting, so that no calendar has to know its name.
/// </remarks>
public sealed record CalendarText
{
    public required string Uid { get; init; }

    public required int Sequence { get; init; }

    /// <summary>When this invitation was written.</summary>
    public required DateTimeOffset Stamp { get; init; }

    public required DateTimeOffset Starts { get; init; }

    public required DateTimeOffset Ends { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    public required string Summary { get; init; }

    public string Description { get; init; } = "";

    public string Place { get; init; } = "";

    public string Url { get; init; } = "";

    public required CalendarPerson Organiser { get; init; }

    public IReadOnlyList<CalendarPerson> Attendees { get; init; } = [];

    public string Write(CalendarMethod method)
    {
        var text = new StringBuilder();
        Line("BEGIN:VCALENDAR");
        Line("PRODID:-//Tandem//Business reviews//EN");
        Line("VERSION:2.0");
        Line("CALSCALE:GREGORIAN");
        Line("METHOD:" + method.ToString().ToUpperInvariant());
        WriteZone(Line);
        Line("BEGIN:VEVENT");
        Line("UID:" + Text(Uid));
        Line("DTSTAMP:" + Utc(Stamp));
        Line($"SEQUENCE:{Sequence.ToString(CultureInfo.InvariantCulture)}");
        Line($"DTSTART;TZID={Zone.Id}:{Local(Starts)}");
        Line($"DTEND;TZID={Zone.Id}:{Local(Ends)}");
        Line("SUMMARY:" + Text(Summary));
        if (Description.Length > 0)
            Line("DESCRIPTION:" + Text(Description));
        if (Place.Length > 0)
            Line("LOCATION:" + Text(Place));
        if (Url.Length > 0)
            Line("URL:" + Url);
        Line($"ORGANIZER;CN={Quoted(Organiser.Name)}:mailto:{Organiser.Email}");
        foreach (var person in Attendees)
            Line($"ATTENDEE;CN={Quoted(person.Name)};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{person.Email}");
        Line("STATUS:" + (method == CalendarMethod.Cancel ? "CANCELLED" : "CONFIRMED"));
        Line("TRANSP:OPAQUE");
        Line("END:VEVENT");
        Line("END:VCALENDAR");
        return text.ToString();

        void Line(string line) => Fold(text, line);
    }

    /// <summary>Every change of the clocks from a year before the meeting to a year after.</summary>
    private void WriteZone(Action<string> line)
    {
        line("BEGIN:VTIMEZONE");
        line("TZID:" + Zone.Id);
        var from = new DateTimeOffset(Starts.UtcDateTime.Date.AddYears(-1), TimeSpan.Zero);
        Observance(from, Zone.GetUtcOffset(from), Zone.GetUtcOffset(from));
        for (var day = from; day < from.AddYears(2); day = day.AddDays(1))
        {
            var (before, after) = (Zone.GetUtcOffset(day), Zone.GetUtcOffset(day.AddDays(1)));
            if (before != after)
                Observance(Change(day, before), before, after);
        }

        line("END:VTIMEZONE");

        void Observance(DateTimeOffset at, TimeSpan before, TimeSpan after)
        {
            var part = Zone.IsDaylightSavingTime(at.AddMinutes(1)) ? "DAYLIGHT" : "STANDARD";
            line("BEGIN:" + part);
            line("DTSTART:" + at.ToOffset(before).ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture));
            line("TZOFFSETFROM:" + Offset(before));
            line("TZOFFSETTO:" + Offset(after));
            line("END:" + part);
        }
    }

    /// <summary>The minute within a day at which the offset changes.</summary>
    private DateTimeOffset Change(DateTimeOffset day, TimeSpan before)
    {
        var (low, high) = (0, 24 * 60);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (Zone.GetUtcOffset(day.AddMinutes(middle)) == before)
                low = middle;
            else
                high = middle;
        }

        return day.AddMinutes(high);
    }

    private string Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone).ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    private static string Utc(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Offset(TimeSpan offset) => (offset < TimeSpan.Zero ? "-" : "+") + offset.Duration().ToString("hhmm", CultureInfo.InvariantCulture);

    private static string Text(string text) => string.Concat(text.ReplaceLineEndings("\n").Where(c => c == '\n' || !char.IsControl(c)))
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>A parameter in quotes may hold anything but quotes and controls.</summary>
    private static string Quoted(string name) => '"' + string.Concat(name.Where(c => c != '"' && !char.IsControl(c))) + '"';

    /// <summary>No line is longer than 75 octets; a longer one goes on after a break and a blank, never inside a character.</summary>
    private static void Fold(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > 75)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
