using System.Globalization;
using Tandem.Accelerate.Pages;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Models;
using Tandem.Sell;
using Tandem.Ui;

namespace Tandem.Accelerate.Matching;

/// <summary>The doors of the matching's quality.</summary>
public static class MatchingPages
{
    public static void MapMatching(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/matching");
        pages.MapGet("", async (string? threshold, ShowMatching.Handler run, Actor by, CancellationToken ct) =>
            await Show(Percent(threshold), new Form<TuneThreshold>(), StatusCodes.Status200OK, run, by, ct)).Needs(ModelPermissions.Read);
        pages.MapPost("/threshold", async (Form<TuneThreshold> form, TuneThreshold.Handler tune, ShowMatching.Handler run, Words l, Actor by, CancellationToken ct) =>
        {
            if (form.Ok)
            {
                var done = await tune.Run(form.Value, by, ct);
                if (done.Ok)
                    return new SeeOther("/matching", l["Version {0} is published.", done.Value.Number]);
                if (done.Refusal!.Kind == RefusalKind.NotFound)
                    return TypedResults.NotFound();
                form.Refuse(done.Refusal);
            }

            return await Show((double?)form.Value.Percent / 100, form, StatusCodes.Status422UnprocessableEntity, run, by, ct);
        }).Needs(SellPermissions.Settings);

        var api = app.ApiGroup("/matching").WithTags("Accelerate");
        api.MapGet("", async ([AsParameters] ShowMatching ask, ShowMatching.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(View.Of).ToHttp()).WithName("GetMatching").Needs(ModelPermissions.Read);
        api.MapPost("/threshold", async (TuneThreshold ask, TuneThreshold.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("TuneThreshold").Needs(SellPermissions.Settings);
    }

    private static async Task<IResult> Show(double? threshold, Form<TuneThreshold> form, int status, ShowMatching.Handler run, Actor by, CancellationToken ct)
    {
        var shown = await run.Run(new ShowMatching { Threshold = threshold }, by, ct);
        if (shown is { Ok: false, Refusal.Kind: RefusalKind.Invalid })
            shown = await run.Run(new ShowMatching(), by, ct);
        return shown.Ok ? UiModule.Page<MatchingPage>(new { Shown = shown.Value, Form = form, Reader = by }, status) : TypedResults.NotFound();
    }

    private static double? Percent(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) ? percent / 100 : null;

    /// <summary>The same for programs.</summary>
    public sealed record View(
        DateOnly? Day, DateOnly? Since, int? Registrations, int? WithMail, int? Claims, double InForce, MatchRates? Now, MatchRates? At, IReadOnlyList<MatchRates> Steps,
        IReadOnlyList<ShowMatching.Pair> Changed, IReadOnlyList<ShowMatching.Pair> Missed, IReadOnlyList<ShowMatching.Pair> Wrong)
    {
        public static View Of(ShowMatching.Shown s) => new(
            s.Run?.Day, s.Run?.Since, s.Run?.Registrations, s.Run?.Mailed, s.Run?.Claims, s.InForce, s.Now, s.At, s.Steps, s.Changed, s.Missed, s.Wrong);
    }
}
