using Microsoft.Extensions.DependencyInjection;
using Tandem.Measures;
using Xunit;

namespace Tandem.Tests.Measures;

/// <summary>What a KPI declares about adding up is what its formula does.</summary>
public sealed class AddsUpTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    private static readonly DateOnly Year = new(2026, 1, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Months_make_the_quarter_and_quarters_the_year_of_a_KPI_that_adds_up(int seed)
    {
        var dice = new Random(seed);
        var kpis = app.Services.GetRequiredService<KpiCatalogue>().All;
        var inputs = new PartnerInputs(new MeasuredPartner(default, "", "Reseller", "", null, null, Year, true));
        var people = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList();
        foreach (var input in kpis.SelectMany(k => k.Inputs).Distinct())
        {
            for (var n = 0; n < 40; n++)
                inputs.Add(input, Year.AddDays(dice.Next(365)), amount: dice.Next(-5_000, 50_000), count: dice.Next(1, 4), square: dice.Next(9), thing: people[dice.Next(people.Count)]);
        }

        foreach (var kpi in kpis.Where(k => k.AddsUp))
        {
            Assert.Equal(Sum(kpi, PeriodKind.Month), Of(kpi, new Period(PeriodKind.Year, Year)), 6);
            Assert.Equal(Sum(kpi, PeriodKind.Quarter), Of(kpi, new Period(PeriodKind.Year, Year)), 6);
        }

        // The dice would show any that adds up without saying so.
        Assert.DoesNotContain(kpis.Where(k => !k.AddsUp), k => Math.Abs(Sum(k, PeriodKind.Month) - Of(k, new Period(PeriodKind.Year, Year))) < 1e-6);

        double Sum(Kpi kpi, PeriodKind kind) => Enumerable.Range(0, 12 / (int)kind).Sum(n => Of(kpi, new Period(kind, Year).Later(n)));

        double Of(Kpi kpi, Period period) => kpi.Of(inputs.Within(period.Start, period.End)).Value ?? 0;
    }
}
