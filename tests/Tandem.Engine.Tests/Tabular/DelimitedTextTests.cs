using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tandem.Engine.Tabular;
using Xunit;

namespace Tandem.Engine.Tests.Tabular;

public sealed class DelimitedTextTests
{
    [Theory]
    [InlineData("id,amount\n1,2.5\n2,3.5\n")]
    [InlineData("id;amount\r\n1;2.5\r\n2;3.5")]
    [InlineData("id\tamount\n1\t2.5\n\n2\t3.5\n")]
    [InlineData("id|amount|\n1|2.5|\n2|3.5|\n")]
    [InlineData("sep=;\nid;amount\n1;2.5\n2;3.5\n")]
    [InlineData("\"id\", \"amount\"\n\"1\", \"2.5\"\n\"2\", \"3.5\"\n")]
    public void The_delimiter_is_found(string text)
    {
        var table = DelimitedText.Parse(text, "deals.csv");
        Assert.Equal(["id", "amount"], table.Columns);
        Assert.Equal(2, table.RowCount);
        Assert.Equal("3.5", table[1, "Amount"]);
    }

    [Fact]
    public void Decimal_commas_do_not_pass_for_delimiters()
    {
        var table = DelimitedText.Parse("id;a;b\n1;2,5;3,5\n2;4,5;1,0\n", "x");
        Assert.Equal("4,5", table[1, "a"]);
    }

    [Fact]
    public void Quotes_hold_delimiters_quotes_and_line_ends()
    {
        var table = DelimitedText.Parse("id,name\n1,\"Acme, \"\"the\"\" firm\nLondon\"\n2,\"C:\\dir\\\"\n3,\"say \\\"hi\\\" now\"\n", "x");
        Assert.Equal("Acme, \"the\" firm\nLondon", table[0, 1]);
        Assert.Equal("C:\\dir\\", table[1, 1]);
        Assert.Equal("say \"hi\" now", table[2, 1]);
        Assert.Equal(4, table.Line(1));
        Assert.Equal("\\\"", DelimitedText.Parse("a,b\n\"\\\"\"\",1\n", "x")[0, 0]);
    }

    [Fact]
    public void Apostrophes_quote_only_where_the_file_quotes_by_them()
    {
        var quoted = DelimitedText.Parse("id,name,city\n1,'arnie morton\\'s, of chicago','los angeles'\n2,'art\\'s delicatessen',here\n", "x");
        Assert.Equal("arnie morton's, of chicago", quoted[0, 1]);
        Assert.Equal("art's delicatessen", quoted[1, 1]);
        var names = DelimitedText.Parse("id,name\n1,'s-Hertogenbosch\n2,'t Hooft\n3,'Quoted'\n", "x");
        Assert.Equal("'s-Hertogenbosch", names[0, 1]);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "x.csv, line 3, column b: the line has 1 cells where the first line has 2.")]
    [InlineData("a,b\n1,2\n3,4,5\n", "x.csv, line 3, column 3: the line has 3 cells where the first line has 2.")]
    [InlineData("a,b\n1,\"2\n3,4\n", "x.csv, line 2, column 2: a quote is opened and never closed.")]
    [InlineData("", "x.csv: the file is empty.")]
    [InlineData("\n \n", "x.csv: the file is empty.")]
    public void What_does_not_fit_is_named_by_file_line_and_column(string text, string message) =>
        Assert.Equal(message, Assert.Throws<TableException>(() => DelimitedText.Parse(text, "x.csv")).Message);

    [Fact]
    public void A_missing_column_is_named_with_those_there_are() =>
        Assert.Contains("no column 'stage'; the columns are a, b",
            Assert.Throws<TableException>(() => DelimitedText.Parse("a,b\n1,2\n", "x.csv").Find("stage")).Message);

    [Fact]
    public void Every_encoding_gives_the_same_table()
    {
        const string text = "id,name\n1,Société Générale\n2,Müller\n";
        var latin = Encoding.Latin1;
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), new UTF8Encoding(false), Encoding.Unicode, Encoding.BigEndianUnicode, latin, Encoding.UTF32 })
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
            Assert.Equal("Société Générale", DelimitedText.Read(bytes, "x")[0, "name"]);
        }

        Assert.Equal("Müller", DelimitedText.Read(Encoding.Unicode.GetBytes(text), "x")[1, "name"]);
        Assert.Equal("5 €", DelimitedText.Read([(byte)'a', (byte)'\n', (byte)'5', (byte)' ', 0x80], "x")[0, "a"]);
        Assert.Throws<TableException>(() => DelimitedText.Read([1, 2, 0, 3, 4, 5, 6, 7], "x"));
    }

    [Fact]
    public void A_file_without_header_is_recognised()
    {
        Assert.Equal(["column1", "column2"], DelimitedText.Parse("Acme Inc.;Canada\nBolt, Ltd.;Canada\nCoil;France\n", "x").Columns);
        var spaced = DelimitedText.Parse(" 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n", "x");
        Assert.Equal(2, spaced.RowCount);
        Assert.Equal("29.33", spaced[0, 4]);
        Assert.Equal(["name"], DelimitedText.Parse("name\nAcme Inc\nBolt Ltd\n", "x").Columns);
        Assert.Equal(["a", "column2", "a 2"], DelimitedText.Parse("a,,a\n1,2,3\n", "x").Columns);
    }

    [Fact]
    public void What_is_written_reads_back()
    {
        var cells = ArbMap.Default.ArbFor<NonEmptyArray<NonNull<string>>>();
        Prop.ForAll(cells, row =>
        {
            // Unquoted cells are trimmed of any white space, and a null character is no text.
            var clean = row.Get.Select(cell => new string(cell.Get.Where(c => !char.IsControl(c) && (c == ' ' || !char.IsWhiteSpace(c))).ToArray())).ToArray();
            var names = clean.Select((_, i) => $"name{i}").Append("end");
            var table = DelimitedText.Parse($"{DelimitedText.Line(names)}\n{DelimitedText.Line(clean.Append("1"))}\n", "x", header: true);
            return Enumerable.Range(0, clean.Length).All(i => table[0, i] == clean[i]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Real_exports_read_whole()
    {
        Assert.Equal(7135, Read("crm", "sales_pipeline.csv").RowCount);
        Assert.Equal(5000, Read("matching", "dataset4b.csv").RowCount);
        Assert.Equal(1320, Read("matching", "company_names.csv").RowCount);
        Assert.Equal(6919, Read("lifetime", "CDNOW_sample.txt").RowCount);
        var fodors = Read("matching", "fodors.csv");
        Assert.Equal(533, fodors.RowCount);
        Assert.Equal("arnie morton's of chicago", fodors[0, "name"]);
    }

    private static Table Read(params string[] path) => DelimitedText.Read(File.ReadAllBytes(DataFolder.Find(path)), path[^1]);
}
