using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.Plans.Pages;
using Tandem.Threads;
using Tandem.Ui;

namespace Tandem.Strategize.Plans;

/// <summary>The pages of plans: both sides walk through the same doors.</summary>
public static class PlanPages
{
    public static void MapPlanPages(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/plans");
        pages.MapGet("", ShowList).Needs(PlanPermissions.See);
        pages.MapGet("/export", Export).Needs(PlanPermissions.See);
        pages.MapGet("/new", ShowNew).Needs(PlanPermissions.Lead);
        pages.MapPost("/new", Draft).Needs(PlanPermissions.Lead);
        pages.MapGet("/formula", async (PolicyBook policies, TimeProvider clock, CancellationToken ct) =>
            UiModule.Page<FormulaPage>(new { Rules = (await policies.Current<PlanRules>(clock.GetUtcNow(), ct)).Rules })).Needs(PlanPermissions.See);

        var plan = app.PagesGroup("/plans/{id:guid}").OwnOrganisation();
        plan.MapGet("", (Guid id, HttpContext http, Actor by, CancellationToken ct) => Show(http, new(id), null, null, 200, by, ct)).Needs(PlanPermissions.See);
        plan.MapGet("/health", OpenHealth).Needs(PlanPermissions.See);
        foreach (var dialog in new[] { "sign", "revise", "close", "lead" })
            plan.MapGet("/" + dialog, (Guid id, HttpContext http, Actor by, CancellationToken ct) => Show(http, new(id), dialog, null, 200, by, ct)).Needs(PlanPermissions.See);
        plan.MapGet("/edit", (Guid id, HttpContext http, Actor by, CancellationToken ct) => ShowEdit(http, new(id), null, 200, by, ct)).Needs(PlanPermissions.Negotiate);
        plan.MapPost("/edit", Propose).Needs(PlanPermissions.Negotiate);
        plan.On<OpenNegotiation>("open", [PlanPermissions.Lead], "The partner sees the plan now.", (s, ask, id, by, ct) => s.GetRequiredService<OpenNegotiation.Handler>().Run(ask with { Plan = id }, by, ct));
        plan.On<SignPlan>("sign", [PlanPermissions.Sign], "Signed.", (s, ask, id, by, ct) => s.GetRequiredService<SignPlan.Handler>().Run(ask with { Plan = id }, by, ct));
        plan.On<RevisePlan>("revise", [PlanPermissions.Negotiate], "The revision is open. Propose what should change.", (s, ask, id, by, ct) => s.GetRequiredService<RevisePlan.Handler>().Run(ask with { Plan = id }, by, ct));
        plan.On<DropRevision>("drop", [PlanPermissions.Negotiate], "The revision was given up.", (s, ask, id, by, ct) => s.GetRequiredService<DropRevision.Handler>().Run(ask with { Plan = id }, by, ct));
        plan.On<ClosePlan>("close", [PlanPermissions.Lead], "The plan is closed.", (s, ask, id, by, ct) => s.GetRequiredService<ClosePlan.Handler>().Run(ask with { Plan = id }, by, ct));
        plan.On<LeadPlan>("lead", [PlanPermissions.Negotiate], "Saved.", (s, ask, id, by, ct) => s.GetRequiredService<LeadPlan.Handler>().Run(ask with { Plan = id }, by, ct));

        var settings = app.PagesGroup("/settings");
        settings.MapPolicy<PlanTemplatesPolicy, PlanTemplatesForm, PlanTemplatesPage>("/plan-templates", PlanTemplatesForm.Of, PlanPermissions.Settings, RulesAid.Kpis);
        settings.MapPolicy<PlanRules, PlanRulesForm, PlanRulesPage>("/plan-rules", PlanRulesForm.Of, PlanPermissions.Settings);
    }

    private static void On<TAsk>(
        this RouteGroupBuilder plan, string action, string[] permissions, string done,
        Func<IServiceProvider, TAsk, Id<Plan>, Actor, CancellationToken, Task<Outcome<PlanChanged>>> run) where TAsk : class, new() =>
        plan.MapForm<TAsk, PlanChanged>(
            "/plans", action, done, (services, ask, id, by, ct) => run(services, ask, new(id), by, ct),
            (http, id, state, by, ct) => Show(http, new(id), action, state, StatusCodes.Status422UnprocessableEntity, by, ct)).Needs(permissions);

    private static async Task<IResult> OpenHealth(Guid id, ShowHealth.Handler show, Actor by, CancellationToken ct)
    {
        var found = await show.Run(new ShowHealth { Plan = new(id) }, by, ct);
        return found.Ok ? UiModule.Page<HealthPage>(new { Found = found.Value }) : TypedResults.NotFound();
    }

    private static async Task<IResult> ShowList([AsParameters] PlanQuery query, PlanList.Handler list, PartnerChoices.Handler choices, Actor by, CancellationToken ct)
    {
        var found = await list.Run(query.ToList(), by, ct);
        var map = by.IsVendor && await choices.Run(new PartnerChoices(), by, ct) is { Ok: true, Value: var offered } ? offered.Territories : [];
        return UiModule.Page<PlansPage>(new { Plans = found.Value, Reader = by, Territories = map });
    }

