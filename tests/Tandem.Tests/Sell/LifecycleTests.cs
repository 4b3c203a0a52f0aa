using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;
using Tandem.Threads;
using Xunit;

namespace Tandem.Tests.Sell;

/// <summary>From the first draft to a win, a loss or an end of the protection.</summary>
public abstract class LifecycleTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public async Task A_draft_may_be_almost_empty_is_filled_later_and_becomes_the_registration()
    {
        var seller = await world.Seller();
        var product = await world.Product();
        var draft = await Do((SaveDraft.Handler h) => h.Run(new SaveDraft { CustomerName = "Halb" }, seller, Ct));
        var line = new LineInput { ProductId = product.Id };
        await Do((SaveDraft.Handler h) => h.Run(new SaveDraft { Draft = draft.Id, CustomerName = "Ganz", Lines = [line, line] }, seller, Ct));
        await Do((SaveDraft.Handler h) => h.Run(new SaveDraft { Draft = draft.Id, CustomerName = "Ganz", Lines = [line] }, seller, Ct));
        var input = world.Input(product) with { Draft = draft.Id };
        var registered = await world.Registered(input, seller);

        Assert.Equal(draft.Id, registered.Id);
        var view = (await world.Show(draft.Id, seller)).Value;
        Assert.Equal((DealStatus.InReview, input.CustomerName, 1), (view.Status, view.Customer.Name, view.Lines.Count));
    }

    [Fact]
    public async Task A_firm_that_has_not_joined_the_programme_is_told_so()
    {
        var person = app.Act(await app.Given.PartnerPerson());
        var draft = await world.Do((SaveDraft.Handler h) => h.Run(new SaveDraft { CustomerName = "Early" }, person, Ct));
        var registered = await world.Register(world.Input(await world.Product()), person);

        Assert.Equal(["sell/not-in-programme", "sell/not-in-programme"], [draft.Refusal!.Code, registered.Refusal!.Code]);
    }

    [Fact]
    public async Task A_discarded_draft_is_gone_and_a_submitted_one_cannot_be_discarded()
    {
        var seller = await world.Seller();
        var product = await world.Product();
        var draft = await Do((SaveDraft.Handler h) => h.Run(new SaveDraft { Lines = [new LineInput { ProductId = product.Id }] }, seller, Ct));
        await Do((DiscardDraft.Handler h) => h.Run(new DiscardDraft { Deal = draft.Id }, seller, Ct));
        Assert.Equal(RefusalKind.NotFound, (await world.Show(draft.Id, seller)).Refusal!.Kind);

        var submitted = await world.Registered(world.Input(await world.Product()), seller);
        var refused = await world.Do((DiscardDraft.Handler h) => h.Run(new DiscardDraft { Deal = submitted.Id }, seller, Ct));
        Assert.Equal("sell/not-a-draft", refused.Refusal!.Code);
    }

    [Fact]
    public async Task The_clock_stands_while_the_partner_owes_an_answer()
    {
        var (seller, boss) = (await world.Seller(), await world.Reviewer());
        var deal = (await world.Registered(world.Input(await world.Product(), amount: 60_000), seller)).Id;
        var due = (await world.Show(deal, seller)).Value.Registration!.Clock!.Due;
        app.Clock.Advance(TimeSpan.FromHours(10));
        await Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.NeedsInfo, Text = "Who is the sponsor?" }, boss);
        app.Clock.Advance(TimeSpan.FromHours(48));

        var waiting = (await world.Show(deal, seller)).Value;
        Assert.Equal((DealStatus.NeedsInfo, true, false), (waiting.Status, waiting.Registration!.Clock!.Paused, waiting.Registration.Clock.Overdue));
        Assert.Contains(DealAction.Answer, waiting.Actions);
        await Do((AnswerInfoRequest.Handler h) => h.Run(new AnswerInfoRequest { Deal = deal, Text = "The CFO." }, seller, Ct));

        var back = (await world.Show(deal, seller)).Value;
        Assert.Equal((DealStatus.InReview, false, due.AddHours(48)), (back.Status, back.Registration!.Clock!.Paused, back.Registration.Clock.Due));
        var notes = await app.Db(db => db.Notes().Where(n => n.SubjectId == deal.Value).OrderBy(n => n.Written).Select(n => n.Text).ToListAsync());
        Assert.Equal(["Who is the sponsor?", "The CFO."], notes);
    }

    [Fact]
    public async Task An_answer_that_names_another_customer_loses_its_place_and_one_that_only_spells_it_better_keeps_it()
    {
        var product = await world.Product();
        var (seller, rival, boss) = (await world.Seller(), await world.Seller(), await world.Reviewer());
        var first = world.Input(product, amount: 60_000);
        var deal = (await world.Registered(first, seller)).Id;
        app.Clock.Advance(TimeSpan.FromHours(1));
        var target = SellWorld.NewCustomer();
        await world.Registered(world.Input(product, target, 60_000), rival);
        app.Clock.Advance(TimeSpan.FromHours(1));

        await Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.NeedsInfo, Text = "?" }, boss);
        var submitted = (await world.Show(deal, seller)).Value.Registration!.Submitted;
        var better = first with { CustomerName = first.CustomerName + " GmbH" };
        await Do((AnswerInfoRequest.Handler h) => h.Run(new AnswerInfoRequest { Deal = deal, Text = "Better spelled", Changes = better }, seller, Ct));
        Assert.Equal(submitted, (await world.Show(deal, seller)).Value.Registration!.Submitted);

        await Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.NeedsInfo, Text = "?" }, boss);
        var moved = first with { CustomerName = target };
        await Do((AnswerInfoRequest.Handler h) => h.Run(new AnswerInfoRequest { Deal = deal, Text = "Moved", Changes = moved }, seller, Ct));
        Assert.Equal(app.Now, (await world.Show(deal, seller)).Value.Registration!.Submitted);
        Assert.Equal((false, 1), await app.Db(db => db.Registrations().Where(r => r.Id == deal).ToListAsync()) is [var r] ? (r.First, r.Findings.Count) : default);
    }

    [Fact]
    public async Task A_large_registration_needs_two_levels_each_with_its_own_clock()
    {
        var seller = await world.Seller();
        var manager = await world.Reviewer(Role.PartnerManager);
        var deal = (await world.Registered(world.Input(await world.Product(), amount: 150_000), seller)).Id;
        app.Clock.Advance(TimeSpan.FromHours(5));
        var one = await Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.Approve, Level = 0 }, manager);
        Assert.Equal(DealStatus.InReview, one.Status);
        Assert.Equal(app.Now.AddHours(24), (await world.Show(deal, seller)).Value.Registration!.Clock!.Due);

        var again = await world.Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.Approve }, manager);
        Assert.Equal("approvals/not-your-level", again.Refusal!.Code);
        var late = await world.Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.Approve, Level = 0 }, await world.Reviewer());
        Assert.Equal("sell/level-decided", late.Refusal!.Code);
        var two = await Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.Approve, Level = 1 }, await world.Reviewer(Role.ChannelManager));
        Assert.Equal(DealStatus.Open, two.Status);
    }

    [Fact]
    public async Task Of_two_managers_who_decide_at_once_one_wins_and_the_other_hears_of_a_conflict()
    {
        var seller = await world.Seller();
        var product = await world.Product();
        for (var i = 0; i < 5; i++)
        {
            var deal = (await world.Registered(world.Input(product, amount: 60_000), seller)).Id;
            var (a, b) = (await world.Reviewer(), await world.Reviewer());
            var answers = await Task.WhenAll(
                Task.Run(() => world.Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.Approve }, a)),
                Task.Run(() => world.Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.Reject, Code = RejectionCode.NotQualified }, b)));
            Assert.Equal(RefusalKind.Conflict, Assert.Single(answers, x => !x.Ok).Refusal!.Kind);
        }
    }

    [Fact]
    public async Task Who_looked_at_an_older_version_is_told_so()
    {
        var seller = await world.Seller();
        var deal = await world.Open(world.Input(await world.Product()), seller);
        var version = (await world.Show(deal, seller)).Value.Version;
        var plan = new PlanInput { NextStep = "Call" };
        await Do((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Version = version, Plan = plan }, seller, Ct));
        var stale = await world.Do((LoseDeal.Handler h) => h.Run(new LoseDeal { Deal = deal, Version = version, Reason = "price" }, seller, Ct));
        Assert.Equal(RefusalKind.Stale, stale.Refusal!.Kind);
    }

    [Fact]
    public async Task A_withdrawn_registration_frees_the_customer()
    {
        var customer = SellWorld.NewCustomer();
        var product = await world.Product();
        var seller = await world.Seller();
        var deal = (await world.Registered(world.Input(product, customer, 60_000), seller)).Id;
        var gone = await Do((WithdrawRegistration.Handler h) => h.Run(new WithdrawRegistration { Deal = deal }, seller, Ct));
        Assert.Equal(DealStatus.Withdrawn, gone.Status);
        var next = (await world.Registered(world.Input(product, customer, 60_000), await world.Seller())).Id;
        Assert.True(await app.Db(db => db.Registrations().AnyAsync(r => r.Id == next && r.First)));
        var decided = await world.Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.Approve }, await world.Reviewer());
        Assert.Equal("sell/not-in-review", decided.Refusal!.Code);
    }

    [Theory]
    [InlineData(AppealVerdict.Overturn, DealStatus.Open)]
    [InlineData(AppealVerdict.Uphold, DealStatus.Rejected)]
    public async Task A_rejection_can_be_appealed_once_and_is_overturned_or_stands(AppealVerdict verdict, DealStatus end)
    {
        var (seller, boss) = (await world.Seller(), await world.Reviewer());
        var deal = (await world.Registered(world.Input(await world.Product(), amount: 60_000), seller)).Id;
        await Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.Reject, Code = RejectionCode.CustomerAlreadyEngaged }, boss);
        var told = (await world.Show(deal, seller)).Value.Registration!;
        Assert.Equal((RejectionCode.CustomerAlreadyEngaged, 1), (told.Rejection, told.AppealsLeft));
        Assert.StartsWith("This customer is already", told.RejectionSentence, StringComparison.Ordinal);

        await Do((AppealRejection.Handler h) => h.Run(new AppealRejection { Deal = deal, Evidence = "Order of March" }, seller, Ct));
        var manager = await world.Reviewer(Role.PartnerManager);
        var notAllowed = await world.Do((DecideAppeal.Handler h) => h.Run(new DecideAppeal { Deal = deal, Verdict = verdict }, manager, Ct));
        Assert.Equal(RefusalKind.Forbidden, notAllowed.Refusal!.Kind);
        var decided = await Do((DecideAppeal.Handler h) => h.Run(new DecideAppeal { Deal = deal, Verdict = verdict }, boss, Ct));
        Assert.Equal(end, decided.Status);
        var again = await world.Do((AppealRejection.Handler h) => h.Run(new AppealRejection { Deal = deal, Evidence = "More" }, seller, Ct));
        Assert.Equal(end == DealStatus.Open ? "sell/nothing-to-appeal" : "sell/appeals-used", again.Refusal!.Code);
    }

    [Fact]
    public async Task The_first_extension_is_granted_by_rule_while_the_deal_moves_and_the_second_by_a_person()
    {
        var (seller, boss) = (await world.Seller(), await world.Reviewer());
        var deal = await world.Open(world.Input(await world.Product(), amount: 60_000), seller);
        var until = (await world.Show(deal, seller)).Value.Registration!.ProtectedUntil!.Value;
        Assert.Equal("sell/extension-too-early", (await Extend(deal, seller)).Refusal!.Code);
        app.Clock.Advance(TimeSpan.FromDays(70));
        await Do((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Plan = new PlanInput { NextStep = "Offer" } }, seller, Ct));

        Assert.Equal(until.AddDays(30), (await Extend(deal, seller)).Value.ProtectedUntil);
        app.Clock.Advance(TimeSpan.FromDays(25));
        Assert.Equal(until.AddDays(30), (await Extend(deal, seller)).Value.ProtectedUntil);
        Assert.Equal("sell/extension-waiting", (await Extend(deal, seller)).Refusal!.Code);
        Assert.Contains(DealAction.DecideExtension, (await world.Show(deal, boss)).Value.Actions);
        var granted = await Do((DecideExtension.Handler h) => h.Run(new DecideExtension { Deal = deal, Grant = true }, boss, Ct));
        Assert.Equal(until.AddDays(60), granted.ProtectedUntil);
        app.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal("sell/extensions-used", (await Extend(deal, seller)).Refusal!.Code);
    }

    [Fact]
    public async Task A_deal_that_stands_still_gets_no_extension_by_rule_and_a_refused_one_keeps_its_date()
    {
        var (seller, boss) = (await world.Seller(), await world.Reviewer());
        var deal = await world.Open(world.Input(await world.Product(), amount: 60_000), seller);
        var until = (await world.Show(deal, seller)).Value.Registration!.ProtectedUntil;
        app.Clock.Advance(TimeSpan.FromDays(80));
        await Extend(deal, seller);
        Assert.Equal(30, (await world.Show(deal, seller)).Value.Registration!.ExtensionAsked);
        var refused = await Do((DecideExtension.Handler h) => h.Run(new DecideExtension { Deal = deal, Grant = false }, boss, Ct));
        Assert.Equal(until, refused.ProtectedUntil);
    }

    [Fact]
    public async Task A_partner_gives_a_protection_up_and_the_vendor_reclaims_one_with_a_reason()
    {
        var (seller, boss) = (await world.Seller(), await world.Reviewer());
        var product = await world.Product();
        var given = await world.Open(world.Input(product), seller);
        Assert.Equal(DealStatus.Released, (await Do((ReleaseRegistration.Handler h) => h.Run(new ReleaseRegistration { Deal = given }, seller, Ct))).Status);
        var taken = await world.Open(world.Input(product), seller);
        var without = await world.Do((ReleaseRegistration.Handler h) => h.Run(new ReleaseRegistration { Deal = taken }, boss, Ct));
        Assert.Equal("sell/reason-missing", without.Refusal!.Code);
        await Do((ReleaseRegistration.Handler h) => h.Run(new ReleaseRegistration { Deal = taken, Reason = ReclaimReason.NoProgress }, boss, Ct));
        Assert.Equal(DealStatus.Released, (await world.Show(taken, seller)).Value.Status);
    }

    private Task<Outcome<DealChanged>> Extend(Id<Deal> deal, Actor by) =>
        world.Do((RequestExtension.Handler h) => h.Run(new RequestExtension { Deal = deal }, by, Ct));

    private async Task<DealChanged> Decide(DecideRegistration ask, Actor by) => (await world.Decide(ask, by)).Value;

    private async Task<T> Do<THandler, T>(Func<THandler, Task<Outcome<T>>> run) where THandler : notnull => (await world.Do(run)).Value;

    public sealed class OnSqlite(SqliteApp app) : LifecycleTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : LifecycleTests(app), IClassFixture<PostgresApp>;
}
