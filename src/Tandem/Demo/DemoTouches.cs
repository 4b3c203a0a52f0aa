using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell;

namespace Tandem.Demo;

/// <summary>How the demo's customers were reached before they were registered, as sellers and managers note it for four in ten deals.</summary>
internal static class DemoTouches
{
    private static readonly (string Channel, string Evidence)[] Ways =
    [
        ("event", "Badge scan at our stand"), ("event", "Attendee list of the open day"), ("webinar", "Attended the webinar on line monitoring to the end"),
        ("campaign", "Answered the mailing on energy costs"), ("content", "Downloaded the guide to retrofitting controllers"), ("referral", "Named by another customer of ours"),
        ("meeting", "Site visit, minutes in our CRM"), ("inbound", "Asked for a call on our website"),
    ];

    /// <summary>The dice are its own, so that the story does not depend on it.</summary>
    public static async Task Leave(TandemDb db, Id<Deal> deal, RegisterDeal ask, DemoPartner partner, Actor seller, DateOnly day, DateTimeOffset now, CancellationToken ct)
    {
        var dice = new Random((day.DayNumber * 7_919) + ask.CustomerName!.Length + (int)(ask.Amount!.Value % 9_973));
        var subject = new Ref("deal", deal.Value);
        if (dice.Next(10) < 3)
        {
            var (channel, evidence) = Ways[dice.Next(Ways.Length)];
            db.Record(subject, partner.Id, partner.Id, channel, day.AddDays(-2 - dice.Next(45)), evidence, seller, now);
        }

        if (ask.Amount > 60_000 && dice.Next(10) < 4)
            db.Record(subject, partner.Id, null, dice.Next(2) == 0 ? "demo" : "co-sell", day, "Our solution engineer was there; notes in the account plan", partner.Manager, now);
        if (!db.ChangeTracker.HasChanges())
            return;
        await db.SaveChangesAsync(ct);
        db.Forget();
    }
}
