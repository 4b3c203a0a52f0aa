using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;
using Tandem.Partners;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Client;

/// <summary>The description of the API is enough to write a client: one is generated, checked by its compiler and run.</summary>
[Trait("Pace", "Slow")]
public sealed class GeneratedClientTests(ListeningApp app) : IClassFixture<ListeningApp>
{
    [Fact]
    public async Task A_generated_client_registers_a_deal_and_lists_it()
    {
        var firm = await app.Given.Partner();
        await app.Db(db =>
        {
            db.Add(PartnerProfile.Of(firm, PartnerType.Reseller, null, null, "EUR", new DateOnly(2025, 1, 1)));
            return db.SaveChangesAsync();
        });
        var seller = await app.Given.PartnerPerson(firm);
        var product = await new SellWorld(app).Product();
        var token = await app.Run((IssueToken.Handler h) => h.Run(new IssueToken { Name = "Trial" }, app.Act(seller), CancellationToken.None));

        await Run("npm", "ci", "--no-fund", "--no-audit");
        await Run("npx", "openapi-typescript", app.Address + "/openapi/v1.json", "--output", "schema.d.ts");
        await Run("npx", "tsc", "--project", "tsconfig.json");
        var said = JsonNode.Parse(await Run("node", "out/trial.js", app.Address, token.Value.Secret, product.Id.ToString()))!;

        Assert.Equal([said["made"]!.GetValue<string>()], said["listed"]!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.Equal(("12000.00", "EUR"), (said["amount"]!["amount"]!.GetValue<string>(), said["amount"]!["currency"]!.GetValue<string>()));
        Assert.Equal(400, said["refused"]!.GetValue<int>());
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.Combine(Places.Repository, "tests", "Tandem.Tests", "Client"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}:\n{await said}\n{await complained}");
        return await said;
    }
}

/// <summary>Tandem on a loopback port.</summary>
public sealed class ListeningApp : SqliteApp
{
    public string Address => Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    protected override void Start()
    {
        UseKestrel(0);
        StartServer();
    }
}
