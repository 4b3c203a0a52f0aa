using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Partners.Pages;
using Tandem.Ui;

namespace Tandem.Partners;

/// <summary>The settings of Partners: products, the map of the market, exchange rates.</summary>
public static class PartnersSettingsPages
{
    /// <summary>Larger than the bank's whole history since 1999.</summary>
    private const long MostBytes = 16_000_000;

    public static void MapPartnersSettings(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/settings").Needs(PartnersPermissions.Settings);
        pages.MapGet("/products", Products);
        pages.MapGet("/products/export", ExportProducts);
        pages.MapGet("/products/new", (ProductList.Handler list, Actor by, CancellationToken ct) => EditProduct(null, new Form<SaveProduct>(), list, 200, by, ct));
        pages.MapPost("/products/new", (Form<SaveProduct> form, SaveProduct.Handler save, ProductList.Handler list, Words l, Actor by, CancellationToken ct) =>
            SaveProductOf(null, form, save, list, l, by, ct));
        pages.MapGet("/products/{id:guid}", (Id<Product> id, ProductList.Handler list, Actor by, CancellationToken ct) =>
            EditProduct(id, new Form<SaveProduct>(), list, 200, by, ct));
        pages.MapPost("/products/{id:guid}", (Id<Product> id, Form<SaveProduct> form, SaveProduct.Handler save, ProductList.Handler list, Words l, Actor by, CancellationToken ct) =>
            SaveProductOf(id, form, save, list, l, by, ct));

        pages.MapGet("/territories", async (TerritoryList.Handler list, Actor by, CancellationToken ct) =>
            UiModule.Page<TerritoriesPage>(new { Territories = (await list.Run(new TerritoryList(), by, ct)).Value }));
        pages.MapGet("/territories/export", ExportTerritories);
        pages.MapGet("/territories/new", (PartnerChoices.Handler choices, Actor by, CancellationToken ct) => EditTerritory(null, new Form<SaveTerritory>(), choices, 200, by, ct));
        pages.MapPost("/territories/new", (Form<SaveTerritory> form, SaveTerritory.Handler save, PartnerChoices.Handler choices, Words l, Actor by, CancellationToken ct) =>
            SaveTerritoryOf(null, form, save, choices, l, by, ct));
        pages.MapGet("/territories/{id:guid}", (Id<Territory> id, PartnerChoices.Handler choices, Actor by, CancellationToken ct) =>
            EditTerritory(id, new Form<SaveTerritory>(), choices, 200, by, ct));
        pages.MapPost("/territories/{id:guid}", (Id<Territory> id, Form<SaveTerritory> form, SaveTerritory.Handler save, PartnerChoices.Handler choices, Words l, Actor by, CancellationToken ct) =>
            SaveTerritoryOf(id, form, save, choices, l, by, ct));

        pages.MapGet("/rates", (ShowRates.Handler show, Actor by, CancellationToken ct) => Rates(new Form<RatesFile>(), show, 200, by, ct));
        pages.MapPost("/rates", LoadRatesOf);
    }

    /// <summary>The bank's file as it is dropped on the form.</summary>
    public sealed record RatesFile
    {
        public IFormFile? File { get; init; }
    }

    private static async Task<IResult> Products([AsParameters] ProductQuery query, ProductList.Handler list, Actor by, CancellationToken ct)
    {
        var found = await list.Run(query.ToList(), by, ct);
        var all = await list.Run(new ProductList { All = true }, by, ct);
        return UiModule.Page<ProductsPage>(new { Products = found.Value, Families = (IReadOnlyList<string>)[.. all.Value.Select(p => p.Family).Where(f => f.Length > 0).Distinct()] });
    }

