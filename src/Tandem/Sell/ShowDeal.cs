using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>Opens one deal for a reader, with everything the page needs and nothing the reader may not know.</summary>
public sealed record ShowDeal
{
    public Id<Deal> Deal { get; init; }

    // The page that is opened most. The condition is that of VisibleTo, with what it asks of the reader as values.
    private static readonly Prepared<Func<TandemDb, Id<Deal>, bool, Id<Organisation>?, CancellationToken, Task<Found?>>> Asked = new(() => EF.CompileAsyncQuery(
        (TandemDb db, Id<Deal> id, bool vendor, Id<Organisation>? firm, CancellationToken ct) => db.Set<Deal>().AsNoTracking()
            .Where(d => d.Id == id && ((vendor && d.Status != DealStatus.Draft) || (!vendor && d.PartnerId == firm)))
            .Include(d => d.Lines).Include(d => d.Registration).Include(d => d.CoOwners).AsSingleQuery()
            .Select(d => new Found(
                d, db.Set<Organisation>().Where(o => o.Id == d.PartnerId).Select(o => o.Name).FirstOrDefault(),
                db.Set<Person>().Where(p => p.Id == d.OwnerId).Select(p => p.Name).FirstOrDefault(),
                db.Set<Account>().Where(a => a.Id == d.AccountId).Select(a => a.Name).FirstOrDefault(),
                db.Set<Territory>().Where(t => t.Id == d.TerritoryId).Select(t => t.Name).FirstOrDefault()))
            .SingleOrDefault()));

