using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Demo;
using Tandem.Engine.Matching;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell;

namespace Tandem.Bench;

/// <summary>Whom and what the load asks for: tokens of many sellers, customers and products.</summary>
internal sealed class BenchWorld
{
    // The rules allow a firm sixty registrations an hour.
    private const int Sellers = 300;

    private readonly string run = Guid.NewGuid().ToString("N")[..6];
    private int registered;
    private List<string> tokens = [];
    private List<CustomerIdentity> known = [];
    private Product product = null!;

    /// <summary>The token of somebody of programme operations.</summary>
    public string Operator { get; private set; } = "";

    public string Size { get; private set; } = "";

    public static async Task<BenchWorld> Read(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
        var now = DateTimeOffset.UtcNow;
        var (partners, accounts, deals) = (await db.Partners().CountAsync(), await db.Accounts().CountAsync(), await db.Deals().CountAsync());
        var world = new BenchWorld
        {
            Size = string.Create(CultureInfo.InvariantCulture,
                $"{(db.IsPostgres ? "PostgreSQL" : "SQLite")}, {partners} partners, {accounts} accounts, {deals} deals"),
            product = await db.Products().AsNoTracking().FirstAsync(p => p.Active),
        };
        var skip = Random.Shared.Next(Math.Max(1, partners - Sellers));
        var sellers = await db.People().AsNoTracking().Where(p => !p.Organisation.IsVendor && p.Email.StartsWith("seller@"))
            .OrderBy(p => p.Id).Skip(skip).Take(Sellers).Select(p => p.Id).ToListAsync();
        foreach (var seller in sellers)
        {
            var (token, secret) = AccessToken.Issue(seller, "Measuring", scopes: null, seller, now.AddDays(1), now);
            db.Add(token);
            world.tokens.Add(secret);
        }

        var operations = await db.People().AsNoTracking().FirstAsync(p => p.Organisation.IsVendor && p.RoleNames.Contains("Operations"));
        var (own, ownSecret) = AccessToken.Issue(operations.Id, "Measuring", scopes: null, operations.Id, now.AddDays(1), now);
        db.Add(own);
        world.Operator = ownSecret;
        await db.SaveChangesAsync();
        world.known = [.. (await db.Accounts().AsNoTracking().OrderBy(a => a.Id).Take(2_000).ToListAsync()).Select(a => a.Identity)];
        return world;
    }

    /// <summary>Half the customers are known ones, half nobody has heard of.</summary>
    public HttpRequestMessage Registration(int number, Random random)
    {
        // Rounds count anew; who registers the same customer twice would only be told so.
        number = Interlocked.Increment(ref registered);
        var customer = Customer(number, random);
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/registrations")
        {
            Content = JsonContent.Create(new
            {
                customerName = customer.Name, customerDomain = customer.Domain, customerCountry = customer.Country, customerCity = customer.City,
                contactName = "Robin Example", contactEmail = "robin@mail.example", amount = 20_000 + random.Next(90_000),
                closeDate = DateOnly.FromDateTime(DateTime.UtcNow.AddDays(60)), description = "Modernises a line this year.",
                lines = new[] { new { productId = product.Id.Value, quantity = 2 } },
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[number % tokens.Count]);
        return request;
    }

    private CustomerIdentity Customer(int number, Random random)
    {
        var names = new BulkNames(new Random(HashCode.Combine(run, number)));
        return number % 2 == 0 ? known[random.Next(known.Count)] : names.Firm(Names.Lands[number % Names.Lands.Count]);
    }

    /// <summary>The conflict check by itself, against the same database.</summary>
    public async Task<Load> Check(IServiceProvider services, int times)
    {
        var random = new Random(1);
        var took = new List<double>();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < times * 2; i++)
        {
            await using var scope = services.CreateAsyncScope();
            var check = scope.ServiceProvider.GetRequiredService<ConflictCheck>();
            var customer = CustomerProfile.Of(Customer(i, random));
            var at = Stopwatch.GetTimestamp();
            await check.Run(customer, [product], partner: null, self: null, new EngagementPolicy(), DateOnly.FromDateTime(DateTime.UtcNow), default);

            // The first half warms up.
            if (i >= times)
                took.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }

        return Load.Of(took, Stopwatch.GetElapsedTime(started), failed: 0);
    }
}
