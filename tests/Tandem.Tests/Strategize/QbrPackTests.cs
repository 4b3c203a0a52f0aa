using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;
using Tandem.Sell;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Reviews;
using Tandem.Strategize.Reviews.Packs;
using Tandem.Ui;
using Xunit;

namespace Tandem.Tests.Strategize;

public abstract class QbrPackTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly QbrWorld world = new(app);

    private byte[] Pdf(PackDocument pack) => PackPdf.Write(Contents(pack), app.Services.GetRequiredService<PackFonts>());

    private static byte[] Slides(PackDocument pack) => PackSlides.Write(Contents(pack));

    /// <summary>In the language of the readers.</summary>
    private static PackContents Contents(PackDocument pack)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        return PackContents.Of(pack, Words.Here, new Formats(Words.Here));
    }

    [Fact]
    public async Task A_pack_stays_what_it_was_whatever_comes_to_light_later()
    {
        var (partner, manager, plan) = await world.Agreed(world.Terms());
        await world.Register(partner, 3);
        app.Clock.Advance(TimeSpan.FromDays(1));
        var (qbr, again) = (await world.Scheduled(plan, manager), await world.Scheduled(plan, manager));
        var made = (await world.Make(qbr, manager, world.Yesterday)).Value;
        var first = await world.Pack(made.Id, partner);
        var (pdf, slides) = (Pdf(first), Slides(first));
        Assert.Equal(3, first.Targets.Single(t => t.Key == "t1").Actual);

        // Work of the same period that becomes known afterwards, and a milestone called done since.
        await world.Register(partner, 4);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.Run((ReckonAll.Handler h) => h.Run(Actor.System, Ct));

        Assert.Equal(made, (await world.Make(qbr, manager, made.AsOf)).Value);
        var kept = await world.Pack(made.Id, manager);
        Assert.Equal(first.Write(), kept.Write());
        Assert.Equal(pdf, Pdf(kept));
        Assert.Equal(slides, Slides(kept));

        // And whoever computes that day anew gets that day's numbers.
        var anew = await world.Made(again, manager, made.AsOf);
        Assert.Equal(first.Targets.Select(t => (t.Actual, t.Expected, t.Share)), anew.Targets.Select(t => (t.Actual, t.Expected, t.Share)));
        Assert.Equal((first.Health, 3d), (anew.Health, anew.Targets.Single(t => t.Key == "t1").Actual));
        Assert.Equal(7, (await world.Made(again, manager, world.Yesterday)).Targets.Single(t => t.Key == "t1").Actual);
    }

    [Fact]
    public async Task It_says_what_was_reached_what_is_late_and_what_to_talk_about()
    {
        var terms = world.Terms() with { Milestones = [new("m1", "Kick-off", Side.Vendor, world.Today.AddDays(-20)), new("m2", "Name the sellers", Side.Partner, world.Today.AddDays(-10)), new("m3", "Later", Side.Partner, world.Today.AddDays(60))] };
        var (partner, manager, plan) = await world.Agreed(terms);
        await app.Run((FinishStep.Handler h) => h.Run(new FinishStep { Step = world.Plans.Show(plan, partner).Result.Steps.Single(s => s.Key == "m1").Id }, manager, Ct));
        await world.Register(partner, 1);
        app.Clock.Advance(TimeSpan.FromDays(1));

        var pack = await world.Made(await world.Scheduled(plan, manager), manager);
        Assert.Equal((world.Yesterday, plan, partner.Partner, 1), (pack.AsOf, pack.Plan, pack.Partner, pack.PlanVersion));
        Assert.Equal([("Kick-off", (DateOnly?)world.Yesterday, false), ("Name the sellers", null, true)], pack.Steps.Select(s => (s.Title, s.Done, s.Late)));
        Assert.Contains(pack.Coaching, a => a is { Kind: AdviceKind.Behind, Kpi: "sell.registrations", Value: 1 });
        Assert.Contains(pack.Coaching, a => a is { Kind: AdviceKind.Late, Side: Side.Partner, Count: 1, Text: "Name the sellers" });
        Assert.InRange(pack.Health!.Value, 0, 99);
        Assert.All(pack.Figures, f => Assert.False(app.Services.GetRequiredService<KpiCatalogue>().Find(f.Kpi)!.VendorOnly));
        Assert.Equal(pack.Targets.Select(t => t.Key), pack.Proposals.Select(p => p.Key));
    }

    [Fact]
    public async Task Deals_that_stand_still_are_named_with_how_long()
    {
        var (partner, manager, plan) = await world.Agreed(world.Terms());
        var deal = await world.Plans.Sell.Open(world.Plans.Sell.Input(await world.Plans.Sell.Product(), amount: 25_000), partner);
        app.Clock.Advance(TimeSpan.FromDays(40));
        await world.Plans.Sell.Open(world.Plans.Sell.Input(await world.Plans.Sell.Product(), amount: 5_000), partner);
        app.Clock.Advance(TimeSpan.FromDays(1));

        var pipeline = (await world.Made(await world.Scheduled(plan, manager), manager)).Pipeline;
        Assert.Equal((2, 3_000_000), (pipeline.Stages.Sum(s => s.Count), pipeline.Stages.Sum(s => s.Minor)));
        var still = Assert.Single(pipeline.Stalled);
        Assert.Equal((deal.Value, 2_500_000, 1, 2_500_000), (still.Id, still.Minor, pipeline.StalledCount, pipeline.StalledMinor));
        Assert.InRange(still.Days, 39, 42);
    }

    [Fact]
    public async Task Deals_stand_as_the_day_ended_whatever_became_of_them_since()
    {
        var (sell, (partner, manager, plan)) = (world.Plans.Sell, await world.Agreed(world.Terms()));
        var (moved, won, gone) = (await Open(25_000), await Open(5_000), await Open(900));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Do((LoseDeal.Handler h) => h.Run(new LoseDeal { Deal = gone, Reason = "price" }, partner, Ct));
        app.Clock.Advance(TimeSpan.FromDays(1));
        var (qbr, again, later) = (await world.Scheduled(plan, manager), await world.Scheduled(plan, manager), await world.Scheduled(plan, manager));
        var day = world.Yesterday;
        var first = (await world.Made(qbr, manager, day)).Pipeline;
        Assert.Equal((2, 3_000_000L), (first.Stages[0].Count, first.Stages.Sum(s => s.Minor)));

        await Do((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = moved, Plan = new PlanInput { NextStep = "Talk" }, Value = new ValueInput { Amount = 99_000, CloseDate = world.Today.AddDays(30) } }, partner, Ct));
        await Do((MoveStage.Handler h) => h.Run(new MoveStage { Deal = moved, Stage = new StagesPolicy().Stages[1].Code }, partner, Ct));
        await Do((WinDeal.Handler h) => h.Run(new WinDeal { Deal = won }, partner, Ct));
        await Do((ReopenDeal.Handler h) => h.Run(new ReopenDeal { Deal = gone }, manager, Ct));
        await Open(70_000);
        app.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equivalent(first, (await world.Made(again, manager, day)).Pipeline, strict: true);
        var since = (await world.Made(later, manager, world.Yesterday)).Pipeline;
        Assert.Equal([(2, 7_090_000L), (1, 9_900_000L)], since.Stages.Take(2).Select(s => (s.Count, s.Minor)));

        async Task Do<THandler>(Func<THandler, Task<Outcome<DealChanged>>> run) where THandler : notnull => Assert.Null((await app.Run(run)).Refusal);
        async Task<Id<Deal>> Open(decimal amount) => await sell.Open(sell.Input(await sell.Product(), amount: amount), partner);
    }

    [Fact]
    public async Task A_next_step_rewritten_after_the_day_is_not_passed_off_as_none()
    {
        var (partner, manager, plan) = await world.Agreed(world.Terms());
        var deal = await world.Plans.Sell.Open(world.Plans.Sell.Input(await world.Plans.Sell.Product()), partner);
        await app.Run((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Plan = new PlanInput { NextStep = "Send the offer" } }, partner, Ct));
        app.Clock.Advance(TimeSpan.FromDays(60));
        var (kept, anew, day) = (await world.Scheduled(plan, manager), await world.Scheduled(plan, manager), world.Yesterday);
        Assert.Equal("Send the offer", Assert.Single((await world.Made(kept, manager, day)).Pipeline.Stalled).NextStep);

        await app.Run((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Plan = new PlanInput { NextStep = "Sign" } }, partner, Ct));
        var made = (await world.Make(anew, manager, day)).Value;
        Assert.Null(Assert.Single((await world.Pack(made.Id, manager)).Pipeline.Stalled).NextStep);
        var portal = await app.As(await app.Given.VendorPerson());
        var page = (await portal.Page($"/qbr-packs/{made.Id}")).Body!.TextContent;
        Assert.Contains("rewritten since", page, StringComparison.Ordinal);
        Assert.Contains("its words are not kept", page, StringComparison.Ordinal);
        Assert.Equal("Send the offer", Assert.Single((await world.Made(kept, manager, day)).Pipeline.Stalled).NextStep);
    }

    [Theory]
    [InlineData("sell.clean-share", "strategize/qbr-coaching-secret")]
    [InlineData("sell.gone-since", "conditions/unknown-measure")]
    [InlineData("sell.win-rate", null)]
    public async Task Advice_rests_on_what_both_sides_may_read(string kpi, string? refused)
    {
        var rules = new QbrRules { Coaching = [new("rule", new MeasureIs(kpi, When.LastQuarter, Tandem.Conditions.Test.LessThan, 0.5), "Talk about it.")] };
        var partner = await world.Plans.Sell.Seller();

        var published = await app.Run(async (PublishPolicy.Handler h) => await h.Run(
            new PublishPolicy { Name = "strategize.qbr", Body = JsonSerializer.SerializeToElement(rules, PolicyJson), Pilot = [partner.Partner], Reason = "Trial" }, await world.Plans.Sell.Reviewer(), Ct));

        Assert.Equal(refused, published.Refusal?.Code);
    }

    private static readonly JsonSerializerOptions PolicyJson = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    [Fact]
    public async Task Peers_are_shown_from_five_others_on_and_never_named()
    {
        var (partner, manager, plan) = await world.Agreed(world.Terms());
        var quarter = Period.Of(world.Today, PeriodKind.Quarter);
        var qbr = await world.Scheduled(plan, manager);
        await world.Register(partner, 2);
        app.Clock.Advance(TimeSpan.FromDays(1));
        async Task<IReadOnlyList<PackBenchmark>> With(int partners)
        {
            await app.Db(db => db.Populations().ExecuteDeleteAsync(Ct));
            await app.Db(async db =>
            {
                foreach (var period in new[] { quarter, quarter.Previous })
                {
                    var spread = new Population(world.Yesterday, "sell.registrations", period.Key, "Reseller");
                    db.Add(spread);
                    foreach (var (name, value) in new (string, object)[] { ("Count", partners), ("LowerQuartile", 1d), ("Median", 2d), ("UpperQuartile", 3d) })
                        db.Entry(spread).Property(name).CurrentValue = value;
                }

                await db.SaveChangesAsync(Ct);
            });
            await app.Db(db => db.QbrPacks().Where(p => p.QbrId == qbr).ExecuteDeleteAsync(Ct));
            return (await world.Made(qbr, manager, world.Yesterday)).Benchmarks;
        }

        Assert.Empty(await With(5));
        var shown = Assert.Single(await With(6));
        Assert.Equal(("sell.registrations", 2d, 6), (shown.Kpi, shown.Median, shown.Peers));
    }

    [Fact]
    public async Task Whatever_is_missing_a_pack_can_be_made_and_drawn()
    {
        var empty = world.Terms() with { Targets = [] };
        var middle = PlanWorld.Terms(world.Today.AddDays(-20), new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Quarter, 9, 20), new TargetTerm("t2", Side.Partner, "sell.revenue-won", Cadence.Year, 120_000, 10)) with { Milestones = [] };
        foreach (var terms in new[] { empty, middle, world.Terms() })
        {
            var (partner, manager, plan) = await world.Agreed(terms);
            var qbr = await world.Scheduled(plan, manager);
            Assert.Equal("strategize/qbr-day-not-over", (await world.Make(qbr, manager, world.Today)).Refusal?.Code);
            Assert.Equal("strategize/not-allowed", (await world.Make(qbr, partner, world.Yesterday)).Refusal?.Code);
            foreach (var day in new[] { world.Yesterday, terms.Starts.AddDays(-1), new DateOnly(2001, 1, 1) })
            {
                var pack = await world.Made(qbr, manager, day);
                Assert.Equal(0, pack.PlanVersion);
                Assert.Null(pack.Health);
                Printed.Check(Slides(pack));
                Assert.Contains(pack.PartnerName, Printed.Text(Pdf(pack)), StringComparison.Ordinal);
            }

            app.Clock.Advance(TimeSpan.FromDays(1));
            var since = await world.Made(qbr, manager, world.Yesterday);
            Assert.Equal((1, terms.Targets.Count), (since.PlanVersion, since.Targets.Count));
            Printed.Check(Slides(since));
            Pdf(since);
        }
    }

    [Fact]
    public async Task A_plan_that_begins_in_the_middle_of_a_quarter_counts_its_own_days()
    {
        var (partner, manager) = (await world.Plans.Sell.Seller(), await world.Plans.Sell.Reviewer());
        await world.Register(partner, 5);
        app.Clock.Advance(TimeSpan.FromDays(3));
        var plan = await world.Plans.Agreed(partner, manager, PlanWorld.Terms(world.Today, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Quarter, 9, 20)) with { Milestones = [] });
        await world.Register(partner, 2);
        app.Clock.Advance(TimeSpan.FromDays(1));

        var pack = await world.Made(await world.Scheduled(plan, manager), manager);
        Assert.Equal(2, pack.Targets.Single().Actual);
    }

    [Fact]
    public async Task A_KPI_that_nobody_measures_any_more_is_said_to_be_gone()
    {
        var (_, manager, plan) = await world.Agreed(world.Terms());
        await app.Db(async db =>
        {
            var versions = await db.PlanVersions().Where(v => v.PlanId == plan).Select(v => v.Id).ToListAsync(Ct);
            foreach (var proposal in await db.PlanProposals().Where(p => versions.Contains(p.VersionId)).ToListAsync(Ct))
                db.Entry(proposal).Property(p => p.Body).CurrentValue = proposal.Body.Replace("sell.registrations", "sell.gone", StringComparison.Ordinal);
            await db.SaveChangesAsync(Ct);
        });
        app.Clock.Advance(TimeSpan.FromDays(1));

        var pack = await world.Made(await world.Scheduled(plan, manager), manager);
        Assert.Equal(("sell.gone", false, null), (pack.Targets[0].Name, pack.Targets[0].Measured, pack.Targets[0].Share));
        Assert.DoesNotContain(pack.Proposals, p => p.Kpi == "sell.gone");
        Assert.Contains("not measured any more", Printed.Text(Pdf(pack)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slides_and_paper_say_the_numbers_of_the_page()
    {
        var terms = PlanWorld.Terms(new DateOnly(world.Today.Year, 1, 1), new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 4, 20), new TargetTerm("t2", Side.Partner, "sell.pipeline-generated", Cadence.Quarter, 100_000, 20)) with { Goal = "Więcej klientów, žluťoučký kůň, Добрый день & <more>" };
        var (partner, manager, plan) = await world.Agreed(terms);
        await world.Register(partner, 3);
        await world.Plans.Sell.Open(world.Plans.Sell.Input(await world.Plans.Sell.Product(), amount: 25_000), partner);
        await app.Drain();
        app.Clock.Advance(TimeSpan.FromDays(1));
        var qbr = await world.Scheduled(plan, manager);
        var made = (await world.Make(qbr, manager)).Value;
        var pack = await world.Pack(made.Id, partner);

        var person = await app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == partner.Person, Ct));
        var portal = await app.As(person);
        var page = await portal.Page($"/qbr-packs/{made.Id}");
        var onPage = page.QuerySelectorAll("figure[data-chart] table").Select(t => t.QuerySelectorAll("td").Select(td => td.GetAttribute("data-value")).Where(v => v is { Length: > 0 }).Select(v => double.Parse(v!, CultureInfo.InvariantCulture)).ToList()).ToList();
        var slides = Slides(pack);
        Printed.Check(slides);
        Assert.Equal(onPage, Printed.Charts(slides).Select(c => c.Drawn));
        Assert.All(Printed.Charts(slides), c => Assert.Equal(c.Drawn.Order(), c.Workbook.Order()));
        Assert.Contains(onPage, values => values.Contains(25_000d));

        var text = Printed.Text(Pdf(pack));
        foreach (var cell in page.QuerySelectorAll(".pack-part td").Select(td => td.TextContent.Trim()).Where(t => t.Any(char.IsDigit) && !t.Contains(' ', StringComparison.Ordinal)))
            Assert.Contains(cell, text, StringComparison.Ordinal);
        foreach (var word in terms.Goal.Split(' '))
            Assert.Contains(word, text, StringComparison.Ordinal);

        // The files come from the same doors, for both sides alike.
        foreach (var reader in new[] { portal, await app.As(await app.Given.VendorPerson()) })
        {
            Assert.Equal(Pdf(pack), await (await reader.Get($"/qbr-packs/{made.Id}/pdf")).Content.ReadAsByteArrayAsync(Ct));
            Assert.Equal(slides, await (await reader.Get($"/qbr-packs/{made.Id}/pptx")).Content.ReadAsByteArrayAsync(Ct));
        }
    }

    public sealed class OnSqlite(SqliteApp app) : QbrPackTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : QbrPackTests(app), IClassFixture<PostgresApp>;
}
