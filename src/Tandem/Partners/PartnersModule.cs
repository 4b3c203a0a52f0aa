using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Ui;

namespace Tandem.Partners;

/// <summary>Every door of Partners: its services, pages and API side by side.</summary>
public static class PartnersModule
{
    public static IServiceCollection AddPartners(this IServiceCollection services) =>
        services.AddSingleton<RatesCache>().AddScoped<Rates>().AddScoped<Catalogue>().AddScoped<TerritoryTree>().AddScoped<PartnerTiers>().AddSingleton(typeof(Kept<>))
        .AddSingleton(new NavItem("Partners", "users-group", "/partners") { Order = 100, Section = "Programme", For = NavAudience.Vendor, Permission = PartnersPermissions.Read })
        .AddSingleton(new NavItem("Accounts", "building", "/accounts") { Order = 110, Section = "Programme", For = NavAudience.Vendor, Permission = PartnersPermissions.Read })
        .AddSingleton(new SettingsItem("Products", "What partners may register deals for, and at which list price.", "package", "/settings/products", "Programme") { Order = 12, Permission = PartnersPermissions.Settings })
        .AddSingleton(new SettingsItem("Territories", "The map of the market: countries, leads, and what lies in what.", "map", "/settings/territories", "Programme") { Order = 13, Permission = PartnersPermissions.Settings })
        .AddSingleton(new SettingsItem("Exchange rates", "Reference rates for sums over several currencies.", "coins", "/settings/rates", "Programme") { Order = 14, Permission = PartnersPermissions.Settings })
        .AddSingleton(new CreateItem("Partner", "users-group", "/partners/new") { For = NavAudience.Vendor, Permission = PartnersPermissions.Manage })
        .AddSingleton(new CreateItem("Account", "building", "/accounts/new") { For = NavAudience.Vendor, Permission = PartnersPermissions.Manage });

    public static void MapPartners(this IEndpointRouteBuilder app)
    {
        app.MapPartnerFirmPages();
        app.MapAccountPages();
        app.MapPartnersSettings();

        var api = app.ApiGroup();
        api.MapList("/partners", async ([AsParameters] PartnerList ask, PartnerList.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListPartners").Needs(PartnersPermissions.Read);
        api.MapGet("/partners/{id}", async (Id<Organisation> id, PartnerView.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new PartnerView { Id = id }, by, ct)).ToHttp()).WithName("GetPartner").SignedIn().OwnOrganisation();
        api.MapPost("/partners", async (SavePartner ask, SavePartner.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Id = null }, by, ct)).ToCreated(id => $"/api/v1/partners/{id}")).WithName("AddPartner").Needs(PartnersPermissions.Manage);
        api.MapPut("/partners/{id}", async (Id<Organisation> id, SavePartner ask, SavePartner.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Id = id }, by, ct)).ToHttp()).WithName("ChangePartner").Needs(PartnersPermissions.Manage);

        api.MapList("/accounts", async ([AsParameters] AccountList ask, AccountList.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListAccounts").Needs(PartnersPermissions.Read);
        api.MapGet("/accounts/{id}", async (Id<Account> id, AccountView.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new AccountView { Id = id }, by, ct)).ToHttp()).WithName("GetAccount").Needs(PartnersPermissions.Read);
        api.MapPost("/accounts", async (SaveAccount ask, SaveAccount.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Id = null }, by, ct)).ToCreated(id => $"/api/v1/accounts/{id}")).WithName("AddAccount").Needs(PartnersPermissions.Manage);
        api.MapPut("/accounts/{id}", async (Id<Account> id, SaveAccount ask, SaveAccount.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Id = id }, by, ct)).ToHttp()).WithName("ChangeAccount").Needs(PartnersPermissions.Manage);

        api.MapGet("/products", async ([AsParameters] ProductList ask, ProductList.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListProducts").SignedIn();
        api.MapPost("/products", async (SaveProduct ask, SaveProduct.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Id = null }, by, ct)).ToCreated(id => $"/api/v1/products/{id}")).WithName("AddProduct").Needs(PartnersPermissions.Settings);
        api.MapPut("/products/{id}", async (Id<Product> id, SaveProduct ask, SaveProduct.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Id = id }, by, ct)).ToHttp()).WithName("ChangeProduct").Needs(PartnersPermissions.Settings);

        api.MapGet("/territories", async (TerritoryList.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new TerritoryList(), by, ct)).ToHttp()).WithName("ListTerritories").Needs(PartnersPermissions.Read);
        api.MapPost("/territories", async (SaveTerritory ask, SaveTerritory.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Id = null }, by, ct)).ToCreated(id => $"/api/v1/territories/{id}")).WithName("AddTerritory").Needs(PartnersPermissions.Settings);
        api.MapPut("/territories/{id}", async (Id<Territory> id, SaveTerritory ask, SaveTerritory.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Id = id }, by, ct)).ToHttp()).WithName("ChangeTerritory").Needs(PartnersPermissions.Settings);
    }
}
