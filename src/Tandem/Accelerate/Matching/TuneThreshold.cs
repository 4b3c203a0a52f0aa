using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.Matching;

/// <summary>Publishes the rules of engagement with another matching threshold; all other rules stay.</summary>
public sealed record TuneThreshold
{
    /// <summary>In per cent, 30 to 100.</summary>
    [Required(ErrorMessage = "Enter a threshold."), Range(30.0, 100.0, ErrorMessage = "The matching threshold lies between 30 and 100 per cent.")] public decimal? Percent { get; init; }

    [Required(ErrorMessage = "Say why the rules change."), StringLength(500)] public string Reason { get; init; } = "";

    public sealed class Handler(EditPolicy.Handler desk, PublishPolicy.Handler publish)
    {
        public async Task<Outcome<PublishPolicy.Published>> Run(TuneThreshold ask, Actor by, CancellationToken ct)
        {
            if (!by.May(SellPermissions.Settings))
                return Refusal.NotFound;
            var name = PolicyBook.NameOf(typeof(EngagementPolicy));
            var found = await desk.Run(new EditPolicy { Name = name }, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var rules = (EngagementPolicy)found.Value.Rules with { MatchThreshold = (double)(ask.Percent!.Value / 100) };
            return await publish.Run(
                new PublishPolicy { Name = name, Body = JsonSerializer.SerializeToElement(rules, PolicyVersion.Json), Reason = ask.Reason.Trim(), Newest = found.Value.Newest }, by, ct);
        }
    }
}
