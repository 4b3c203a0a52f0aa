using Tandem.CommandLine;
using Xunit;

namespace Tandem.Tests.CommandLine;

public sealed class MatchCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tandem-match");

    [Fact]
    public async Task Two_files_with_other_columns_and_delimiters_are_matched_one_to_one()
    {
        var left = Written("left.csv", "id,name,phone", "a1,Zorbex Systems Inc,+1 212 555 0101", "a2,Quillfeather Bank,212-555-0177", "a3,Ombrelli SpA,212-555-0190");
        var right = Written("right.csv", "Phone;Company;id", "(212) 555-0177;Quillfeather Banking;b9", "212.555.0101;ZORBEX SYSTEMS;b8", "212.555.0333;Other Firm Ltd;b7");
        var result = Path.Combine(_folder.FullName, "out.csv");
        Assert.Equal(0, await Cli.Run(["match", left, right, "--one-to-one", "--out", result]));
        var lines = await File.ReadAllLinesAsync(result, TestContext.Current.CancellationToken);
        Assert.Equal("left_id,right_id,probability,reasons", lines[0]);
        Assert.Equal(["a1,b8", "a2,b9"], lines[1..].Select(l => string.Join(',', l.Split(',')[..2])));
    }

    [Fact]
    public async Task Duplicates_within_one_file_are_named_by_line_where_it_has_no_id()
    {
        var file = Written("one.csv", "firm,town", "Zorbex Systems Inc,Lyon", "Quillfeather Ltd,Bonn", "Zorbex System,Lyon", "Ombrelli SpA,Rome", "Zorbbex Systems,Lyon");
        var result = Path.Combine(_folder.FullName, "out.csv");
        Assert.Equal(0, await Cli.Run(["match", file, "--out", result]));
        var lines = await File.ReadAllLinesAsync(result, TestContext.Current.CancellationToken);
        Assert.Equal(["2,4", "2,6", "4,6"], lines[1..].Select(l => string.Join(',', l.Split(',')[..2])));
    }

    [Theory]
    [InlineData("--id", "nobody")]
    [InlineData("--threshold", "7")]
    [InlineData("--threshold", "high")]
    [InlineData("missing.csv", null)]
    public async Task Bad_input_ends_with_2(string argument, string? value)
    {
        var file = Written("some.csv", "id,name", "1,Zorbex", "2,Ombrelli");
        Assert.Equal(2, await Cli.Run(["match", file, argument, .. value is null ? [] : new[] { value }]));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Written(string name, params string[] lines)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