    private static IResult ExportProducts([AsParameters] ProductQuery query, string? format, ProductList.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"products-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Article number"], l["Product"], l["Family"], l["List price"], l["Currency"], l["On sale"]);
            foreach (var p in (await list.Run(query.ToList(), by, ct)).Value)
                await table.Row(p.Sku, p.Name, p.Family, p.ListPrice.Amount, p.ListPrice.Currency, p.Active);
        });

    private static async Task<IResult> EditProduct(Id<Product>? id, Form<SaveProduct> form, ProductList.Handler list, int status, Actor by, CancellationToken ct)
    {
        var all = (await list.Run(new ProductList { All = true }, by, ct)).Value;
        var product = id is null ? null : all.FirstOrDefault(p => p.Id == id);
        return id is not null && product is null
            ? TypedResults.NotFound()
            : UiModule.Page<EditProductPage>(
                new { Product = product, Form = form, Families = (IReadOnlyList<string>)[.. all.Select(p => p.Family).Where(f => f.Length > 0).Distinct()] }, status);
    }

    private static async Task<IResult> SaveProductOf(
        Id<Product>? id, Form<SaveProduct> form, SaveProduct.Handler save, ProductList.Handler list, Words l, Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var saved = await save.Run(form.Value with { Id = id }, by, ct);
            if (saved.Ok)
                return new SeeOther("/settings/products", l["{0} is saved.", form.Value.Name]);
            form.Refuse(saved.Refusal!);
        }

        return await EditProduct(id, form, list, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static IResult ExportTerritories(string? format, TerritoryList.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"territories-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Code"], l["Territory"], l["Lies in"], l["Countries"], l["Lead"], l["Active"]);
            var all = (await list.Run(new TerritoryList(), by, ct)).Value;
            var codes = all.ToDictionary(t => t.Id, t => t.Code);
            foreach (var t in all)
                await table.Row(t.Code, t.Name, t.ParentId is { } parent ? codes.GetValueOrDefault(parent) : null, t.Countries, t.Lead, t.Active);
        });

    private static async Task<IResult> EditTerritory(
        Id<Territory>? id, Form<SaveTerritory> form, PartnerChoices.Handler choices, int status, Actor by, CancellationToken ct)
    {
        var offered = (await choices.Run(new PartnerChoices(), by, ct)).Value;
        var territory = id is null ? null : offered.Territories.FirstOrDefault(t => t.Id == id);
        return id is not null && territory is null
            ? TypedResults.NotFound()
            : UiModule.Page<EditTerritoryPage>(new { Territory = territory, Form = form, Choices = offered }, status);
    }

    private static async Task<IResult> SaveTerritoryOf(
        Id<Territory>? id, Form<SaveTerritory> form, SaveTerritory.Handler save, PartnerChoices.Handler choices, Words l, Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var saved = await save.Run(form.Value with { Id = id }, by, ct);
            if (saved.Ok)
                return new SeeOther("/settings/territories", l["{0} is saved.", form.Value.Name]);
            form.Refuse(saved.Refusal!);
        }

        return await EditTerritory(id, form, choices, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async Task<IResult> Rates(Form<RatesFile> form, ShowRates.Handler show, int status, Actor by, CancellationToken ct)
    {
        var found = await show.Run(new ShowRates(), by, ct);
        return found.Ok ? UiModule.Page<RatesPage>(new { Overview = found.Value, Form = form }, status) : TypedResults.NotFound();
    }

    private static async Task<IResult> LoadRatesOf(
        Form<RatesFile> form, LoadRates.Handler load, ShowRates.Handler show, Words l, Actor by, CancellationToken ct)
    {
        if (form.Value.File is not { Length: > 0 and <= MostBytes } file)
        {
            form.Refuse(Refusal.Invalid("partners/rates-file", "Choose the bank's CSV file, up to 16 MB.").On(nameof(RatesFile.File)));
            return await Rates(form, show, StatusCodes.Status422UnprocessableEntity, by, ct);
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        var loaded = await load.Run(new LoadRates { Csv = bytes.ToArray() }, by, ct);
        if (loaded.Ok)
            return new SeeOther("/settings/rates", l.Count(loaded.Value, "{0} new rate was loaded.", "{0} new rates were loaded."));
        form.Refuse(loaded.Refusal!.On(nameof(RatesFile.File)));
        return await Rates(form, show, StatusCodes.Status422UnprocessableEntity, by, ct);
    }
}
