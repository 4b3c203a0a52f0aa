using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Tandem.Imports.Tables;
using Xunit;

namespace Tandem.Tests.Imports;

public sealed class TableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tandem-tables").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string, byte[]> Encodings()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        const string text = "name;city\r\nZoë;Köln\r\nÅsa;Århus\r\n";
        return new()
        {
            { "UTF-8", Encoding.UTF8.GetBytes(text) },
            { "UTF-8", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)] },
            { "UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)] },
            { "UTF-16", Encoding.Unicode.GetBytes(text) },
            { "UTF-16BE", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)] },
            { "Windows-1252", Encoding.GetEncoding(1252).GetBytes(text) },
        };
    }

    [Theory]
    [MemberData(nameof(Encodings), DisableDiscoveryEnumeration = true)]
    public void A_file_in_any_encoding_shows_its_letters(string encoding, byte[] bytes)
    {
        var file = TableFile.Open(File("names.csv", bytes));

        Assert.Equal(["name", "city"], file.Header);
        Assert.Equal([["Zoë", "Köln"], ["Åsa", "Århus"]], file.Rows().Select(row => row.Cells));
        Assert.EndsWith(encoding, file.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_beyond_ASCII_in_the_last_row_of_a_long_file_decides_its_encoding()
    {
        var text = "name\n" + string.Concat(Enumerable.Repeat("Anna\n", 60_000)) + "Zoë\n";
        Assert.Equal("Zoë", TableFile.Open(File("a.csv", Encoding.UTF8.GetBytes(text))).Rows().Last()[0]);
        Assert.Equal("Zoë", TableFile.Open(File("b.csv", Encoding.Latin1.GetBytes(text))).Rows().Last()[0]);
    }

    [Theory]
    [InlineData("a;b;c\n1,5;2,5;x\n3,5;4,5;y\n")]
    [InlineData("a\tb\tc\n1,5\t2,5\tx\n3,5\t4,5\ty\n")]
    [InlineData("a|b|c\n1,5|2,5|x\n3,5|4,5|y\n")]
    [InlineData("sep=;\na;b;c\n1,5;2,5;x\n3,5;4,5;y\n")]
    public void The_separator_is_found_although_commas_stand_in_the_numbers(string text)
    {
        var file = TableFile.Open(File("numbers.csv", Encoding.UTF8.GetBytes(text)));
        Assert.Equal(["a", "b", "c"], file.Header);
        Assert.Equal("4,5", file.Rows().Last()[1]);
    }

    [Fact]
    public void Rows_keep_the_number_they_have_in_the_spreadsheet()
    {
        var file = TableFile.Open(File("rows.csv", "name,note\r\n\r\nAnna,\"two\r\nlines\"\r\nBea\r\nCem,x,y\r\n"u8));
        Assert.Equal([(3, "Anna", "two\r\nlines"), (4, "Bea", ""), (5, "Cem", "x")], file.Rows().Select(row => (row.Number, row[0], row[1])));
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_named_instead_of_swallowing_the_file()
    {
        var text = "name,note\nAnna,ok\nBea,\"open\n" + string.Concat(Enumerable.Repeat("Cem,some longer note about Cem\n", 400_000));
        var file = TableFile.Open(File("open.csv", Encoding.UTF8.GetBytes(text)));
        Assert.Contains("never closed", Assert.Throws<UnreadableTableException>(() => file.Rows().Count()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\u0001\0\u0002binary\0\0\0")]
    [InlineData("PK\u0003\u0004 not a workbook")]
    public void What_is_no_table_is_refused_with_a_sentence(string content) =>
        Assert.Throws<UnreadableTableException>(() => TableFile.Open(File("bad.csv", Encoding.Latin1.GetBytes(content))));

    [Fact]
    public async Task Hostile_text_cannot_run_in_a_spreadsheet_and_numbers_stay_numbers()
    {
        object?[] cells = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "fine", -5, -1.5m, null];
        var csv = Encoding.UTF8.GetString(await Written(TableKind.Csv, cells));

        Assert.StartsWith("\uFEFF\"'=cmd|' /C calc'!A0\",\"'+1\",\"'-1\",\"'@SUM(A1)\",\"'\tx\",\"'\rx\",'＝1,fine,-5,-1.5,", csv, StringComparison.Ordinal);

        var excel = TableFile.Open(File("out.xlsx", await Written(TableKind.Excel, ["h"], cells)));
        Assert.Equal("=cmd|' /C calc'!A0", excel.Rows().Single()[0]);
        using var book = SpreadsheetDocument.Open(Path.Combine(folder, "out.xlsx"), false);
        var xml = book.WorkbookPart!.WorksheetParts.Single().Worksheet.OuterXml;
        Assert.DoesNotContain("<x:f>", xml, StringComparison.Ordinal);
        Assert.Contains("<x:v>-1.5</x:v>", xml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Excel_export_is_valid_and_reads_back_as_written()
    {
        object?[] cells = ["Zoë & <Co>", 1234.5m, new DateOnly(2017, 3, 1), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), true, 0.1 + 0.2];
        var path = File("export.xlsx", await Written(TableKind.Excel, ["Name", "Amount", "Day", "Moment", "Open", "Share"], cells));

        var row = TableFile.Open(path).Rows().Single();
        Assert.Equal(["Zoë & <Co>", "1234.5", "2017-03-01", "2026-01-02 03:04:05", "true", "0.3"], row.Cells);
        using var book = SpreadsheetDocument.Open(path, false);
        Assert.Empty(new OpenXmlValidator().Validate(book).Select(error => error.Description));
    }

    [Fact]
    public void An_Excel_file_with_shared_texts_gaps_and_old_dates_is_read()
    {
        var path = Path.Combine(folder, "shared.xlsx");
        Workbooks.WithSharedTexts(path);
        var file = TableFile.Open(path);
        Assert.Equal(["Name", "", "Day"], file.Header);
        Assert.Equal([(3, "Zoë", "", "2017-03-01"), (7, "Åsa", "x", "")], file.Rows().Select(row => (row.Number, row[0], row[1], row[2])));
    }

    private string File(string name, ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(folder, name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    private static async Task<byte[]> Written(TableKind kind, params object?[][] rows)
    {
        using var stream = new MemoryStream();
        await using (var table = TableWriter.To(stream, kind))
        {
            foreach (var row in rows)
                await table.Row(row);
        }

        return stream.ToArray();
    }
}
