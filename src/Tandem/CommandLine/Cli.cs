using System.CommandLine;

namespace Tandem.CommandLine;

/// <summary>One word after <c>tandem</c>. Found by scan.</summary>
public interface ICliCommand
{
    Command Build();
}

/// <summary>The command line: no argument serves; standard output carries results, standard error progress.</summary>
public static class Cli
{
    /// <summary>Runs one command line; <paramref name="results"/> stands for standard output where someone else reads what it says.</summary>
    public static Task<int> Run(string[] args, TextWriter? results = null)
    {
        var root = new RootCommand("Tandem, the open partner-relationship platform. Without a command it serves the portal.");
        ServeCommand.Attach(root, args);
        foreach (var type in typeof(Cli).Assembly.GetTypes().Where(t => t is { IsClass: true } && t.IsAssignableTo(typeof(ICliCommand))))
            root.Subcommands.Add(((ICliCommand)Activator.CreateInstance(type)!).Build());

        // Settings (--urls …) pass through to the server; a word that is no command is a slip.
        if (args.Length > 0 && !args[0].StartsWith('-') && root.Subcommands.All(c => c.Name != args[0]))
        {
            Console.Error.WriteLine($"'{args[0]}' is not a command. tandem --help lists them.");
            return Task.FromResult(2);
        }

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                Console.Error.WriteLine(error.Message);
            return Task.FromResult(2);
        }

        return parsed.InvokeAsync(results is null ? null : new InvocationConfiguration { Output = results });
    }
}
