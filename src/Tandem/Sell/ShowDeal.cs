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

    public sealed class Handler(TandemDb db, PolicyBook policies, ApprovalDesk desk, TimeProvider clock)
    {
        public async Task<Outcome<DealView>> Run(ShowDeal ask, Actor by, CancellationToken ct)
        {
            var deal = await db.Deals().AsNoTracking().VisibleTo(by)
                .Include(d => d.Lines).Include(d => d.Registration).Include(d => d.CoOwners).AsSingleQuery()
                .SingleOrDefaultAsync(d => d.Id == ask.Deal, ct);
            if (deal is null)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct, deal.PartnerId)).Rules.DateOf(now);
            var stages = (await policies.Current<StagesPolicy>(now, ct, deal.PartnerId)).Rules;
            var rules = deal.Registration is { } claim
                ? await policies.Version<EngagementPolicy>(claim.PolicyNumber, ct)
                : (await policies.Current<EngagementPolicy>(now, ct, deal.PartnerId)).Rules;
            var request = await Waiting(deal, ct);
            var names = await NamesOf(deal, by, ct);
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
                Partner = names.Partner,
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
            return by.IsVendor ? view with { Vendor = await ForVendor(deal, request, ct) } : Cut(view, by);
        }

        private Task<ApprovalRequest?> Waiting(Deal deal, CancellationToken ct) => db.ApprovalRequests().AsNoTracking().FirstOrDefaultAsync(
            r => r.SubjectId == deal.Id.Value && (r.State == ApprovalState.Open || r.State == ApprovalState.Paused), ct);

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

        private async Task<DealView.VendorView> ForVendor(Deal deal, ApprovalRequest? request, CancellationToken ct)
        {
            var account = deal.AccountId is { } id
                ? await db.Accounts().Where(a => a.Id == id).Select(a => new Named<Account>(a.Id, a.Name)).FirstOrDefaultAsync(ct)
                : null;
            var territory = deal.TerritoryId is { } place
                ? await db.Territories().Where(t => t.Id == place).Select(t => t.Name).FirstOrDefaultAsync(ct)
                : null;
            return new DealView.VendorView(
                account, territory, deal.Registration?.First ?? false, deal.Registration?.Findings.Count ?? 0, deal.Registration?.RouteReason ?? "",
                deal.Registration?.PolicyNumber ?? 0, request?.AutomaticAt, request?.Level, [.. request?.Levels.Select(l => l.Name) ?? []], deal.ExternalId);
        }

        private async Task<Names> NamesOf(Deal deal, Actor by, CancellationToken ct)
        {
            var ids = deal.CoOwners.Select(c => c.PersonId).Append(deal.OwnerId ?? default).ToList();
            var products = deal.Lines.Select(l => l.ProductId).ToList();
            var partner = by.IsPartner ? new Named<Organisation>(by.Partner, by.OrganisationName)
                : deal.PartnerId is { } firm ? await db.Organisations().Where(o => o.Id == firm).Select(o => new Named<Organisation>(o.Id, o.Name)).FirstAsync(ct)
                : null;
            return new Names(
                partner,
                await db.People().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct),
                products.Count == 0 ? [] : await db.Products().AsNoTracking().Where(p => products.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct));
        }
    }

    private sealed record Names(Named<Organisation>? Partner, Dictionary<Id<Person>, string> People, Dictionary<Id<Product>, Product> Products)
    {
        public Named<Person>? Of(Id<Person>? person) =>
            person is { } id && People.TryGetValue(id, out var name) ? new Named<Person>(id, name) : null;

        public DealView.LineView Line(DealLine line) => Products.TryGetValue(line.ProductId, out var product)
            ? new DealView.LineView(line.Number, product.Id, product.Sku, product.Name, line.Quantity, line.UnitPrice ?? product.ListPrice)
            : new DealView.LineView(line.Number, line.ProductId, "", "", line.Quantity, line.UnitPrice);
    }
}
