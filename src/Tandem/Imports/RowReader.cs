using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tandem.Engine.Tabular;
using Tandem.Imports.Tables;

namespace Tandem.Imports;

/// <summary>Turns the cells of a row into values by the mapping of its file; what cannot be read becomes a finding.</summary>
public sealed class RowReader
{
    private const int LongestShown = 40;
    private readonly List<(ImportField Field, int Column, ColumnFormat Format)> columns = [];
    private readonly Dictionary<ulong, int> firstRowOf = [];
    private readonly ImportField? key;

    public RowReader(
        IReadOnlyList<ImportField> fields, IReadOnlyList<string> header, IReadOnlyDictionary<string, string> mapping, IReadOnlyList<ColumnFormat> formats)
    {
        foreach (var field in fields)
        {
            if (mapping.TryGetValue(field.Name, out var name) && header.IndexOf(name) is var column and >= 0)
                columns.Add((field, column, formats[column]));
        }

        key = columns.Select(c => c.Field).FirstOrDefault(field => field.IsKey);
    }

    public ImportRow Read(TableRow cells)
    {
        var values = new Dictionary<ImportField, object?>(columns.Count);
        var row = new ImportRow(cells.Number, values);
        foreach (var (field, column, format) in columns)
        {
            var text = Clean(cells[column]);
            if (text.Length == 0 || (field.Kind is not FieldKind.Text && NumberFormat.IsMissing(text)))
            {
                if (field.Required)
                    row.Refuse(field.Label, "This is missing.");
                values[field] = null;
                continue;
            }

            values[field] = Value(field, format, text, row);
        }

        if (key is not null && row.Text(key) is { } id && IsRepeated(id, row.Number, out var first))
            row.Skip(key.Label, $"“{Short(id)}” stands in row {first} already; the first one counts.");
        row.MarkRead();
        return row;
    }

    /// <summary>Notes a row that needs no reading, because it came in before a restart.</summary>
    public void Pass(TableRow cells)
    {
        foreach (var (field, column, _) in columns)
        {
            if (field == key && Clean(cells[column]) is { Length: > 0 } id)
                IsRepeated(id, cells.Number, out _);
        }
    }

    private static object? Value(ImportField field, ColumnFormat format, string text, ImportRow row)
    {
        switch (field.Kind)
        {
            case FieldKind.Number or FieldKind.Money:
                var numbers = format.DecimalComma is true ? NumberFormat.Comma : NumberFormat.Point;
                if (!numbers.TryParse(text, out var number) || Math.Abs(number) > 1e15)
                    row.Refuse(field.Label, $"“{Short(text)}” is not a number.");
                else if ((decimal)number < field.Least || (decimal)number > field.Most)
                    row.Refuse(field.Label, $"“{Short(text)}” is beyond what this can be.");
                else
                    return (decimal)number;
                return null;
            case FieldKind.Date:
                if ((format.Dates is { } order && DateFormat.TryParse(text, order, out var moment))
                    || DateFormat.TryParse(text, DateOrder.YearMonthDay, out moment))
                    return DateOnly.FromDateTime(moment);
                row.Refuse(field.Label, $"“{Short(text)}” is not a date{(format.Dates is null ? "" : " as the column writes them")}.");
                return null;
            case FieldKind.Choice:
                return Choice(field, text, row);
            default:
                if (text.Length <= field.MaxLength)
                    return text;
                row.Refuse(field.Label, $"This is longer than {field.MaxLength} letters.");
                return null;
        }
    }

    private static string? Choice(ImportField field, string text, ImportRow row)
    {
        if (field.Choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } exact)
            return exact;
        if (Spelling.Nearest(text, field.Choices) is { } near)
        {
            row.Correct(field.Label, $"“{Short(text)}” read as “{near}”.");
            return near;
        }

        if (field.Open && text.Length <= field.MaxLength)
            return text;
        row.Refuse(field.Label, $"“{Short(text)}” is none of: {string.Join(", ", field.Choices)}.");
        return null;
    }

    private bool IsRepeated(string id, int row, out int first)
    {
        // 64 bits of a hash instead of the text: a million keys stay small, and a false alarm is one in ten million files.
        var hash = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id.ToUpperInvariant())));
        first = firstRowOf.TryGetValue(hash, out var seen) ? seen : row;
        return !firstRowOf.TryAdd(hash, row);
    }

    /// <summary>One line without blanks around it; an apostrophe that an export put before a formula goes again.</summary>
    private static string Clean(string cell)
    {
        var text = cell.Replace('\u00A0', ' ').Trim();
        if (text is ['\'', '=' or '+' or '-' or '@', ..])
            text = text[1..];
        return text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0
            ? text
            : string.Concat(text.Select(c => c is '\r' or '\n' or '\t' ? ' ' : c).Where(c => !char.IsControl(c)));
    }

    private static string Short(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";
}

internal static class HeaderPlaces
{
    public static int IndexOf(this IReadOnlyList<string> header, string name)
    {
        for (var i = 0; i < header.Count; i++)
        {
            if (header[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}
