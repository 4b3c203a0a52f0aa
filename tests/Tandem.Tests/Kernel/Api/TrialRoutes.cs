using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Tests.Kernel.Api;

public enum Colour { DeepBlue, Red }

public sealed record TrialAsk
{
    [Required(ErrorMessage = "Enter a name."), MaxLength(50)]
    public string? Name { get; init; }

    public int? Version { get; init; }

    public Money? Amount { get; init; }

    public Colour? Colour { get; init; }

    public DateOnly? Due { get; init; }

    public List<TrialLine> Lines { get; init; } = [];

    /// <summary>What goes wrong, if anything.</summary>
    public string? Trouble { get; init; }
}

public sealed record TrialLine
{
    [Range(1, 99, ErrorMessage = "Between 1 and 99.")]
    public int Quantity { get; init; } = 1;
}

public sealed record TrialView(Id<Organisation> Id, string Name, int Version, Money? Amount = null, Colour? Colour = null);

/// <summary>A use case and its routes, built as a pillar builds them, to try what every route does alike.</summary>
public static class TrialRoutes
{
    public static void Register(IServiceCollection services) => services
        .AddScoped<Handler>()
        .AddSingleton<IStartupFilter, AddRoutes>();

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<TrialView>> Run(TrialAsk ask, CancellationToken ct)
        {
            await using var write = await db.BeginWrite(ct);
            var made = Organisation.Partner(ask.Name!, clock.GetUtcNow());
            db.Add(made);
            await db.SaveChangesAsync(ct);
            if (ask.Trouble == "refused")
                return Refusal.Conflict("test/refused", "Not this one.");
            if (ask.Trouble == "bug")
                throw new InvalidOperationException("secret detail of the inside");
            await write.Commit(ct);
            return new TrialView(made.Id, made.Name, made.Version, ask.Amount, ask.Colour);
        }

        public async Task<Outcome<TrialView>> Rename(Id<Organisation> id, TrialAsk ask, CancellationToken ct)
        {
            await using var write = await db.BeginWrite(ct);
            var found = await db.Organisations().FirstOrDefaultAsync(o => o.Id == id, ct);
            if (found is null)
                return Refusal.NotFound;
            if (ask.Version is { } seen && seen != found.Version)
                return Refusal.Stale;
            if (ask.Trouble == "race")
                await Task.WhenAll(db.Organisations().Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Version, 99), ct));
            found.Rename(ask.Name!);
            await write.Commit(ct);
            return new TrialView(found.Id, found.Name, found.Version);
        }
    }

    private sealed class AddRoutes : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            next(app);
            Map((IEndpointRouteBuilder)app.Properties["__EndpointRouteBuilder"]!);
        };

        private static void Map(IEndpointRouteBuilder app)
        {
            var api = app.ApiGroup("/trials");
            api.MapPost("", async (TrialAsk ask, Handler handler, CancellationToken ct) =>
                (await handler.Run(ask, ct)).ToCreated(made => $"/api/v1/trials/{made.Id}")).SignedIn();
            api.MapPut("/{id}", async (Id<Organisation> id, TrialAsk ask, Handler handler, CancellationToken ct) =>
                (await handler.Rename(id, ask, ct)).ToHttp()).SignedIn();
            api.MapGet("/{id}", async (Id<Organisation> id, int? wait, TandemDb db) =>
                await db.Organisations().Where(o => o.Id == id).Select(o => new TrialView(o.Id, o.Name, o.Version, null, null)).FirstOrDefaultAsync() is { } found
                    ? Results.Ok(found)
                    : Refusal.NotFound.ToProblem()).SignedIn();
            api.MapDelete("/{id}", (Id<Organisation> id) => Results.NoContent()).SignedIn();
        }
    }
}

public sealed class SqliteTrial : SqliteApp
{
    protected override void ConfigureServices(IServiceCollection services) => TrialRoutes.Register(services);
}

public sealed class PostgresTrial : PostgresApp
{
    protected override void ConfigureServices(IServiceCollection services) => TrialRoutes.Register(services);
}
