using System.CommandLine;
using Tandem.Engine.Tabular;

namespace Tandem.CommandLine;

/// <summary>What the commands on plain CSV files share: reading a file, <c>--out</c>, and exit code 2 where the input is bad.</summary>
internal static class CsvCommand
{
    public static Option<string?> Out() => new("--out") { Description = "Write the results to this file instead of standard output." };

    public static Option<string?> Id() =>
        new("--id") { Description = "The column that names a row; default: a column called id, else the line number." };

    public static Table Read(string path) => DelimitedText.Read(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <summary>Names of rows: the cells of the column asked for or called id, else the line numbers.</summary>
    public static Func<int, string> RowNames(Table table, string? id)
    {
        var column = id is null ? table.IndexOf("id") : table.Find(id);
        return column >= 0
            ? row => table[row, column]
            : row => table.Line(row).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Runs the work with a writer for its results; says what is wrong with the input and answers 2.</summary>
    public static int Run(ParseResult parsed, string? path, Action<TextWriter> work)
    {
        try
        {
            using var results = new StringWriter();
            work(results);
            if (path is null)
                parsed.InvocationConfiguration.Output.Write(results.ToString());
            else
                File.WriteAllText(path, results.ToString());
            return 0;
        }
        catch (Exception problem) when (problem is TableException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(problem.Message);
            return 2;
        }
    }

    /// <summary>One line of progress on standard error.</summary>
    public static void Tell(string line) => Console.Error.WriteLine(line);
}