    public sealed class Handler(TandemDb db, PolicyBook policies, ApprovalDesk desk, Catalogue catalogue, TimeProvider clock)
    {
        public async Task<Outcome<DealView>> Run(ShowDeal ask, Actor by, CancellationToken ct)
        {
            if (!by.SeesDeals() || await Asked.On(db)(db, ask.Deal, by.IsVendor, by.PartnerId, ct) is not { Deal: var deal } found)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct, deal.PartnerId)).Rules.DateOf(now);
            var stages = (await policies.Current<StagesPolicy>(now, ct, deal.PartnerId)).Rules;
            var rules = deal.Registration is { } claim
                ? await policies.Version<EngagementPolicy>(claim.PolicyNumber, ct)
                : (await policies.Current<EngagementPolicy>(now, ct, deal.PartnerId)).Rules;
            var request = await Waiting(deal, ct);
            var names = await NamesOf(found, ct);
            var mayDecide = request is not null && await desk.May(request, by, now, ct);
            var stalled = DealSearch.Stalls(deal.Status, stages.Find(deal.Stage), deal.Touched, deal.Created, deal.ExternalId is not null, now);
            var view = new DealView
            {
                Id = deal.Id,
                Reference = deal.Reference,
                Status = deal.Status,
                Version = deal.Version,
                Customer = deal.Customer,
                Contact = deal.Contact,
                Partner = deal.PartnerId is { } firm ? new Named<Organisation>(firm, found.Partner ?? "") : null,
                Owner = names.Of(deal.OwnerId),
                CoOwners = [.. deal.CoOwners.Select(c => names.Of(c.PersonId)!)],
                Lines = [.. deal.Lines.OrderBy(l => l.Number).Select(l => names.Line(l))],
                Amount = deal.Amount,
                CloseDate = deal.CloseDate,
                Description = deal.Description,
                Stage = deal.Stage,
                StageSince = deal.Stage.Length > 0 ? deal.StageSince : null,
                Stages = [.. stages.Stages.Select(s => new DealView.StageView(s.Code, s.Name, StagesPolicy.Missing(deal, s)))],
                NextStep = deal.NextStep,
                NextStepDue = deal.NextStepDue,
                Created = deal.Created,
                Touched = deal.Touched,
                StalledDays = stalled ? (int)(now - deal.Touched).TotalDays : null,
                ClosedOn = deal.ClosedOn,
                LossReason = deal.LossReason,
                Registration = deal.Registration is { } registration ? ViewOf(registration, rules, request, today, now) : null,
                Actions = [.. DealActions.For(deal, by, rules, today, request, mayDecide)],
            };
            return by.IsVendor ? view with { Vendor = ForVendor(found, request) } : Cut(view, by);
        }

        /// <summary>Most deals wait for nobody: they are in the pipeline, or over.</summary>
        private async Task<ApprovalRequest?> Waiting(Deal deal, CancellationToken ct) =>
            deal.Status is DealStatus.InReview or DealStatus.NeedsInfo or DealStatus.Appealed || deal.Registration?.ExtensionAsked is not null
                ? await db.ApprovalRequests().AsNoTracking().FirstOrDefaultAsync(
                    r => r.SubjectId == deal.Id.Value && (r.State == ApprovalState.Open || r.State == ApprovalState.Paused), ct)
                : null;

        private static DealView.RegistrationView ViewOf(
            Registration registration, EngagementPolicy rules, ApprovalRequest? request, DateOnly today, DateTimeOffset now) => new(
            registration.Submitted, registration.Decided, registration.Rejection,
            registration.Rejection is { } code ? rules.SentenceFor(code) : null,
            registration.ProtectedUntil,
            registration.ProtectedUntil is { } until ? Math.Max(0, until.DayNumber - today.DayNumber) : null,
            registration.Extensions, Math.Max(0, rules.MaxExtensions - registration.Extensions), registration.ExtensionAsked,
            Math.Max(0, rules.MaxAppeals - registration.Appeals),
            request is null ? null : new DealView.ClockView(request.Kind, request.Due, request.PausedAt is not null, request.PausedAt is null && request.Due < now));

        /// <summary>A partner's marketers and technicians see names and stage only.</summary>
        private static DealView Cut(DealView view, Actor by) => by.May(SellPermissions.Amounts) ? view : view with
        {
            Amount = null,
            Contact = null,
            Description = "",
            Lines = [.. view.Lines.Select(l => l with { UnitPrice = null })],
        };

        private static DealView.VendorView ForVendor(Found found, ApprovalRequest? request)
        {
            var deal = found.Deal;
            var account = deal.AccountId is { } id && found.Account is { } name ? new Named<Account>(id, name) : null;
            return new DealView.VendorView(
                account, found.Territory, deal.Registration?.First ?? false, deal.Registration?.Findings.Count ?? 0, deal.Registration?.RouteReason ?? "",
                deal.Registration?.PolicyNumber ?? 0, request?.AutomaticAt, request?.Level, [.. request?.Levels.Select(l => l.Name) ?? []], deal.ExternalId);
        }

        private async Task<Names> NamesOf(Found found, CancellationToken ct)
        {
            var deal = found.Deal;
            var coOwners = deal.CoOwners.Select(c => c.PersonId).ToList();
            var products = deal.Lines.Select(l => l.ProductId).ToList();
            var people = coOwners.Count == 0 ? [] : await db.People().AsNoTracking().Where(p => coOwners.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
            if (deal.OwnerId is { } owner && found.Owner is { } name)
                people[owner] = name;
            return new Names(
                people, products.Count == 0 ? [] : await catalogue.Of(products, ct));
        }
    }

    /// <summary>The deal, with the names of what it points to.</summary>
    private sealed record Found(Deal Deal, string? Partner, string? Owner, string? Account, string? Territory);

    private sealed record Names(Dictionary<Id<Person>, string> People, Dictionary<Id<Product>, Product> Products)
    {
        public Named<Person>? Of(Id<Person>? person) =>
            person is { } id && People.TryGetValue(id, out var name) ? new Named<Person>(id, name) : null;

        public DealView.LineView Line(DealLine line) => Products.TryGetValue(line.ProductId, out var product)
            ? new DealView.LineView(line.Number, product.Id, product.Sku, product.Name, line.Quantity, line.UnitPrice ?? product.ListPrice)
            : new DealView.LineView(line.Number, line.ProductId, "", "", line.Quantity, line.UnitPrice);
    }
}
