using System.Text;
using Tandem.Strategize.Reviews;
using Xunit;

namespace Tandem.Tests.Strategize;

/// <summary>Invitations as calendars read them (RFC 5545).</summary>
public sealed class CalendarTextTests
{
    private static CalendarText Meeting(string zone = "Europe/Berlin") => new()
    {
        Uid = "qbr-1@example.com",
        Sequence = 2,
        Stamp = new DateTimeOffset(2026, 3, 16, 9, 0, 0, TimeSpan.Zero),
        Starts = new DateTimeOffset(2026, 7, 15, 8, 0, 0, TimeSpan.Zero),
        Ends = new DateTimeOffset(2026, 7, 15, 9, 30, 0, TimeSpan.Zero),
        Zone = TimeZoneInfo.FindSystemTimeZoneById(zone),
        Summary = "QBR Müller; Söhne, \\ Co",
        Description = "One\r\nTwo " + new string('é', 200),
        Place = "Room 4",
        Url = "https://portal.example.com/qbr/1",
        Organiser = new("The \"portal\"", "portal@example.com"),
        Attendees = [new("Kim\r\nX-EVIL:1", "kim@example.org")],
    };

    [Fact]
    public void It_says_who_when_and_where_in_the_programmes_time_zone()
    {
        var lines = Unfolded(Meeting().Write(CalendarMethod.Request));

        Assert.Equal(("BEGIN:VCALENDAR", "END:VCALENDAR"), (lines[0], lines[^1]));
        foreach (var line in new[]
        {
            "METHOD:REQUEST", "UID:qbr-1@example.com", "SEQUENCE:2", "DTSTAMP:20260316T090000Z", "DTSTART;TZID=Europe/Berlin:20260715T100000", "DTEND;TZID=Europe/Berlin:20260715T113000",
            "SUMMARY:QBR Müller\\; Söhne\\, \\\\ Co", "LOCATION:Room 4", "STATUS:CONFIRMED", "ORGANIZER;CN=\"The portal\":mailto:portal@example.com",
        })
            Assert.Contains(line, lines);
        Assert.Contains(lines, l => l.StartsWith("DESCRIPTION:One\\nTwo é", StringComparison.Ordinal));
        Assert.Contains("ATTENDEE;CN=\"KimX-EVIL:1\";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:kim@example.org", lines);
    }

    [Fact]
    public void Its_lines_are_short_and_end_as_the_standard_says()
    {
        var text = Meeting().Write(CalendarMethod.Publish);

        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
    }

    [Fact]
    public void Its_time_zone_is_written_out_with_the_changes_of_the_clocks()
    {
        var lines = Unfolded(Meeting().Write(CalendarMethod.Request));

        var summer = lines.IndexOf("DTSTART:20260329T020000");
        Assert.Equal(["BEGIN:DAYLIGHT", "DTSTART:20260329T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT"], lines.GetRange(summer - 1, 5));
        var winter = lines.IndexOf("DTSTART:20261025T030000");
        Assert.Equal(["BEGIN:STANDARD", "DTSTART:20261025T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD"], lines.GetRange(winter - 1, 5));
        Assert.Contains("TZOFFSETTO:+0530", Unfolded(Meeting("Asia/Kolkata").Write(CalendarMethod.Request)));
    }

    [Fact]
    public void What_is_off_is_said_to_be_off() =>
        Assert.Equal(["METHOD:CANCEL", "STATUS:CANCELLED"], Unfolded(Meeting().Write(CalendarMethod.Cancel)).Where(l => l.Contains("CANCEL", StringComparison.Ordinal)));

    private static List<string> Unfolded(string text) => [.. text.Replace("\r\n ", "", StringComparison.Ordinal).TrimEnd().Split("\r\n")];
}
