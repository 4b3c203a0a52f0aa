using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Conditions;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Conditions;

/// <summary>A rule reads as a sentence, is tried by example, and says so when it does not know.</summary>
public sealed class ConditionTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    private const string Written =
        """{"all":[{"measure":"sell.win-rate","when":"lastQuarter","test":"atLeast","value":0.3},{"any":[{"fact":"tier","in":["gold","silver"]},{"not":{"fact":"type","in":["Referral"]}}]}]}""";

    private static Condition Rule => JsonSerializer.Deserialize<Condition>(Written)!;

    private KpiCatalogue Kpis => app.Services.GetRequiredService<KpiCatalogue>();

    [Fact]
    public void It_is_written_as_it_is_read() => Assert.Equal(Written, JsonSerializer.Serialize(Rule));

    [Fact]
    public void It_reads_as_a_sentence()
    {
        using var scope = app.Services.CreateScope();

        Assert.Equal(
            "Win rate last quarter is at least 0.3 and (tier is one of gold, silver or not (type is Referral))",
            Rule.Say(scope.ServiceProvider.GetRequiredService<Words>(), ConditionWords.Plain(Kpis)));
    }

    [Theory]
    [InlineData(0.31, "gold", "Referral", Answer.Yes)]
    [InlineData(0.3, "silver", "Referral", Answer.Yes)]
    [InlineData(0.29, "gold", "Reseller", Answer.No)]
    [InlineData(0.5, "registered", "Referral", Answer.No)]
    [InlineData(0.5, "registered", "Reseller", Answer.Yes)]
    [InlineData(null, "gold", "Reseller", Answer.Unknown)]
    [InlineData(null, "registered", "Referral", Answer.No)]
    public void It_is_tried_by_example(double? rate, string tier, string type, Answer expected)
    {
        var measures = rate is { } value ? new Dictionary<string, double> { ["sell.win-rate"] = value } : [];

        Assert.Equal(expected, Rule.Of(Situation.Example(measures, new Dictionary<string, string> { ["tier"] = tier, ["type"] = type })));
    }

    [Theory]
    [InlineData("""{"measure":"sell.gone","when":"thisYear","test":"atLeast","value":1}""", "conditions/unknown-measure")]
    [InlineData("""{"fact":"shoe-size","in":["42"]}""", "conditions/unknown-fact")]
    [InlineData("""{"fact":"tier","in":[]}""", "conditions/no-values")]
    [InlineData("""{"all":[]}""", "conditions/empty")]
    [InlineData("""{"not":{"not":{"not":{"not":{"not":{"not":{"fact":"tier","in":["gold"]}}}}}}}""", "conditions/too-large")]
    public void What_is_wrong_with_it_is_said(string written, string code) =>
        Assert.Contains(code, JsonSerializer.Deserialize<Condition>(written)!.Problems(Kpis).Select(p => p.Code));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"measure":null}""")]
    [InlineData("""{"measure":"x","test":"sometimes"}""")]
    public void Nonsense_is_no_condition(string written) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Condition>(written));

    [Fact]
    public async Task Many_partners_are_judged_at_once_with_the_values_it_rests_on()
    {
        var world = new SellWorld(app);
        var (busy, idle) = (await world.Seller(), await world.Seller());
        await world.Registered(world.Input(await world.Product()), busy);
        await app.Drain();
        var rule = new MeasureIs("sell.registrations", When.ThisQuarter, Tandem.Conditions.Test.AtLeast, 1);

        var answers = await app.Run((Judge judge) => judge.Of(rule, [busy.Partner, idle.Partner], asOf: null, default));
        Assert.Equal((Answer.Yes, Answer.No), (answers[busy.Partner].Answer, answers[idle.Partner].Answer));
        Assert.Equal(1, answers[busy.Partner].Evidence.Single().Figure.Value);

        var yesterday = DateOnly.FromDateTime(app.Now.UtcDateTime).AddDays(-1);
        var before = await app.Run((Judge judge) => judge.Of(rule, [busy.Partner], yesterday, default));
        Assert.Equal(Answer.No, before[busy.Partner].Answer);
    }
}
