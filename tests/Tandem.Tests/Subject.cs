using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Tests;

/// <summary>A thing of one partner, for mechanisms that serve things of any kind: the vendor and that partner see it.</summary>
public sealed class SubjectOfPartner : ISubjectAccess
{
    private static readonly ConcurrentDictionary<Guid, Id<Organisation>> Owners = new();

    public string Kind => "thing";

    public static Ref Of(Id<Organisation> partner)
    {
        var id = Guid.CreateVersion7();
        Owners[id] = partner;
        return new Ref("thing", id);
    }

    public Task<Sight?> See(Guid id, Actor reader, TandemDb db, CancellationToken ct)
    {
        if (!Owners.TryGetValue(id, out var partner) || (reader.IsPartner && reader.Partner != partner))
            return Task.FromResult<Sight?>(null);
        // A technician sees the headline only, as with deals.
        var conversation = reader.Roles is not [Role.Technician];
        return Task.FromResult<Sight?>(
            new Sight(new Ref(Kind, id), partner, "The thing", $"/things/{id}") { Conversation = conversation });
    }

    /// <summary>For a test app's <c>ConfigureServices</c>: the kind of subject, and requests that say by a header who acts.</summary>
    public static void Register(IServiceCollection services) => services
        .AddScoped<ISubjectAccess, SubjectOfPartner>()
        .AddSingleton<IStartupFilter, ActorByHeader>();

    private sealed class ActorByHeader : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                if (Id<Person>.TryParse(http.Request.Headers["X-Acts"], null, out var id))
                {
                    var person = await http.RequestServices.GetRequiredService<TandemDb>().People().Include(p => p.Organisation)
                        .SingleAsync(p => p.Id == id);
                    http.Features.Set(http.RequestServices.GetRequiredService<PermissionTable>().ActorFor(person, person.Organisation));
                }

                await rest();
            });
            next(app);
        };
    }
}

/// <summary>An SQLite app that knows the subject of the tests.</summary>
public sealed class SqliteSubjectApp : SqliteApp
{
    protected override void ConfigureServices(IServiceCollection services) => SubjectOfPartner.Register(services);
}

/// <summary>A PostgreSQL app that knows the subject of the tests.</summary>
public sealed class PostgresSubjectApp : PostgresApp
{
    protected override void ConfigureServices(IServiceCollection services) => SubjectOfPartner.Register(services);
}
