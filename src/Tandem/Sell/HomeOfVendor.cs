using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>What a person of the vendor finds on coming in: the queue and its clocks, the pipeline, what needs a look.</summary>
public sealed record HomeOfVendor
{
    /// <summary>A territory, with all below it; everything if empty.</summary>
    public Id<Territory>? Territory { get; init; }

    public sealed class Handler(
        TandemDb db, DealSearch search, PipelineBoard.Handler board, ReviewQueue.Handler queue, PolicyBook policies, Words words, TimeProvider clock)
    {
        private static readonly TimeSpan AlertsLast = TimeSpan.FromDays(14);

        public async Task<Outcome<Home>> Run(HomeOfVendor ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Pipeline))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var stages = (await policies.Current<StagesPolicy>(now, ct)).Rules;
            var rules = (await policies.Current<EngagementPolicy>(now, ct)).Rules;
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            var endsBy = today.AddDays(rules.ReminderDays.DefaultIfEmpty(30).Max());
            var deals = await search.Find(new DealFilter { Territory = ask.Territory }, by, ct);
            var open = deals.Where(d => d.Status == DealStatus.Open);

            async Task<HomeOfPartner.Block> Show(IQueryable<Deal> some) => new(
                await some.Take(DealList.MostCounted).CountAsync(ct),
                [.. (await some.Take(HomeOfPartner.Shown).Select(DealRow.Of(db)).ToListAsync(ct)).Select(r => r.For(by, stages, now))]);

            var waiting = await queue.Run(new ReviewQueue { Territory = ask.Territory, Paused = false, Limit = HomeOfPartner.Shown }, by, ct);
            var pipeline = await board.Run(new PipelineBoard { Territory = ask.Territory, Bare = true }, by, ct);
            var monthAgo = today.AddDays(-30);
            return new Home(
                waiting.Value,
                pipeline.Value,
                await Show(open.Where(d => d.Registration!.ProtectedUntil <= endsBy).OrderBy(d => d.Registration!.ProtectedUntil).ThenBy(d => d.Id)),
                await Show(open.Where(DealSearch.IsStalled(stages, now)).OrderBy(d => d.Touched)),
                await Show(deals.Where(d => d.Status == DealStatus.Won && d.ClosedOn >= monthAgo).OrderByDescending(d => d.ClosedOn).ThenByDescending(d => d.Id)),
                await Alerts(now, ct));
        }

        private async Task<List<Alert>> Alerts(DateTimeOffset now, CancellationToken ct)
        {
            string[] kinds = [FactKinds.Kind<ProbingSuspected>(), FactKinds.Kind<ProtectionBypassed>(), FactKinds.Kind<ReviewOverdue>()];
            var since = now - AlertsLast;

            // A missed clock is of interest until somebody has decided after all.
            var late = FactKinds.Kind<ReviewOverdue>();
            var events = await db.Events().AsNoTracking()
                .Where(e => kinds.Contains(e.Kind) && e.Happened > since && !e.Imported)
                .Where(e => e.Kind != late || db.ApprovalRequests().Any(r => r.SubjectId == e.SubjectId && r.State == ApprovalState.Open))
                .OrderByDescending(e => e.Happened).ThenByDescending(e => e.Id)
                .Take(HomeOfPartner.Shown)
                .Select(e => new
                {
                    Event = e,
                    Partner = db.Organisations().Where(o => o.Id == e.PartnerId).Select(o => o.Name).FirstOrDefault(),
                    Customer = db.Deals().Where(d => (Guid)(object)d.Id == e.SubjectId).Select(d => d.Customer.Name).FirstOrDefault(),
                    By = db.People().Where(p => p.Id == e.ActorId).Select(p => p.Name).FirstOrDefault(),
                })
                .ToListAsync(ct);
            return [.. events.Select(e => new Alert(e.Event.Kind, e.Event.Subject, e.Partner, e.Customer, e.By, e.Event.Happened, e.Event.Fact.Say(words)))];
        }
    }

    /// <summary>The start page of the vendor.</summary>
    public sealed record Home(
        QueuePage Queue, PipelineBoard.Board Pipeline, HomeOfPartner.Block Expiring, HomeOfPartner.Block Stalled, HomeOfPartner.Block Won,
        IReadOnlyList<Alert> Alerts);

    /// <summary>Something that somebody should look at.</summary>
    /// <param name="Customer">Of the deal it is about; null where it is about no deal.</param>
    /// <param name="By">Null where Tandem itself noticed it.</param>
    public sealed record Alert(string Kind, Ref Subject, string? Partner, string? Customer, string? By, DateTimeOffset Happened, string Sentence);
}
