using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>What must be known about a deal before it may enter a stage.</summary>
public enum Criterion { Contact, ContactEmail, Products, Amount, CloseDate, NextStep, Description }

/// <summary>One step of the pipeline.</summary>
/// <param name="Code">Stable: kept on deals and in events.</param>
/// <param name="Odds">Share of deals that win from here (0 to 1), until the programme's own history says better.</param>
/// <param name="StalledDays">Without work for so many days, both sides are nudged.</param>
public sealed record Stage(string Code, string Name, double Odds, int StalledDays, IReadOnlyList<Criterion> Entry);

/// <summary>The stages of the pipeline in their order, with entry criteria.</summary>
[Policy("sell.stages")]
public sealed record StagesPolicy : IPolicy
{
    public IReadOnlyList<Stage> Stages { get; init; } =
    [
        new("qualified", "Qualified", 0.2, 21, []),
        new("discovery", "Discovery", 0.35, 21, [Criterion.Contact, Criterion.NextStep]),
        new("proposal", "Proposal", 0.55, 14, [Criterion.Contact, Criterion.Amount, Criterion.CloseDate]),
        new("negotiation", "Negotiation", 0.75, 10, [Criterion.ContactEmail, Criterion.Amount, Criterion.CloseDate, Criterion.NextStep]),
    ];

    public IReadOnlyList<string> LossReasons { get; init; } = ["price", "competitor", "no-budget", "no-decision", "timing", "product-fit", "other"];

    public Stage First => Stages[0];

    public Stage? Find(string code) => Stages.FirstOrDefault(s => s.Code == code);

    /// <summary>True when the second stage comes after the first, or the first is not of this pipeline.</summary>
    public bool Orders(string from, string to) => PlaceOf(from) < PlaceOf(to);

    /// <summary>0 for the first stage; -1 for one that is not of this pipeline.</summary>
    public int PlaceOf(string code) => Stages.ToList().FindIndex(s => s.Code == code);

    /// <summary>What is missing before the deal may enter the stage; empty when it may.</summary>
    public static IReadOnlyList<Criterion> Missing(Deal deal, Stage stage) => [.. stage.Entry.Where(criterion => !Holds(deal, criterion))];

    private static bool Holds(Deal deal, Criterion criterion) => criterion switch
    {
        Criterion.Contact => deal.Contact.Name.Length > 0,
        Criterion.ContactEmail => deal.Contact.Email is { Length: > 0 },
        Criterion.Products => deal.Lines.Count > 0,
        Criterion.Amount => deal.Amount.Minor > 0,
        Criterion.CloseDate => deal.CloseDate is not null,
        Criterion.NextStep => deal.NextStep.Length > 0,
        Criterion.Description => deal.Description.Length > 0,
        _ => throw new ArgumentOutOfRangeException(nameof(criterion)),
    };

    /// <summary>The criterion in a sentence.</summary>
    public static string NameOf(Criterion criterion) => criterion switch
    {
        Criterion.Contact => "a contact",
        Criterion.ContactEmail => "the contact's e-mail",
        Criterion.Products => "a product",
        Criterion.Amount => "an amount",
        Criterion.CloseDate => "a close date",
        Criterion.NextStep => "a next step",
        _ => "a description",
    };

    public IEnumerable<Refusal> Problems()
    {
        if (Stages.Count == 0)
            yield return Refusal.Invalid("sell/no-stages", "A pipeline needs at least one stage.").On(nameof(Stages));
        if (Stages.GroupBy(s => s.Code).Any(g => g.Count() > 1))
            yield return Refusal.Invalid("sell/stage-twice", "Two stages have the same code.").On(nameof(Stages));
        foreach (var stage in Stages.Where(s => s.Odds is < 0 or > 1 || s.StalledDays < 1 || s.Code.Length == 0 || s.Name.Length == 0))
            yield return Refusal.Invalid("sell/stage", "The stage {0} needs a name, odds from 0 to 1 and at least one day.", stage.Code).On(nameof(Stages));
    }
}
