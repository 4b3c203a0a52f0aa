using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.CommandLine;

/// <summary><c>tandem token EMAIL</c>: prints a new access token of a person.</summary>
public sealed class TokenCommand : ICliCommand
{
    public Command Build()
    {
        var email = new Argument<string>("email") { Description = "The person whose permissions the token has." };
        var days = new Option<int?>("--days") { Description = "Days until it ends by itself; 90 unless said." };
        var command = new Command("token", "Prints a new personal access token.") { email, days };
        command.SetAction((parsed, ct) => Offline.Run(
            services => Run(services, parsed.GetValue(email)!, parsed.GetValue(days) ?? 90, ct), ct));
        return command;
    }

    private static async Task<int> Run(IServiceProvider services, string email, int days, CancellationToken ct)
    {
        var normal = Person.Normal(email);
        var person = await services.GetRequiredService<TandemDb>().People().AsNoTracking().Include(p => p.Organisation)
            .FirstOrDefaultAsync(p => p.Email == normal && p.Active && p.Organisation.Active, ct);
        if (person is null)
        {
            await Console.Error.WriteLineAsync($"Nobody with the address {email} is here.");
            return 1;
        }

        var actor = services.GetRequiredService<PermissionTable>().ActorFor(person, person.Organisation);
        var issued = await services.GetRequiredService<IssueToken.Handler>()
            .Run(new IssueToken { Name = "Made on the server", Days = days }, actor, ct);
        if (!issued.Ok)
        {
            await Console.Error.WriteLineAsync(Problems.Say(issued.Refusal!));
            return 1;
        }

        await Console.Error.WriteLineAsync($"A token of {person.Name} ({person.Organisation.Name}) for {days} days. It is shown this once:");
        Console.WriteLine(issued.Value.Secret);
        return 0;
    }
}
