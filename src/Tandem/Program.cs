return await Tandem.CommandLine.Cli.Run(args);

/// <summary>The entry point, named for the tests that start Tandem in their own process.</summary>
public partial class Program;
