using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Conditions;
using Tandem.Measures;
using Xunit;

namespace Tandem.Tests.Conditions;

/// <summary>A condition is edited row by row and says the same afterwards.</summary>
public sealed class ConditionFormTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    private KpiCatalogue Kpis => app.Services.GetRequiredService<KpiCatalogue>();

    [Theory]
    [InlineData("""{"measure":"sell.win-rate","when":"lastQuarter","test":"atLeast","value":0.3}""")]
    [InlineData("""{"not":{"fact":"tier","in":["gold","silver"]}}""")]
    [InlineData("""{"any":[{"fact":"tier","in":["gold"]},{"measure":"sell.revenue-won","when":"thisYear","test":"lessThan","value":5000000}]}""")]
    [InlineData("""{"all":[{"not":{"any":[{"fact":"type","in":["Msp"]},{"all":[{"fact":"active","in":["yes"]},{"fact":"tier","in":["gold"]}]}]}},{"measure":"sell.stalls","when":"lastMonth","test":"moreThan","value":2}]}""")]
    public void What_was_laid_out_in_rows_is_read_back(string written)
    {
        var form = ConditionForm.Of(JsonSerializer.Deserialize<Condition>(written), Kpis, "EUR");

        Assert.Equal(written, JsonSerializer.Serialize(form.ToCondition(Kpis, "EUR").Value.Condition));
    }

    [Fact]
    public void Rows_are_added_to_a_group_and_taken_out_with_all_that_stands_in_them()
    {
        var form = new ConditionForm();
        Assert.Null(form.ToCondition(Kpis, "EUR").Value.Condition);

        form = Add(Add(Add(form, 0, "any"), 1, "tier"), 0, "measure");
        Assert.Equal([(RowKind.All, 0), (RowKind.Any, 1), (RowKind.Fact, 2), (RowKind.Measure, 1)], form.Rows.Select(r => (r.Kind, r.Depth)));
        Assert.Equal("If.Rows[2].In", form.ToCondition(Kpis, "EUR", "If.").Refusal?.Field);
        Assert.Equal([(RowKind.All, 0), (RowKind.Measure, 1)], form.Edited("remove/1").Rows.Select(r => (r.Kind, r.Depth)));
        Assert.Equal(form, form.Edited("remove/0") with { Rows = form.Rows });
    }

    [Theory]
    [InlineData("add/9")]
    [InlineData("add/-1")]
    [InlineData("add")]
    [InlineData("drop/0")]
    [InlineData("add/0/0")]
    public void Nonsense_changes_nothing(string edit) => Assert.Empty(new ConditionForm().Edited(edit).Rows.Skip(1));

    [Fact]
    public void A_condition_has_an_end()
    {
        var form = new ConditionForm();
        for (var n = 0; n < 200; n++)
            form = Add(form, 0, "measure");

        Assert.InRange(form.Rows.Count, 2, Condition.MostParts + 1);
    }

    [Fact]
    public void What_people_type_is_in_the_programmes_money_and_in_per_cent()
    {
        var rate = new ConditionForm.Row { Kind = RowKind.Measure, Depth = 1, Kpi = "sell.win-rate", Value = 30 };
        var money = rate with { Kpi = "sell.revenue-won", Value = 1_000.50m };
        var said = new ConditionForm { Rows = [new(), rate, money] }.ToCondition(Kpis, "EUR").Value.Condition;

        Assert.Equal([0.3, 100_050.0], said!.Parts.OfType<MeasureIs>().Select(m => m.Value));
        Assert.Equal("Rows[1].Value", new ConditionForm { Rows = [new(), rate with { Value = null }] }.ToCondition(Kpis, "EUR").Refusal?.Field);
        Assert.Equal("Rows[1].Kpi", new ConditionForm { Rows = [new(), rate with { Kpi = "sell.gone" }] }.ToCondition(Kpis, "EUR").Refusal?.Field);
        Assert.Equal("conditions/unreadable", new ConditionForm { Rows = [new(), rate with { Depth = 3 }] }.ToCondition(Kpis, "EUR").Refusal?.Code);
    }

    private static ConditionForm Add(ConditionForm form, int group, string what)
    {
        List<ConditionForm.Row> rows = [.. form.Rows.Count == 0 ? [new ConditionForm.Row()] : form.Rows];
        rows[group] = rows[group] with { Add = what };
        return new ConditionForm { Rows = rows }.Edited($"add/{group}");
    }
}
