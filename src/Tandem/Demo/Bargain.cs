using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize.Plans;

namespace Tandem.Demo;

/// <summary>One plan on its way to two signatures.</summary>
internal sealed class Bargain(DemoPartner partner, string template, DateOnly starts)
{
    public DemoPartner Partner { get; } = partner;

    public string Template { get; } = template;

    public DateOnly Starts { get; } = starts;

    /// <summary>The vendor asks for much.</summary>
    public bool Pushes { get; init; }

    public bool Haggles { get; init; } = true;

    public Actor Admin => Partner.Sellers[0];

    public Actor Manager => Partner.Manager;

    public Id<Plan> Plan { get; set; }

    public PlanTerms Terms { get; set; } = new();

    public int Proposal { get; set; }
}
