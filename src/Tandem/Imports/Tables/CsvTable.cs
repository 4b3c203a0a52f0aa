using CsvHelper;

namespace Tandem.Imports.Tables;

/// <summary>CSV by RFC 4180; a cell that a spreadsheet would run as a formula starts with an apostrophe.</summary>
internal sealed class CsvTable(Stream stream, bool mark) : TableWriter
{
    private readonly CsvWriter csv = CsvWriter.Create(
        stream,
        new CsvWriterOptions
        {
            WriteByteOrderMark = mark,
            Injection = CsvInjection.Escape,
            ValidateFieldCount = false,
            TrueValue = "true",
            FalseValue = "false",
        },
        leaveOpen: true);

    public override async Task Row(params IReadOnlyList<object?> cells)
    {
        foreach (var cell in cells)
            Write(cell);
        await csv.EndRecordAsync();
    }

    private void Write(object? cell)
    {
        switch (cell)
        {
            case DateOnly date:
                csv.WriteField(date);
                break;
            case DateTimeOffset moment:
                csv.WriteField(moment.UtcDateTime, "yyyy-MM-dd HH:mm:ss");
                break;
            case bool truth:
                csv.WriteField(truth);
                break;
            case decimal number:
                csv.WriteField(number);
                break;
            case double number:
                csv.WriteField(number);
                break;
            case long number:
                csv.WriteField(number);
                break;
            case int number:
                csv.WriteField(number);
                break;
            default:
                csv.WriteField(Defused(cell?.ToString()));
                break;
        }
    }

    /// <summary>The wide forms of the starts that the library knows, which an East Asian spreadsheet reads alike.</summary>
    private static string? Defused(string? text) => text is ['＝' or '＋' or '－' or '＠' or '\n', ..] ? "'" + text : text;

    public override async ValueTask DisposeAsync()
    {
        await csv.FlushAsync();
        await csv.DisposeAsync();
    }
}
