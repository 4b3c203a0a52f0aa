using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Jobs;
using Tandem.Policies;
using Tandem.Ui;
using Xunit;

namespace Tandem.Tests.Policies;

/// <summary>Days begin, and jobs run, where the programme is at home.</summary>
public sealed class ProgrammeZoneTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task Pages_and_jobs_follow_the_time_zone_that_was_published()
    {
        var ct = TestContext.Current.CancellationToken;
        var body = JsonSerializer.SerializeToElement(new ProgrammePolicy { TimeZone = "Asia/Tokyo" }, JsonSerializerOptions.Web);
        var published = await app.Run(async (PublishPolicy.Handler h) => await h.Run(
            new PublishPolicy { Name = "programme.basics", Body = body, Reason = "We moved" }, app.Act(await app.Given.VendorPerson()), ct));
        Assert.Null(published.Refusal);

        using var zone = ActivatorUtilities.CreateInstance<ProgrammeZone>(app.Services);
        await zone.Read(ct);
        var formats = app.Services.GetRequiredService<Formats>();
        var digest = app.Services.GetRequiredService<Schedules>().Find("notices.digest")!;

        Assert.Equal(new DateOnly(2026, 3, 17), formats.DayOf(new DateTimeOffset(2026, 3, 16, 20, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new DateTimeOffset(2026, 3, 16, 21, 0, 0, TimeSpan.Zero), digest.NextAfter(new DateTimeOffset(2026, 3, 16, 12, 0, 0, TimeSpan.Zero), formats.Zone));
    }
}
