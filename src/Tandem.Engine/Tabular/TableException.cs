namespace Tandem.Engine.Tabular;

/// <summary>Tells the person who exported a file where it cannot be read: file, line and column.</summary>
public sealed class TableException : FormatException
{
    public TableException() : this("", null, null, "The table cannot be read.") { }

    public TableException(string message) : this("", null, null, message) { }

    public TableException(string message, Exception inner) : base(message, inner) => (File, Problem) = ("", message);

    /// <param name="file">The name of the file, as the reader knows it.</param>
    /// <param name="line">The line of the file, counted from 1; null where the whole file is meant.</param>
    /// <param name="column">The name of the column; null where the whole line is meant.</param>
    /// <param name="problem">What is wrong, as a sentence.</param>
    public TableException(string file, int? line, string? column, string problem)
        : base(Sentence(file, line, column, problem)) => (File, Line, Column, Problem) = (file, line, column, problem);

    public string File { get; }
    public int? Line { get; }
    public string? Column { get; }
    public string Problem { get; }

    private static string Sentence(string file, int? line, string? column, string problem)
    {
        string?[] place =
        [
            file.Length > 0 ? file : null,
            line is null ? null : $"line {line}",
            column is null ? null : $"column {column}",
        ];
        var known = string.Join(", ", place.Where(part => part is not null));
        return known.Length == 0 ? problem : $"{known}: {problem}";
    }
}
