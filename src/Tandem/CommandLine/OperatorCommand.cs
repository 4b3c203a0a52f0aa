using System.CommandLine;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.CommandLine;

/// <summary><c>tandem operator EMAIL</c>: makes the first person of the vendor, or a new link for one who is locked out.</summary>
public sealed class OperatorCommand : ICliCommand
{
    public Command Build()
    {
        var email = new Argument<string>("email") { Description = "The operator's e-mail address." };
        var name = new Option<string?>("--name") { Description = "The operator's name." };
        var vendor = new Option<string?>("--vendor") { Description = "The vendor's name, when this makes the first operator." };
        var command = new Command("operator", "Makes an operator of the programme and prints a one-time link to choose a password.") { email, name, vendor };
        command.SetAction((parsed, ct) => Offline.Run(
            services => Run(services, new AppointOperator
            {
                Email = parsed.GetValue(email),
                Name = parsed.GetValue(name),
                VendorName = parsed.GetValue(vendor),
            }, ct), ct));
        return command;
    }

    private static async Task<int> Run(IServiceProvider services, AppointOperator ask, CancellationToken ct)
    {
        var appointed = await services.GetRequiredService<AppointOperator.Handler>().Run(ask, ct);
        if (!appointed.Ok)
        {
            await Console.Error.WriteLineAsync(Problems.Say(appointed.Refusal!));
            return 1;
        }

        await Console.Error.WriteLineAsync("Open this once, within seven days, to choose a password:");
        Console.WriteLine(PublicAddress.From(services.GetRequiredService<IConfiguration>()) + appointed.Value);
        return 0;
    }
}
