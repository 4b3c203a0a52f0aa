using System.Globalization;
using Tandem.Engine.Learning;
using Tandem.Engine.Tabular;
using Xunit;

namespace Tandem.Engine.Tests.Learning;

public sealed class OutcomeTableTests
{
    [Fact]
    public void Columns_that_leak_or_name_a_row_are_dropped_and_the_others_kept()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 400).Select(i =>
        {
            var (open, won) = (i >= 300, random.Next(2) == 0);
            return string.Join(',', $"D-{i}", 1000 + i, $"deal with firm {i}", $"s{random.Next(9)}", random.Next(1000, 900000), open ? "Open" : won ? "Won" : "Lost",
                open ? "" : "2026-01-0" + random.Next(1, 9), open || won ? "" : "price", open ? random.Next(10, 90) : won ? 100 : 0, won ? 1 : 0, "same", $"2025-{random.Next(1, 12):00}-05");
        });
        var table = DelimitedText.Parse("id,number,name,seller,amount,stage,closed,loss reason,probability,paid,constant,opened\n" + string.Join('\n', rows), "deals.csv");
        var deals = OutcomeTable.Read(table, null, null, inOrder: false);
        Assert.Equal(["closed", "constant", "id", "loss reason", "name", "number", "paid", "probability"], deals.Dropped.Select(d => d.Column).Order());
        Assert.Equal(["seller", "amount", "weekday of opened"], deals.Frame.Columns.Select(c => c.Name));
        Assert.Equal((300, 100, "opened"), (deals.Known.Length, deals.Open.Length, deals.Time));
        Assert.False(deals.Follow);
    }

    [Theory]
    [InlineData("won", "lost")]
    [InlineData("Closed Won", "Closed Lost")]
    [InlineData("yes", "no")]
    [InlineData("TRUE", "False")]
    [InlineData("1", "0")]
    public void The_outcome_is_recognised(string won, string lost)
    {
        var table = DelimitedText.Parse($"a,result\nx,{won}\ny,{lost}\nz,\nw,waiting\n", "x");
        var deals = OutcomeTable.Read(table, null, null, inOrder: true);
        Assert.Equal([true, false], deals.Success);
        Assert.Equal([2, 3], deals.Open);
        Assert.Equal([0.0, 1.0], deals.Ahead);
    }

    [Fact]
    public void What_cannot_be_the_outcome_or_the_time_is_said()
    {
        var table = DelimitedText.Parse("a,b,c\nyes,no,x\nno,yes,y\n", "x.csv");
        Assert.Contains("the outcome may be a or b", Assert.Throws<TableException>(() => OutcomeTable.Read(table, null, null, false)).Message);
        Assert.Contains("no column holds outcomes", Assert.Throws<TableException>(() => OutcomeTable.Read(DelimitedText.Parse("a\nx\n", "x"), null, null, false)).Message);
        Assert.Contains("there is no column 'q'", Assert.Throws<TableException>(() => OutcomeTable.Read(table, "q", null, false)).Message);
        Assert.Contains("neither dates nor numbers", Assert.Throws<TableException>(() => OutcomeTable.Read(table, "a", "c", false)).Message);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void On_the_crm_export_nobody_claims_more_than_the_base_rate(int month)
    {
        var table = DelimitedText.Read(File.ReadAllBytes(DataFolder.Find("crm", "sales_pipeline.csv")), "sales_pipeline.csv");
        var asOf = new DateTime(2017, month, 1);
        var (stage, closed, value) = (table.Find("deal_stage"), table.Find("close_date"), table.Find("close_value"));
        var seen = Enumerable.Range(0, table.RowCount).Where(row => Day(table[row, "engage_date"]) < asOf).ToArray();
        var then = new Table("then", table.Columns, [.. table.Columns.Select((_, c) => seen.Select(row =>
            Day(table[row, closed]) < asOf ? table[row, c] : c == stage ? "Engaging" : c == closed || c == value ? "" : table[row, c]).ToArray())]);
        var deals = OutcomeTable.Read(then, null, null, inOrder: false, "opportunity_id");
        var model = OddsModel.Train(deals.Frame, deals.Known, deals.Success, deals.Ordered, deals.Follow);
        var rate = deals.Success.Count(won => won) / (double)deals.Success.Length;
        var later = deals.Open.Select((row, i) => (Stage: table[seen[row], stage], i)).Where(x => x.Stage is "Won" or "Lost").ToArray();
        var won = later.Select(x => x.Stage == "Won").ToArray();
        var odds = model.Predict(deals.Frame, deals.Open, deals.Ahead);
        Assert.True(Accuracy.Of([.. later.Select(x => odds[x.i])], won).LogLoss <= Accuracy.Of([.. won.Select(_ => rate)], won).LogLoss + 0.002);
    }

    [Fact, Trait("Category", "Slow")]
    public void Responses_of_a_campaign_are_foreseen_as_well_as_the_bar_asks()
    {
        var table = Responses();
        var random = new Random(3);
        var fold = Enumerable.Range(0, table.RowCount).Select(_ => random.Next(5)).ToArray();
        var odds = new double[table.RowCount];
        for (var f = 0; f < 5; f++)
        {
            var deals = OutcomeTable.Read(Blanked(table, row => fold[row] == f), null, null, inOrder: false);
            var model = OddsModel.Train(deals.Frame, deals.Known, deals.Success, deals.Ordered, deals.Follow);
            foreach (var (row, p) in deals.Open.Zip(model.Predict(deals.Frame, deals.Open, deals.Ahead)))
                odds[row] = p;
        }

        var accuracy = Accuracy.Of(odds, Truth(table, Enumerable.Range(0, table.RowCount)));
        TestContext.Current.TestOutputHelper!.WriteLine($"{accuracy}");
        Assert.True(accuracy.Auc >= 0.797 && accuracy.LogLoss <= 0.286, $"{accuracy}");
    }

    [Fact, Trait("Category", "Slow")]
    public void Later_responses_are_foreseen_though_the_rate_moves()
    {
        var table = Responses();
        var cut = (int)(0.8 * table.RowCount);
        var deals = OutcomeTable.Read(Blanked(table, row => row >= cut), null, null, inOrder: true);
        var model = OddsModel.Train(deals.Frame, deals.Known, deals.Success, deals.Ordered, deals.Follow);
        var accuracy = Accuracy.Of(model.Predict(deals.Frame, deals.Open, deals.Ahead), Truth(table, deals.Open));
        TestContext.Current.TestOutputHelper!.WriteLine($"{accuracy} {model.Report.Method}");
        Assert.True(accuracy.Auc > 0.694 && accuracy.LogLoss < 0.679, $"{accuracy}");
    }

    private static Table Responses()
    {
        var table = DelimitedText.Read(File.ReadAllBytes(DataFolder.Find("response", "bank_market.csv")), "bank_market.csv");
        var kept = table.Columns.Where(name => name != "duration").ToArray();
        return new Table(table.Source, kept, [.. kept.Select(name => table.Cells(table.Find(name)).ToArray())]);
    }

    private static Table Blanked(Table table, Func<int, bool> blank) => new(table.Source, table.Columns, [.. table.Columns.Select((name, c) =>
        table.Cells(c).Select((cell, row) => name == "y" && blank(row) ? "" : cell).ToArray())]);

    private static bool[] Truth(Table table, IEnumerable<int> rows) => [.. rows.Select(row => table[row, "y"] == "yes")];

    private static DateTime Day(string cell) =>
        DateTime.TryParseExact(cell, "M/d/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : DateTime.MaxValue;
}
