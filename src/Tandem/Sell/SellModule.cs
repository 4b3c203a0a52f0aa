using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Ui;

namespace Tandem.Sell;

/// <summary>Every door of Sell: its services, pages and API side by side.</summary>
public static class SellModule
{
    public static IServiceCollection AddSell(this IServiceCollection services) => services
        .AddScoped<ConflictCheck>().AddScoped<DealWriter>().AddScoped<RegistrationRoute>()
        .AddDealPanels().AddSellSettings().AddSingleton<Strategize.Reviews.PipelineSource>(PipelineForReviews.Read).AddSingleton<Strategize.Specialisations.WonDealSource>(WonForSpecialisations.Read).AddScoped<DealsAsOf>()
        .AddScoped<ApproveRegistration>().AddScoped<MendRegistration>().AddScoped<DealSearch>()
        .AddScoped<DealPages>().AddScoped<DealExport>().AddSingleton<Decoys>()
        .AddSingleton(new NavItem("Home", "home", "/home") { Order = 0, Phone = true })
        .AddSingleton(new NavItem("Deals", "briefcase", "/deals") { Order = 10, For = NavAudience.Partner, Permission = SellPermissions.Own, Phone = true })
        .AddSingleton(new NavItem("Review", "gavel", "/review") { Order = 10, For = NavAudience.Vendor, Permission = SellPermissions.Pipeline, Phone = true, Badge = static _ => "SELECT 1 FROM approval_requests WHERE state = 'Open' AND automatic_at IS NULL" })
        .AddSingleton(new NavItem("Pipeline", "layout-kanban", "/pipeline") { Order = 20, For = NavAudience.Vendor, Permission = SellPermissions.Pipeline, Phone = true })
        .AddSingleton(new CreateItem("Register a deal", "briefcase", "/deals/new") { For = NavAudience.Partner, Permission = SellPermissions.Register })
        .AddSingleton(new CreateItem("Direct deal", "briefcase", "/pipeline/new") { For = NavAudience.Vendor, Permission = SellPermissions.Direct });

    public static void MapSell(this IEndpointRouteBuilder app)
    {
        app.MapRegistrations();
        app.MapDeals();
        app.MapViews();
        app.MapDealPages();
        app.MapPartnerPages();
        app.MapSellSettings();
        app.MapVendorPages();
        app.PagesGroup().MapGet("/home", ShowHome).SignedIn();
    }

    /// <summary>Home is no thing of anybody's: the cards that other modules put there have no id.</summary>
    private static async Task<IResult> ShowHome(
        HomeOfPartner.Handler partner, HomeOfVendor.Handler vendor, RegistrationStatistics.Handler statistics, Panels panels, HttpContext http, Actor by,
        CancellationToken ct)
    {
        var home = new Ref("home", Guid.Empty);
        var (cards, aside) = (await panels.Of(home, http, ct, aside: false), await panels.Of(home, http, ct, aside: true));
        return by.IsPartner ? await SellPartnerPages.ShowHome(partner, cards, aside, by, ct) : await SellVendorPages.ShowHome(vendor, statistics, cards, aside, by, ct);
    }

