using Microsoft.AspNetCore.Components;
using Tandem.Files;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Sell.Pages;
using Tandem.Ui;

namespace Tandem.Sell;

/// <summary>The partner's pages: home, registering, its deals.</summary>
public static class SellPartnerPages
{
    public static void MapPartnerPages(this IEndpointRouteBuilder app)
    {
        var deals = app.PagesGroup("/deals");
        deals.MapGet("", ShowDeals).Needs(SellPermissions.Own);
        deals.MapGet("/export", Export).Needs(SellPermissions.Own);
        deals.MapGet("/customers", SuggestCustomers).Needs(SellPermissions.Register);
        deals.MapGet("/new", ShowRegister).Needs(SellPermissions.Register);
        deals.MapPost("/new", DoRegister).Needs(SellPermissions.Register);
    }

    public static async Task<IResult> ShowHome(HomeOfPartner.Handler home, IReadOnlyList<RenderFragment> cards, IReadOnlyList<RenderFragment> aside, Actor by, CancellationToken ct)
    {
        var found = await home.Run(new HomeOfPartner(), by, ct);
        return found.Ok ? UiModule.Page<PartnerHomePage>(new { Home = found.Value, Actor = by, Panels = cards, Aside = aside }) : TypedResults.NotFound();
    }

    private static async Task<IResult> ShowDeals(
        [AsParameters] DealQuery query, DealList.Handler list, PolicyBook policies, TimeProvider clock, Actor by, CancellationToken ct)
    {
        var found = await list.Run(query.ToList(), by, ct);
        var stages = (await policies.Current<StagesPolicy>(clock.GetUtcNow(), ct, by.Partner)).Rules;
        return UiModule.Page<MyDealsPage>(new { Deals = found.Ok ? found.Value : null, Error = found.Refusal?.Sentence, Stages = stages, Actor = by });
    }

    private static IResult Export([AsParameters] DealQuery query, string? format, DealExport export, TimeProvider clock, Actor by) =>
        new TableDownload(
            $"deals-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv,
            (table, ct) => export.Write(query.ToList(), table, by, ct));

    /// <summary>For the combobox of the registration form: the firm's own customers only.</summary>
    private static async Task<IResult> SuggestCustomers(string? q, OwnCustomers.Handler own, Actor by, CancellationToken ct)
    {
        var found = await own.Run(new OwnCustomers { Text = q is { Length: <= 100 } ? q : null }, by, ct);
        return TypedResults.Ok(found.Ok
            ? found.Value.Select(c => new { value = c.Name, label = c.Name, hint = string.Join(", ", new[] { c.City, c.Country }.Where(p => p is { Length: > 0 })) })
            : []);
    }

    private static async Task<IResult> ShowRegister(
        Id<Deal>? draft, string? customer, ShowDeal.Handler show, RegistrationForm.Handler choices, Actor by, CancellationToken ct)
    {
        var form = new RegistrationForm { CustomerName = customer };
        if (draft is { } id)
        {
            var found = await show.Run(new ShowDeal { Deal = id }, by, ct);
            if (!found.Ok || found.Value.Status != DealStatus.Draft)
                return TypedResults.NotFound();
            form = RegistrationForm.Of(found.Value);
        }

        return await Register(new Form<RegistrationForm> { Value = form }, choices, StatusCodes.Status200OK, by, ct);
    }

    private static async Task<IResult> DoRegister(
        Form<RegistrationForm> form, RegistrationForm.Handler choices, RegisterDeal.Handler register, SaveDraft.Handler save,
        UploadFile.Handler upload, AttachFiles.Handler attach, Actor by, Words l, CancellationToken ct)
    {
        if (form.Value.Do == "line")
        {
            form.Errors.Clear();
            return await Register(form, choices, StatusCodes.Status422UnprocessableEntity, by, ct);
        }

        if (form.Ok)
        {
            var files = await upload.Run(form.Files, by, ct);
            var saved = files.Ok ? await Save(form.Value, register, save, by, ct) : files.Refusal!.On("Files");
            if (saved.Ok)
            {
                if (files.Value.Count > 0)
                    await attach.Run(new Ref("deal", saved.Value.Value), new AttachFiles.Input { Files = [.. files.Value.Select(f => f.Id)] }, by, ct);
                return new SeeOther($"/deals/{saved.Value}", form.Value.Do == "draft" ? l["Draft saved."] : l["Submitted. You hold your place from this second."]);
            }

            form.Refuse(saved.Refusal!);
        }

        return await Register(form, choices, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async Task<Outcome<Id<Deal>>> Save(
        RegistrationForm form, RegisterDeal.Handler register, SaveDraft.Handler save, Actor by, CancellationToken ct) =>
        form.Do == "draft"
            ? (await save.Run(form.ToDraft(), by, ct)).Then(d => d.Id)
            : (await register.Run(form.ToRegister(), by, ct)).Then(d => d.Id);

    private static async Task<IResult> Register(
        Form<RegistrationForm> form, RegistrationForm.Handler choices, int status, Actor by, CancellationToken ct)
    {
        var offered = await choices.Run(by, ct);
        if (!offered.Ok)
            return TypedResults.NotFound();
        var rows = Math.Max(2, form.Value.Lines.Count + (form.Value.Do == "line" ? 2 : 0));
        return UiModule.Page<RegisterPage>(new { Form = form, Choices = offered.Value, Rows = rows }, status);
    }
}
