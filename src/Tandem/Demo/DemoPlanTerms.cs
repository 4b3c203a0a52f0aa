using System.Text.Json;
using Tandem.Identity;
using Tandem.Policies;
using Tandem.Strategize.Plans;

namespace Tandem.Demo;

/// <summary>What the demo's plans say: templates, what each firm is asked for, and how both sides come together.</summary>
internal static class DemoPlanTerms
{
    public const string Registrations = "sell.qualified-registrations";
    public const string Pipeline = "sell.pipeline-generated";
    public const string Revenue = "sell.revenue-won";

    private static readonly string[] Aims = ["Replace the controllers of the second plant", "A pilot of vision on one line", "Monitoring for all sites", "The service contract that ends next year"];

    private static readonly string[] Proofs =
        ["Done together on site; minutes went to both sponsors.", "Confirmed by mail, the names stand in the conversation.", "Shown in the call with both teams.", "Signed protocol received."];

    /// <summary>What a year asks for beside the template's first months.</summary>
    private static readonly TemplateMilestone[] Later =
    [
        new("Two engineers trained on vision", Side.Partner, 205, true), new("Reference story published", Side.Partner, 300, true), new("Joint stand at the autumn fair", Side.Vendor, 314, false),
        new("Forecast of next year laid out", Side.Partner, 329, false),
    ];

    /// <summary>Three templates, and rules that step in when a plan falls behind; one episode in five is left alone, to compare.</summary>
    public static async Task Publish(IServiceProvider services, Actor operations)
    {
        var growth = new PlanTemplatesPolicy().Templates[0];
        var templates = new PlanTemplatesPolicy
        {
            Templates =
            [
                growth,
                growth with
                {
                    Code = "strategic",
                    Name = "Strategic plan",
                    Segment = "strategic",
                    Goal = "Win the accounts that neither of us wins alone, with one team from the first visit to commissioning.",
                    Targets =
                    [
                        .. growth.Targets,
                        new TemplateTarget(Side.Partner, "sell.win-rate", Cadence.EveryTime, 35, 10),
                        new TemplateTarget(Side.Partner, "partners.active-people", Cadence.Month, 2, 5),
                    ],
                    Milestones = [.. growth.Milestones, new TemplateMilestone("Account plans for the target accounts", Side.Partner, 60, true), new TemplateMilestone("Executive visit at the partner", Side.Vendor, 150, false)],
                },
                new PlanTemplate("start", "First half-year", "new")
                {
                    Months = 6,
                    Goal = "Find out in six months whether the partnership carries: first customers, first joint visits, first references.",
                    Targets =
                    [
                        new(Side.Partner, Registrations, Cadence.Month, 1, 20), new(Side.Partner, Pipeline, Cadence.Quarter, 60_000, 20), new(Side.Vendor, "sell.sla-met", Cadence.EveryTime, 90, 20),
                    ],
                    Milestones = [new("Name a lead on both sides", Side.Vendor, 7, false), new("First joint customer meeting", Side.Partner, 40, true), new("Reference story agreed", Side.Partner, 150, true)],
                    Resources = [new(Side.Vendor, "A demo case on loan"), new(Side.Partner, "One seller for half of the time")],
                },
            ],
        };
        var rules = new InterventionPolicy
        {
            Rules =
            [
                .. new InterventionPolicy().Rules,
                new("registrations-slow", "Few new customers", Registrations, 50, InterventionAction.Nudge, "Reminds the partner of what is expected by now.", 7),
            ],
            HoldOut = 20,
            Days = 75,
        };
        await Put(templates, "Three kinds of plans, by how far a partnership has come.");
        await Put(rules, "We step in earlier, and compare with plans that we leave alone.");

        async Task Put<T>(T body, string reason) where T : IPolicy
        {
            var published = await services.GetRequiredService<PublishPolicy.Handler>().Run(
                new PublishPolicy { Name = PolicyBook.NameOf(typeof(T)), Body = JsonSerializer.SerializeToElement(body, PolicyVersion.Json), Reason = reason }, operations, default);
            if (!published.Ok)
                throw new InvalidOperationException($"The demo's rules were refused: {published.Refusal!.Code}");
        }
    }

    /// <summary>The template cut to the firm: what it did last quarter, and something on top.</summary>
    public static PlanTerms For(PlanTerms template, DemoPartner partner, double registrations, double pipeline, double push, List<DemoCustomer> customers, Random dice)
    {
        var monthly = Math.Max(1, Math.Round((decimal)(Math.Max(2, registrations) / 3 * push)));
        var quarterly = Round((decimal)(Math.Max(110_000, pipeline / 100) * push));
        var customer = dice.Next(Math.Max(1, customers.Count));
        return template with
        {
            Targets =
            [
                .. template.Targets.Select(t => t.Kpi switch
                {
                    Registrations => t with { Amount = monthly },
                    Pipeline => t with { Amount = quarterly },
                    Revenue => t with { Amount = Round(quarterly * 0.3m) },
                    _ => t,
                }),
            ],
            Milestones = [.. template.Milestones, .. Later.Select((m, i) => new MilestoneTerm($"y{i + 1}", m.Title, m.Side, template.Starts.AddDays(m.Day + dice.Next(-12, 9)), null, m.NeedsEvidence)).Where(m => m.Due <= template.Ends)],
            Activities =
            [
                new ActivityTerm("a1", $"Open day for plant managers in {Names.Pick(partner.Land.Cities, dice)}", Side.Partner, template.Starts.AddDays(75 + dice.Next(30)), 4_000 + (500 * dice.Next(9))),
                new ActivityTerm("a2", "Joint mailing to installed customers", Side.Vendor, template.Starts.AddDays(35 + dice.Next(20)), 1_500),
            ],
            Accounts = [.. customers.Skip(customer).Take(3).Select((c, i) => new AccountTerm($"c{i + 1}", c.Name, Aims[(customer + i) % Aims.Length]))],
            VendorSponsor = "Ingrid Halden",
            PartnerSponsor = partner.Sellers[0].Name,
        };
    }

    /// <summary>The partner's own numbers of the plan by a factor; what the vendor promised stays.</summary>
    public static PlanTerms Lower(PlanTerms terms, decimal by) => terms with
    {
        Targets =
        [
            .. terms.Targets.Select(t => t.Kpi switch
            {
                Pipeline or Revenue => t with { Amount = Round(t.Amount * by) },
                _ => t,
            }),
        ],
    };

    public static PlanTerms WithHelp(PlanTerms terms, DemoPartner partner) => terms with
    {
        Resources = [.. terms.Resources, new ResourceTerm("r9", Side.Vendor, $"An engineer in {partner.Land.Cities[0]} for two days a month")],
    };

    public static PlanTerms Revised(PlanTerms terms, DateOnly today) => terms with
    {
        Targets = [.. terms.Targets.Select(t => t.Kpi == Revenue ? t with { Amount = Round(t.Amount * 1.25m) } : t)],
        Milestones = [.. terms.Milestones, new MilestoneTerm("m8", "Second demo line at the partner", Side.Vendor, today.AddDays(21) < terms.Ends ? today.AddDays(21) : terms.Ends, null, true)],
    };

    public static string Evidence(string title, Random dice) =>
        title == "Quarterly business review" ? "Held; the minutes went to both sponsors." : Names.Pick(Proofs, dice);

    /// <summary>As people say amounts; a tenth more or less is always another one.</summary>
    private static decimal Round(decimal amount)
    {
        var step = amount >= 60_000 ? 5_000 : 500;
        return Math.Round(amount / step) * step;
    }
}
