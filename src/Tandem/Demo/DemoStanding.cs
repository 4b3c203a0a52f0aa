using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize;
using Tandem.Strategize.C3;
using Tandem.Strategize.Segments;
using Tandem.Strategize.Specialisations;
using Tandem.Strategize.Tiers;

namespace Tandem.Demo;

/// <summary>How partners stand in the demo: rules published on its first day, judged each quarter, and what people added to the numbers.</summary>
internal static class DemoStanding
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>What the vendor's partners can prove to know.</summary>
    private static readonly IReadOnlyList<Specialisation> Specialisations =
    [
        new("machine-vision", "Machine vision")
        {
            In = SpecialisedIn.Product,
            Field = "Vision",
            Wins = 4,
            Requirements = [new("sell.win-rate", Window.FourQuarters, 25), new("partners.sellers", Window.ThisQuarter, 2)],
            Gives = "Early access to new sensors, and leads for inspection lines first",
        },
        new("motion-control", "Motion control")
        {
            In = SpecialisedIn.Product,
            Field = "Controllers",
            Wins = 6,
            Requirements = [new("sell.revenue-won", Window.FourQuarters, 150_000)],
            Gives = "A named application engineer",
        },
        new("edge-computing", "Edge computing")
        {
            In = SpecialisedIn.Product,
            Field = "Edge",
            Wins = 5,
            Requirements = [new("partners.active-share", Window.LastQuarter, 50)],
            Months = 6,
            Gives = "Loan equipment for customer trials",
        },
        new("food-and-beverage", "Food and beverage")
        {
            In = SpecialisedIn.Vertical,
            Field = "Foods",
            Wins = 2,
            Gives = "Joint customer stories in the trade press",
        },
        new("pharma", "Pharma")
        {
            In = SpecialisedIn.Vertical,
            Field = "Pharma",
            Wins = 2,
            Requirements = [new("sell.approval-rate", Window.FourQuarters, 75)],
            Months = 24,
            Gives = "The vendor's validation documents",
        },
    ];

    /// <summary>The vendor's rules, a little tighter than what Tandem comes with.</summary>
    public static async Task Publish(IServiceProvider services, Actor operations, CancellationToken ct)
    {
        await Publish(services, new C3Policy(), "Our first model of capability, capacity and commitment", operations, ct);
        await Publish(services, new TiersPolicy { GraceDays = 90 }, "The tiers of the new programme: three months of grace", operations, ct);
        await Publish(services, new SpecialisationsPolicy { RenewalDays = 90, Specialisations = Specialisations }, "What a partner knows counts beside how much it sells", operations, ct);
        await Publish(services, new SegmentsPolicy(), "Segments follow the ideal partner, not revenue alone", operations, ct);
    }

    /// <summary>What the night does after everybody was measured.</summary>
    public static async Task Judge(IServiceProvider services, CancellationToken ct)
    {
        await services.GetRequiredService<ScoreAll.Handler>().Run(Actor.System, ct);
        await services.GetRequiredService<JudgeTiers.Handler>().Run(Actor.System, ct);
        await services.GetRequiredService<JudgeSpecialisations.Handler>().Run(Actor.System, ct);
        await services.GetRequiredService<AssignSegments.Handler>().Run(Actor.System, ct);
    }

    /// <summary>Customers' names tell what they make: the sector of each account that came in with a deal.</summary>
    public static async Task NameSectors(TandemDb db, CancellationToken ct)
    {
        foreach (var account in await db.Accounts().Where(a => a.Sector == null).ToListAsync(ct))
            account.Describe(Names.Sector(account.Name), account.Employees, account.Revenue, account.Founded);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Managers mark what no number shows; skill and care shine through, and two in three partners are marked.</summary>
    public static async Task Mark(TandemDb db, DemoWorld world, DateTimeOffset now, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var (partner, n) in world.Partners.Select((p, n) => (p, n)).Where(x => x.n % 3 != 2 && x.p.Joins < today))
        {
            Add("values", 2 + (3 * partner.Care), partner.Care > 0.6 ? "Tells us early when a deal wobbles." : "We hear of trouble late.");
            Add("culture", 1.5 + (3.4 * partner.Skill), partner.Skill > 0.6 ? "Brings engineers to every workshop." : "One person holds all contacts.");
            if (n % 2 == 0)
                Add("strategic-fit", 1.5 + (3.5 * (partner.Skill + partner.Care) / 2), partner.Skill > 0.5 ? "Our controllers are in its reference design." : "We are one line of many.");

            void Add(string criterion, double mark, string reason)
            {
                var rounded = Math.Clamp((int)Math.Round(mark), 1, 5);
                db.Add(IdealMark.Of(partner.Id, criterion, rounded, reason, partner.Manager, today, now));
                db.Record(partner.Manager, new Ref("partner", partner.Id.Value), partner.Id, new PartnerMarked(criterion, rounded), now);
            }
        }

        await db.SaveChangesAsync(ct);
    }

    /// <summary>Two decisions that people took in spite of the rules, with their reasons.</summary>
    public static async Task Decide(IServiceProvider services, DemoWorld world, DateOnly today, CancellationToken ct)
    {
        var kept = world.Partners[Math.Min(4, world.Partners.Count - 1)];
        await services.GetRequiredService<ExceptPartner.Handler>().Run(
            new ExceptPartner { Partner = kept.Id, Segment = "strategic", Reason = "Lighthouse project with its largest customer: high touch until it is live.", Until = today.AddDays(120) }, kept.Manager, ct);
        var risen = world.Partners[Math.Min(9, world.Partners.Count - 1)];
        await services.GetRequiredService<SetTier.Handler>().Run(
            new SetTier { Partner = risen.Id, Tier = "gold", Reason = "Took over the team of a gold partner; its deals follow within the quarter.", Until = today.AddDays(90) }, world.Chief, ct);
    }

    private static async Task Publish(IServiceProvider services, object rules, string reason, Actor by, CancellationToken ct)
    {
        var published = await services.GetRequiredService<PublishPolicy.Handler>().Run(
            new PublishPolicy { Name = PolicyBook.NameOf(rules.GetType()), Body = JsonSerializer.SerializeToElement(rules, rules.GetType(), Json), Reason = reason }, by, ct);
        if (!published.Ok)
            throw new InvalidOperationException(published.Refusal!.Code);
    }
}