    private static IResult Export([AsParameters] PlanQuery query, string? format, PlanList.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"plans-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Reference"], l["Plan"], l["Partner"], l["State"], l["Health"], l["Track"], l["Partner manager"], l["From"], l["Until"], l["Kept"]);
            await table.AllOf(
                after => list.Run(query.ToList() with { Cursor = after, Limit = PageAsk.Most }, by, ct),
                p => [p.Reference, p.Title, p.PartnerName, PlanSays.Of(p.State, l), p.Health, PlanSays.Of(p.Track, l), p.VendorLead, p.Starts, p.Ends, p.Kept]);
        });

    private static Task<IResult> ShowNew(Id<Organisation>? partner, OfferPlan.Handler offer, Actor by, CancellationToken ct) =>
        New(new Form<DraftPlan> { Value = new DraftPlan { Partner = partner } }, offer, StatusCodes.Status200OK, by, ct);

    private static async Task<IResult> Draft(Form<DraftPlan> form, DraftPlan.Handler draft, OfferPlan.Handler offer, Words l, Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var made = await draft.Run(form.Value, by, ct);
            if (made.Ok)
                return new SeeOther($"/plans/{made.Value.Id}", l["The draft is ready. Only your side sees it."]);
            form.Refuse(made.Refusal!);
        }

        return await New(form, offer, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async Task<IResult> New(Form<DraftPlan> form, OfferPlan.Handler offer, int status, Actor by, CancellationToken ct)
    {
        var offered = await offer.Run(new OfferPlan(), by, ct);
        return offered.Ok ? UiModule.Page<NewPlanPage>(new { Form = form, Offer = offered.Value }, status) : TypedResults.NotFound();
    }

    private static async Task<IResult> Show(HttpContext http, Id<Plan> id, string? dialog, FormState? state, int status, Actor by, CancellationToken ct)
    {
        var services = http.RequestServices;
        var plan = await services.GetRequiredService<ShowPlan.Handler>().Run(new ShowPlan { Plan = id }, by, ct);
        if (!plan.Ok)
            return TypedResults.NotFound();
        var subject = new Ref(Plan.Kind, id.Value);
        return UiModule.Page<PlanPage>(
            new
            {
                Plan = plan.Value,
                Reader = by,
                Kpis = services.GetRequiredService<KpiCatalogue>(),
                Thread = (await services.GetRequiredService<ListNotes.Handler>().Run(subject, before: null, by, ct)).Value,
                History = await services.GetRequiredService<RecordHistory.Handler>().Run(new RecordHistory { Subject = subject }, by, ct),
                Panels = await services.GetRequiredService<Panels>().Of(subject, http, ct),
                Colleagues = dialog == "lead" ? await services.GetRequiredService<OfferLead.Handler>().Run(new OfferLead(), by, ct) : [],
                Dialog = dialog,
                State = state,
            },
            status);
    }

    private static async Task<IResult> ShowEdit(HttpContext http, Id<Plan> id, Form<PlanForm>? form, int status, Actor by, CancellationToken ct)
    {
        var plan = await http.RequestServices.GetRequiredService<ShowPlan.Handler>().Run(new ShowPlan { Plan = id }, by, ct);
        if (!plan.Ok)
            return TypedResults.NotFound();
        if (plan.Value.Table is not { } table)
            return new SeeOther($"/plans/{id}");
        var asked = by.IsVendor ? await http.RequestServices.GetRequiredService<ObjectiveBoard.Handler>().Run(new ObjectiveBoard { Partner = plan.Value.Partner }, by, ct) : Refusal.NotFound;
        return UiModule.Page<EditPlanPage>(new
        {
            Plan = plan.Value,
            Form = form ?? new Form<PlanForm> { Value = PlanForm.Of(table.Terms, table.Proposal) },
            Kpis = http.RequestServices.GetRequiredService<KpiCatalogue>(),
            Reader = by,
            Asked = asked.Ok ? asked.Value.Objectives.Where(o => o.Starts <= table.Terms.Ends && o.Ends >= table.Terms.Starts).ToList() : [],
        }, status);
    }

    private static async Task<IResult> Propose(Guid id, Form<PlanForm> form, ProposeTerms.Handler propose, Words l, HttpContext http, Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var terms = form.Value.ToTerms();
            var done = terms.Ok
                ? await propose.Run(new ProposeTerms { Plan = new(id), Proposal = form.Value.Proposal, Terms = terms.Value, Note = form.Value.Note }, by, ct)
                : terms.Refusal!;
            if (done.Ok)
                return new SeeOther($"/plans/{id}", done.Value.State == PlanState.Draft ? l["Saved."] : l["Proposed. The other side sees what changed."]);
            form.Refuse(done.Refusal!);
        }

        return await ShowEdit(http, new(id), form, StatusCodes.Status422UnprocessableEntity, by, ct);
    }
}
