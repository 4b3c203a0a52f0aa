using Microsoft.AspNetCore.Components;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.C3;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Segments.Pages;
using Tandem.Ui;

namespace Tandem.Strategize.Segments;

/// <summary>Every door of segments: groups and members, why a partner is where it is, marks, exceptions, the ideal and the rules.</summary>
public static class SegmentsModule
{
    public static IServiceCollection AddSegments(this IServiceCollection services) => services
        .AddScoped<SegmentGauge>().AddScoped<SegmentKeeper>()
        .AddSingleton(new NavItem("Segments", "category", "/segments") { Order = 108, Section = "Programme", For = NavAudience.Vendor, Permission = StandingPermissions.All })
        .AddSingleton(new SettingsItem("Segments", "The ideal partner, the segments and how each is treated.", "category", "/settings/segments", "Partners") { Order = 32, Permission = PlanPermissions.Settings })
        .AddSingleton(new Panel("partner", PartnerCard) { Order = 25 })
        .AddSingleton(new Panel("home", HomeCard) { Order = 40, Aside = true });

    public static void MapSegments(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/segments");
        pages.MapGet("", ShowList).Needs(StandingPermissions.All);
        pages.MapGet("/export", Export).Needs(StandingPermissions.All);
        var one = app.PagesGroup("/segments/{id:guid}");
        one.MapGet("", (Guid id, string? asOf, HttpContext http, Actor by, CancellationToken ct) => Show(http, id, asOf, null, null, StatusCodes.Status200OK, by, ct)).Needs(StandingPermissions.All);
        one.MapPost("/mark", (Guid id, Form<MarkPartner> form, MarkPartner.Handler run, HttpContext http, Words l, Actor by, CancellationToken ct) =>
            Do(form, ask => run.Run(ask with { Partner = new(id) }, by, ct), l["Marked."], id, http, by, ct)).Needs(StandingPermissions.Decide);
        one.MapPost("/except", (Guid id, Form<ExceptPartner> form, ExceptPartner.Handler run, HttpContext http, Words l, Actor by, CancellationToken ct) =>
            Do(form, ask => run.Run(ask with { Partner = new(id) }, by, ct), l["The partner stays there until that day."], id, http, by, ct)).Needs(StandingPermissions.Decide);
        one.MapPost("/release", async (Guid id, EndException.Handler run, Words l, Actor by, CancellationToken ct) => await run.Run(new EndException { Partner = new(id) }, by, ct) switch
        {
            { Ok: true } => new SeeOther($"/segments/{id}", l["The rules decide again."]),
            { Refusal.Kind: RefusalKind.NotFound } => (IResult)TypedResults.NotFound(),
            { Refusal: var refusal } => new SeeOther($"/segments/{id}", l[refusal!.Sentence], Tone.Bad),
        }).Needs(StandingPermissions.Decide);
        app.PagesGroup("/settings").MapPolicy<SegmentsPolicy, SegmentsForm, SegmentRulesPage>("/segments", PlanPermissions.Settings, new((rules, aid) => SegmentsForm.Of(rules, (Vocabulary)aid!))
        {
            Aid = RulesAid.Words,
            Trial = async (http, form, by, ct) => await RulesAid.Try(http, form.Segments.Select(s => s.Also), form.Try, form.Aid, by, ct),
            Preview = async (services, rules, by, ct) => (await services.GetRequiredService<PreviewSegments.Handler>().Run(new PreviewSegments { Rules = rules }, by, ct)).Then<object>(v => v),
        });

        var api = app.ApiGroup("/segments").WithTags("Standing");
        api.MapGet("", async ([AsParameters] CountSegments ask, CountSegments.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(rows => new { items = rows }).ToHttp()).WithName("ListSegments").Needs(StandingPermissions.All);
        api.MapList("/members", async ([AsParameters] ListSegments ask, ListSegments.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListSegmentMembers").Needs(StandingPermissions.All);
        api.MapGet("/own", async (OwnSegment.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new OwnSegment(), by, ct)).ToHttp()).WithName("GetOwnSegment").Needs(StandingPermissions.See);
        api.MapGet("/{partner}", async (Id<Organisation> partner, DateOnly? asOf, ShowSegment.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowSegment { Partner = partner, AsOf = asOf }, by, ct)).ToHttp()).WithName("GetSegment").Needs(StandingPermissions.All);
        api.MapPost("/{partner}/marks", async (Id<Organisation> partner, MarkPartner ask, MarkPartner.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Partner = partner }, by, ct)).ToHttp()).WithName("MarkPartner").Needs(StandingPermissions.Decide);
        api.MapPut("/{partner}/exception", async (Id<Organisation> partner, ExceptPartner ask, ExceptPartner.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Partner = partner }, by, ct)).ToHttp()).WithName("ExceptPartner").Needs(StandingPermissions.Decide);
        api.MapDelete("/{partner}/exception", async (Id<Organisation> partner, EndException.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new EndException { Partner = partner }, by, ct)).ToHttp()).WithName("EndSegmentException").Needs(StandingPermissions.Decide);
        api.MapPost("/preview", async (PreviewSegments ask, PreviewSegments.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("PreviewSegments").Needs(PlanPermissions.Settings);
    }

    private static async Task<IResult> ShowList([AsParameters] StandingQuery query, ListSegments.Handler list, CountSegments.Handler count, Actor by, CancellationToken ct)
    {
        var found = await list.Run(Ask(query), by, ct);
        return found.Ok
            ? UiModule.Page<SegmentsPage>(new { Page = found.Value, Counts = (await count.Run(new CountSegments { AsOf = query.Day }, by, ct)).Value, Reader = by, AsOf = query.Day, Chosen = query.Segment })
            : TypedResults.NotFound();
    }

    private static IResult Export([AsParameters] StandingQuery query, string? format, ListSegments.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"segments-{query.Day ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime):yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Partner"], l["Type"], l["Tier"], l["Segment"], l["Since"], l["Distance to the ideal"], l["By exception"]);
            await table.AllOf(
                after => list.Run(Ask(query) with { Cursor = after, Limit = PageAsk.Most }, by, ct),
                r => [r.Name, l[r.Type.NameOf()], r.Tier, r.Segment, r.Since, r.Distance, r.ByException]);
        });

    private static async Task<IResult> Show(HttpContext http, Guid id, string? asOf, FormState? mark, FormState? except, int status, Actor by, CancellationToken ct)
    {
        var found = await http.RequestServices.GetRequiredService<ShowSegment.Handler>().Run(new ShowSegment { Partner = new(id), AsOf = StandingQuery.Date(asOf) }, by, ct);
        return found.Ok ? UiModule.Page<SegmentPage>(new { Found = found.Value, Reader = by, MarkState = mark, ExceptState = except }, status) : TypedResults.NotFound();
    }

    /// <summary>One of the forms beside the explanation: done, or shown again with what was wrong.</summary>
    private static async Task<IResult> Do<TAsk, TDone>(
        Form<TAsk> form, Func<TAsk, Task<Outcome<TDone>>> run, string done, Guid id, HttpContext http, Actor by, CancellationToken ct) where TAsk : class, new()
    {
        if (form.Ok)
        {
            var outcome = await run(form.Value);
            if (outcome.Ok)
                return new SeeOther($"/segments/{id}", done);
            form.Refuse(outcome.Refusal!);
        }

        var state = FormState.Of(form);
        return await Show(http, id, null, form is Form<MarkPartner> ? state : null, form is Form<ExceptPartner> ? state : null, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async ValueTask<RenderFragment?> PartnerCard(HttpContext http, Guid id, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by || !by.IsVendor || !by.May(StandingPermissions.All))
            return null;
        var found = await http.RequestServices.GetRequiredService<ShowSegment.Handler>().Run(new ShowSegment { Partner = new(id) }, by, ct);
        return found.Ok && found.Value is { Segment.Length: > 0 } view
            ? Card(view.SegmentName, view.Treatment, view.Since, view.Distance, view.ByException, $"/segments/{view.Partner}")
            : null;
    }

    /// <summary>On the partner's own home, where the programme shows it.</summary>
    private static async ValueTask<RenderFragment?> HomeCard(HttpContext http, Guid id, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { IsPartner: true } by)
            return null;
        var own = await http.RequestServices.GetRequiredService<OwnSegment.Handler>().Run(new OwnSegment(), by, ct);
        return own.Ok ? Card(own.Value.Segment, own.Value.Treatment, own.Value.Since, null, false, null) : null;
    }

    private static RenderFragment Card(string name, string treatment, DateOnly? since, double? distance, bool byException, string? href) => Panel.Card<SegmentCard>(
        (nameof(SegmentCard.Name), name), (nameof(SegmentCard.Treatment), treatment), (nameof(SegmentCard.Since), since), (nameof(SegmentCard.Distance), distance),
        (nameof(SegmentCard.ByException), byException), (nameof(SegmentCard.Href), href));

    private static ListSegments Ask(StandingQuery query) => new()
    {
        Text = query.Text,
        Type = query.PartnerType,
        Segment = query.Segment,
        Mine = query.OnlyMine,
        AsOf = query.Day,
        Sort = query.Sort,
        Cursor = query.After,
    };
}
