using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Strategize.Reviews;

/// <summary>Business reviews as programs use them.</summary>
public static class ReviewApi
{
    public static void MapReviewApi(this IEndpointRouteBuilder app)
    {
        var api = app.ApiGroup("/qbrs").WithTags("Business reviews");
        api.MapList("", async ([AsParameters] QbrList ask, QbrList.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListQbrs").Needs(QbrPermissions.See);
        api.MapPost("", async (ScheduleQbr ask, ScheduleQbr.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToCreated(made => $"/api/v1/qbrs/{made.Id}")).WithName("ScheduleQbr").Needs(QbrPermissions.Lead);
        api.MapGet("/{id}", async (Id<Qbr> id, ShowQbr.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowQbr { Qbr = id }, by, ct)).ToHttp()).WithName("GetQbr").Needs(QbrPermissions.See).OwnOrganisation();
        api.MapPost("/{id}/move", async (Id<Qbr> id, MoveQbr ask, MoveQbr.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Qbr = id }, by, ct)).ToHttp()).WithName("MoveQbr").Needs(QbrPermissions.Work).OwnOrganisation();
        api.MapPut("/{id}/arrangement", async (Id<Qbr> id, ArrangeQbr ask, ArrangeQbr.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Qbr = id }, by, ct)).ToHttp()).WithName("ArrangeQbr").Needs(QbrPermissions.Work).OwnOrganisation();
        api.MapPost("/{id}/cancel", async (Id<Qbr> id, CancelQbr ask, CancelQbr.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Qbr = id }, by, ct)).ToHttp()).WithName("CancelQbr").Needs(QbrPermissions.Lead).OwnOrganisation();
        api.MapPost("/{id}/packs", async (Id<Qbr> id, MakePack? ask, MakePack.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run((ask ?? new()) with { Qbr = id }, by, ct)).ToHttp()).WithName("MakeQbrPack").Needs(QbrPermissions.Lead).OwnOrganisation();
        api.MapPost("/{id}/decisions", async (Id<Qbr> id, DecideInQbr ask, DecideInQbr.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Qbr = id }, by, ct)).ToHttp()).WithName("DecideInQbr").Needs(QbrPermissions.Work).OwnOrganisation();
        api.MapPut("/{id}/minutes", async (Id<Qbr> id, WriteMinutes ask, WriteMinutes.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Qbr = id }, by, ct)).ToHttp()).WithName("WriteQbrMinutes").Needs(QbrPermissions.Work).OwnOrganisation();
        api.MapPost("/{id}/revision", async (Id<Qbr> id, ReviseInQbr ask, ReviseInQbr.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Qbr = id }, by, ct)).ToHttp()).WithName("ReviseInQbr").Needs(QbrPermissions.Work).OwnOrganisation();
        api.MapPost("/{id}/hold", async (Id<Qbr> id, HoldQbr? ask, HoldQbr.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run((ask ?? new()) with { Qbr = id }, by, ct)).ToHttp()).WithName("HoldQbr").Needs(QbrPermissions.Lead).OwnOrganisation();
        api.MapGet("/{id}/invitation", (Id<Qbr> id, TakeInvitation.Handler run, Actor by, CancellationToken ct) =>
            ReviewFiles.Invitation(id, run, by, ct)).WithName("GetQbrInvitation").Needs(QbrPermissions.See).OwnOrganisation();

        var packs = app.ApiGroup("/qbr-packs").WithTags("Business reviews");
        packs.MapGet("/{id}", async (Id<QbrPack> id, ShowPack.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowPack { Pack = id }, by, ct)).ToHttp()).WithName("GetQbrPack").Needs(QbrPermissions.See).OwnOrganisation();
        packs.MapGet("/{id}/pdf", ReviewFiles.Pdf).WithName("GetQbrPackPdf").Needs(QbrPermissions.See).OwnOrganisation();
        packs.MapGet("/{id}/pptx", ReviewFiles.Slides).WithName("GetQbrPackSlides").Needs(QbrPermissions.See).OwnOrganisation();
    }
}
