using Tandem.Engine.Learning;
using Xunit;

namespace Tandem.Engine.Tests.Learning;

/// <summary>What a population tells about the share of one of its members.</summary>
public sealed class BetaPriorTests
{
    [Fact]
    public void A_made_up_population_gives_back_what_it_was_made_from()
    {
        var random = new Random(3);
        foreach (var (mean, weight) in new[] { (0.3, 8.0), (0.5, 20.0), (0.8, 4.0) })
        {
            var members = Enumerable.Range(0, 4000).Select(_ =>
            {
                var share = Beta(mean * weight, (1 - mean) * weight, random);
                var tries = 1 + random.Next(40);
                return ((long)Enumerable.Range(0, tries).Count(_ => random.NextDouble() < share), (long)tries);
            }).ToList();
            var prior = BetaPrior.Of(members)!.Value;

            Assert.InRange(prior.Mean, mean - 0.02, mean + 0.02);
            Assert.InRange(prior.Weight, weight * 0.8, weight * 1.25);
        }
    }

    [Fact]
    public void Members_that_differ_by_chance_alone_count_as_alike()
    {
        var random = new Random(5);
        var members = Enumerable.Range(0, 500).Select(_ => ((long)Enumerable.Range(0, 20).Count(_ => random.NextDouble() < 0.4), 20L)).ToList();

        Assert.True(BetaPrior.Of(members)!.Value.Weight > 50);
    }

    [Fact]
    public void An_estimate_lies_between_the_members_own_share_and_the_populations()
    {
        var prior = new BetaPrior(0.4, 7);
        for (var tries = 0L; tries < 30; tries++)
        {
            for (var hits = 0L; hits <= tries; hits++)
            {
                var (own, estimate) = (tries == 0 ? prior.Mean : (double)hits / tries, prior.Estimate(hits, tries));
                Assert.InRange(estimate, Math.Min(own, prior.Mean) - 1e-12, Math.Max(own, prior.Mean) + 1e-12);
            }
        }
    }

    [Fact]
    public void Without_a_population_there_is_no_prior()
    {
        Assert.Null(BetaPrior.Of([]));
        Assert.Null(BetaPrior.Of([(3, 5)]));
        Assert.Null(BetaPrior.Of([(0, 0), (1, 2), (0, 0)]));
        Assert.Equal(BetaPrior.Most, BetaPrior.Of([(0, 5), (0, 9)])!.Value.Weight);
        Assert.InRange(BetaPrior.Of([(0, 1), (1, 1)])!.Value.Weight, BetaPrior.Least, BetaPrior.Most);
    }

    private static double Beta(double a, double b, Random random)
    {
        var (x, y) = (Gamma(a, random), Gamma(b, random));
        return x / (x + y);
    }

    /// <summary>Marsaglia and Tsang (2000).</summary>
    private static double Gamma(double shape, Random random)
    {
        if (shape < 1)
            return Gamma(shape + 1, random) * Math.Pow(random.NextDouble(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }
}
