using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>A deal goes on to another stage, once it has what the stage asks for; going back is always possible.</summary>
public sealed record MoveStage
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    /// <summary>The code of the stage.</summary>
    [Required(ErrorMessage = "Choose a stage.")] public string Stage { get; init; } = "";

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(MoveStage ask, Actor by, CancellationToken ct)
        {
            if (!by.May(SellPermissions.Work))
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (deal.Status != DealStatus.Open)
                return SellRefusals.NotOpen;
            var stages = (await policies.Current<StagesPolicy>(now, ct, deal.PartnerId)).Rules;
            if (stages.Find(ask.Stage) is not { } stage)
                return Refusal.Invalid("sell/unknown-stage", "There is no such stage.").On(nameof(Stage));
            if (deal.Stage == stage.Code)
                return DealChanged.Of(deal);
            if (stages.Orders(deal.Stage, stage.Code) && StagesPolicy.Missing(deal, stage) is { Count: > 0 } missing)
            {
                return Refusal.Invalid("sell/stage-criteria", "Before {0} this deal needs: {1}.", stage.Name,
                    string.Join(", ", missing.Select(StagesPolicy.NameOf))).On(nameof(Stage));
            }

            var from = deal.Stage;
            deal.MoveTo(stage.Code, now);
            db.Record(by, deal.Ref, deal.PartnerId, new StageMoved(from, stage.Code), now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}