    private static void MapRegistrations(this IEndpointRouteBuilder app)
    {
        var api = app.ApiGroup("/registrations").WithTags("Registrations");
        api.MapPost("", async (RegisterDeal ask, RegisterDeal.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToCreated(made => $"/api/v1/deals/{made.Id}")).WithName("RegisterDeal").Needs(SellPermissions.Register);
        api.MapPost("/drafts", async (SaveDraft ask, SaveDraft.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Draft = null }, by, ct)).ToCreated(made => $"/api/v1/deals/{made.Id}")).WithName("AddDraft").Needs(SellPermissions.Register);
        api.MapPut("/drafts/{id}", async (Id<Deal> id, SaveDraft ask, SaveDraft.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Draft = id }, by, ct)).ToHttp()).WithName("ChangeDraft").Needs(SellPermissions.Register).OwnOrganisation();
        api.MapDelete("/drafts/{id}", async (Id<Deal> id, DiscardDraft.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new DiscardDraft { Deal = id }, by, ct)).ToHttp()).WithName("DiscardDraft").Needs(SellPermissions.Register).OwnOrganisation();

        api.MapPost("/{id}/answer", async (Id<Deal> id, AnswerInfoRequest ask, AnswerInfoRequest.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("AnswerInfoRequest").Needs(SellPermissions.Register).OwnOrganisation();
        api.MapPost("/{id}/withdrawal", async (Id<Deal> id, WithdrawRegistration? ask, WithdrawRegistration.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run((ask ?? new()) with { Deal = id }, by, ct)).ToHttp()).WithName("WithdrawRegistration").Needs(SellPermissions.Register).OwnOrganisation();
        api.MapPost("/{id}/appeal", async (Id<Deal> id, AppealRejection ask, AppealRejection.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("AppealRejection").Needs(SellPermissions.Register).OwnOrganisation();
        api.MapPost("/{id}/extension", async (Id<Deal> id, RequestExtension? ask, RequestExtension.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run((ask ?? new()) with { Deal = id }, by, ct)).ToHttp()).WithName("RequestExtension").Needs(SellPermissions.Register).OwnOrganisation();
        api.MapPost("/{id}/release", async (Id<Deal> id, ReleaseRegistration? ask, ReleaseRegistration.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run((ask ?? new()) with { Deal = id }, by, ct)).ToHttp())
            .WithName("ReleaseRegistration").Needs(SellPermissions.Register, SellPermissions.Review).OwnOrganisation();

        api.MapPost("/{id}/decision", async (Id<Deal> id, DecideRegistration ask, DecideRegistration.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("DecideRegistration").Needs(SellPermissions.Pipeline);
        api.MapPost("/{id}/appeal/decision", async (Id<Deal> id, DecideAppeal ask, DecideAppeal.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("DecideAppeal").Needs(SellPermissions.Pipeline);
        api.MapPost("/{id}/extension/decision", async (Id<Deal> id, DecideExtension ask, DecideExtension.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("DecideExtension").Needs(SellPermissions.Pipeline);
        api.MapGet("/{id}/conflicts", async (Id<Deal> id, ConflictView.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ConflictView { Deal = id }, by, ct)).ToHttp()).WithName("GetConflicts").Needs(SellPermissions.Pipeline);
        api.MapGet("/{id}/approvers", async (Id<Deal> id, PreviewApprovers.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new PreviewApprovers { Deal = id }, by, ct)).Then(levels => new { items = levels }).ToHttp())
            .WithName("PreviewApprovers").Needs(SellPermissions.Pipeline);

        api.MapGet("/customers", async ([AsParameters] OwnCustomers ask, OwnCustomers.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(customers => new { items = customers }).ToHttp()).WithName("ListOwnCustomers").Needs(SellPermissions.Register);
        api.MapGet("/statistics", async ([AsParameters] RegistrationStatistics ask, RegistrationStatistics.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("GetRegistrationStatistics").Needs(SellPermissions.Own, SellPermissions.Pipeline);
        app.ApiGroup("/review-queue").WithTags("Registrations")
            .MapList("", async ([AsParameters] ReviewQueue ask, ReviewQueue.Handler run, Actor by, CancellationToken ct) =>
                (await run.Run(ask, by, ct)).ToHttp()).WithName("ListReviewQueue").Needs(SellPermissions.Pipeline);
    }

    private static void MapViews(this IEndpointRouteBuilder app)
    {
        var api = app.ApiGroup("/pipeline-views").WithTags("Deals");
        api.MapGet("", async (ListViews.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ListViews(), by, ct)).Then(views => new { items = views }).ToHttp()).WithName("ListViews").Needs(SellPermissions.Pipeline);
        api.MapPost("", async (SaveView ask, SaveView.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToCreated(view => $"/api/v1/pipeline-views/{view.Id}")).WithName("SaveView").Needs(SellPermissions.Pipeline);
        api.MapDelete("/{id}", async (Id<SavedView> id, DropView.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new DropView { View = id }, by, ct)).ToHttp()).WithName("DropView").Needs(SellPermissions.Pipeline);
    }

    private static void MapDeals(this IEndpointRouteBuilder app)
    {
        string[] readers = [SellPermissions.Own, SellPermissions.Pipeline];
        var api = app.ApiGroup("/deals").WithTags("Deals");
        api.MapList("", async ([AsParameters] DealList ask, DealList.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListDeals").Needs(readers);
        api.MapList("/board", async ([AsParameters] PipelineBoard ask, PipelineBoard.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("GetPipelineBoard").Needs(readers);
        api.MapGet("/home/partner", async ([AsParameters] HomeOfPartner ask, HomeOfPartner.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("GetHomeOfPartner").Needs(SellPermissions.Own);
        api.MapGet("/home/vendor", async ([AsParameters] HomeOfVendor ask, HomeOfVendor.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("GetHomeOfVendor").Needs(SellPermissions.Pipeline);
        api.MapPost("/direct", async (AddDirectDeal ask, AddDirectDeal.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToCreated(made => $"/api/v1/deals/{made.Id}")).WithName("AddDirectDeal").Needs(SellPermissions.Direct);

        api.MapGet("/{id}", async (Id<Deal> id, ShowDeal.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowDeal { Deal = id }, by, ct)).ToHttp()).WithName("GetDeal").Needs(readers).OwnOrganisation();
        api.MapGet("/{id}/timeline", async (Id<Deal> id, int? limit, string? cursor, DealTimeline.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new DealTimeline { Deal = id, Limit = Math.Clamp(limit ?? 50, 1, 200), Cursor = cursor }, by, ct)).ToHttp())
            .WithName("GetDealTimeline").Needs(readers).OwnOrganisation();
        api.MapPatch("/{id}", async (Id<Deal> id, UpdateDeal ask, UpdateDeal.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("UpdateDeal").Needs(SellPermissions.Work).OwnOrganisation();
        api.MapPost("/{id}/stage", async (Id<Deal> id, MoveStage ask, MoveStage.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("MoveStage").Needs(SellPermissions.Work).OwnOrganisation();
        api.MapPost("/{id}/win", async (Id<Deal> id, WinDeal? ask, WinDeal.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run((ask ?? new()) with { Deal = id }, by, ct)).ToHttp()).WithName("WinDeal").Needs(SellPermissions.Work).OwnOrganisation();
        api.MapPost("/{id}/lose", async (Id<Deal> id, LoseDeal ask, LoseDeal.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("LoseDeal").Needs(SellPermissions.Work).OwnOrganisation();
        api.MapPost("/{id}/reopen", async (Id<Deal> id, ReopenDeal? ask, ReopenDeal.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run((ask ?? new()) with { Deal = id }, by, ct)).ToHttp()).WithName("ReopenDeal").Needs(SellPermissions.Work).OwnOrganisation();
        api.MapPut("/{id}/owner", async (Id<Deal> id, AssignOwner ask, AssignOwner.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("AssignOwner").Needs(SellPermissions.Work).OwnOrganisation();
        api.MapPut("/{id}/co-owners/{person}", async (Id<Deal> id, Id<Person> person, ShareDeal.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShareDeal { Deal = id, Person = person }, by, ct)).ToHttp()).WithName("AddCoOwner").Needs(SellPermissions.Work).OwnOrganisation();
        api.MapDelete("/{id}/co-owners/{person}", async (Id<Deal> id, Id<Person> person, ShareDeal.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShareDeal { Deal = id, Person = person, Leave = true }, by, ct)).ToHttp())
            .WithName("RemoveCoOwner").Needs(SellPermissions.Work).OwnOrganisation();
        api.MapPut("/{id}/account", async (Id<Deal> id, MatchAccount ask, MatchAccount.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("MatchAccount").Needs(Partners.PartnersPermissions.Manage);
    }
}
