using System.Globalization;
using System.Text.Json;
using Tandem.CommandLine;
using Xunit;

namespace Tandem.Tests.CommandLine;

public sealed class LearnCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tandem-learn");

    [Theory]
    [InlineData("markov", "C2,0.4,400,1")]
    [InlineData("last", "C3,1,1000,")]
    [InlineData("shapley", "C1,0.3333333333333333,333.3333333333333,")]
    public async Task Attribution_credits_the_channels_of_a_file(string model, string line)
    {
        var file = Written("paths.csv", "path;total_conversions;total_conversion_value;total_null", "C1 > C2 > C3;1;1000;0", "C1;0;0;1", "C2 > C3;0;0;1");
        var lines = await Results("attribute", file, "--model", model);
        Assert.Equal("channel,conversions,value,removal_effect", lines[0]);
        var cells = line.Split(',');
        var found = Assert.Single(lines[1..], l => l.StartsWith(cells[0] + ",", StringComparison.Ordinal)).Split(',');
        Assert.Equal(double.Parse(cells[1], CultureInfo.InvariantCulture), double.Parse(found[1], CultureInfo.InvariantCulture), 1e-9);
        Assert.Equal(cells[3].Length == 0, found[3].Length == 0);
    }

    [Fact]
    public async Task Odds_are_told_for_every_open_deal_with_reasons_that_add_up()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 900).Select(i =>
        {
            var partner = random.Next(5);
            return $"D{i},p{partner},{random.Next(1000)},{(i >= 800 ? "" : random.Next(6) < partner ? "won" : "lost")}";
        });
        var lines = await Results("win-odds", Written("deals.csv", ["id,partner,size,outcome", .. rows]), "--in-order");
        Assert.Equal("id,probability,reasons", lines[0]);
        Assert.Equal(101, lines.Length);
        Assert.StartsWith("D800,", lines[1], StringComparison.Ordinal);
        var cells = lines[1].Split(',', 3);
        var p = double.Parse(cells[1], CultureInfo.InvariantCulture);
        var parts = cells[2].Trim('"').Split("; ").Sum(part => double.Parse(part[(part.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        Assert.Equal(Math.Log(p / (1 - p)), parts, 0.01);
    }

    [Fact]
    public async Task Lifetime_writes_parameters_and_the_outlook_of_every_customer()
    {
        var random = new Random(2);
        var rows = Enumerable.Range(0, 600).SelectMany(i => Enumerable.Range(0, 1 + random.Next(4)).Select(_ =>
            $"c{i};{new DateOnly(2026, 1, 1).AddDays(random.Next(200)):dd.MM.yyyy};{random.Next(10, 90)},50"));
        var file = Written("purchases.csv", ["customer;date;amount", .. rows]);
        using var said = new StringWriter();
        var result = Path.Combine(_folder.FullName, "outlook.csv");
        Assert.Equal(0, await Cli.Run(["lifetime", file, "--until", "2026-07-31", "--out", result], said));
        var lines = await File.ReadAllLinesAsync(result, TestContext.Current.CancellationToken);

        using var json = JsonDocument.Parse(said.ToString());
        Assert.Equal(["r", "alpha", "a", "b", "p", "q", "gamma"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("customer,probability_active,expected_purchases,expected_value", lines[0]);
        Assert.Equal(601, lines.Length);
    }

    [Fact]
    public async Task Forecast_and_backtest_speak_of_the_same_deals()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 800).Select(i =>
        {
            var opened = new DateOnly(2025, 1, 1).AddDays(random.Next(500));
            return $"{i},p{i % 3},{(i % 5 == 0 ? "Negotiation" : i % 2 == 0 ? "Won" : "Lost")},{opened:yyyy-MM-dd},{(i % 5 == 0 ? "" : $"{opened.AddDays(random.Next(90)):yyyy-MM-dd}")},{(i % 5 == 0 ? "" : $"{random.Next(100, 900)}")}";
        });
        var file = Written("deals.csv", ["id,partner,stage,opened,closed,amount", .. rows]);
        var lines = await Results("forecast", file, "--as-of", "2026-02-01", "--periods", "2", "--by", "partner", "--period", "quarter");
        Assert.Equal("period,group,expected,p10,p50,p90,weighted_pipeline", lines[0]);
        Assert.Equal(["2026-Q1,p0", "2026-Q1,p1", "2026-Q1,p2", "2026-Q2,p0", "2026-Q2,p1", "2026-Q2,p2"], lines[1..].Select(l => string.Join(',', l.Split(',')[..2])));
        var compared = await Results("backtest", file);
        Assert.Equal(["method", "tandem", "weighted pipeline", "last period", "seasonal naive", "trailing mean"], compared.Select(l => l.Split(',')[0]));
    }

    [Theory]
    [InlineData("attribute", "--model", "best")]
    [InlineData("attribute", "--model", "markov")]
    [InlineData("win-odds", "--outcome", "nobody")]
    [InlineData("lifetime", "--until", "soon")]
    [InlineData("lifetime", "--until", "2026-01-01")]
    [InlineData("forecast", "--as-of", "2026-01-01")]
    [InlineData("backtest", "--period", "week")]
    public async Task Bad_input_ends_with_2(string command, string option, string value) =>
        Assert.Equal(2, await Cli.Run([command, Written("some.csv", "id,name", "1,Zorbex", "2,Ombrelli"), option, value]));

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string[]> Results(params string[] command)
    {
        var result = Path.Combine(_folder.FullName, "out.csv");
        Assert.Equal(0, await Cli.Run([.. command, "--out", result]));
        return await File.ReadAllLinesAsync(result, TestContext.Current.CancellationToken);
    }

    private string Written(string name, params string[] lines)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
