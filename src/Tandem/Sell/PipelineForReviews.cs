using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.Reviews;

namespace Tandem.Sell;

/// <summary>What Sell lays into the pack of a business review: a partner's open deals by stage as the day ended, and those that stood still.</summary>
internal static class PipelineForReviews
{
    private const int Most = 5000;

    public static async Task<PackPipeline> Read(IServiceProvider services, Id<Organisation> partner, DateOnly day, CancellationToken ct)
    {
        var policies = services.GetRequiredService<PolicyBook>();
        var programme = (await policies.Current<ProgrammePolicy>(services.GetRequiredService<TimeProvider>().GetUtcNow(), ct)).Rules;
        var until = programme.StartOf(day.AddDays(1));
        var stages = (await policies.Current<StagesPolicy>(until, ct)).Rules;
        var rates = await services.GetRequiredService<Rates>().On(day, ct);
        var deals = await services.GetRequiredService<DealsAsOf>().Open(partner, until, Most, ct);
        var still = deals.Where(d => d.StoodStill(stages, until)).ToList();
        return new PackPipeline
        {
            Stages = [.. stages.Stages.Select(s => (Stage: s, Deals: deals.Where(d => d.Stage == s.Code).ToList()))
                .Select(s => new PackStage(s.Stage.Name, s.Deals.Count, Worth.Of(s.Deals.Select(d => d.Amount), programme.Currency, rates).Total.Minor))],
            Rates = rates.Date,
            Unvalued = Worth.Of(deals.Select(d => d.Amount), programme.Currency, rates).Unconverted.Count,
            StalledCount = still.Count,
            StalledMinor = Worth.Of(still.Select(d => d.Amount), programme.Currency, rates).Total.Minor,
            Stalled = [.. still.Select(d => new PackDeal(
                d.Deal.Id.Value, d.Deal.Reference, d.Deal.Customer.Name, stages.Find(d.Stage)?.Name ?? d.Stage, d.Amount.Minor, d.Amount.Currency, d.CloseDate,
                (int)(until - d.Touched).TotalDays, d.NextStep))],
        };
    }
}
