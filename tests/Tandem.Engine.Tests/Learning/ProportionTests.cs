using Tandem.Engine.Learning;
using Xunit;

namespace Tandem.Engine.Tests.Learning;

/// <summary>Wilson's interval against values computed elsewhere, and its edges.</summary>
public sealed class ProportionTests
{
    [Theory]
    [InlineData(8, 10, 0.4901625, 0.9433178)]
    [InlineData(0, 10, 0, 0.2775328)]
    [InlineData(10, 10, 0.7224672, 1)]
    [InlineData(15, 148, 0.0623864, 0.1604872)]
    public void The_interval_is_Wilsons(int hits, int cases, double low, double high)
    {
        var p = new Proportion(hits, cases);
        Assert.Equal(low, p.Low, 4);
        Assert.Equal(high, p.High, 4);
    }

    [Fact]
    public void Without_cases_nothing_is_known()
    {
        var p = new Proportion(0, 0);
        Assert.Null(p.Share);
        Assert.Equal((0d, 1d), (p.Low, p.High));
    }
}
