namespace Tandem.Engine.Learning;

/// <summary>How much more often one group (a partner, a seller, a range of amounts) succeeds than all together.</summary>
/// <remarks>
/// Empirical Bayes: group rates are Beta around the common rate, with a strength found from how much they differ beyond
/// chance (moments, after Kleinman, JASA 68, 1973). A group with few rows stays near the common rate; groups that differ
/// no more than chance have no effect. Effects are in log-odds.
/// </remarks>
internal sealed class GroupEffects
{
    private const double NoDifference = 1e7;
    private readonly double[] _rows;
    private readonly double[] _successes;
    private readonly double _rate;
    private readonly double _strength;

    private GroupEffects(double[] rows, double[] successes, double rate, double strength) =>
        (_rows, _successes, _rate, _strength) = (rows, successes, rate, strength);

    /// <param name="group">The group of every row, from 0.</param>
    /// <param name="success">Whether every row succeeded: 1 or 0.</param>
    /// <param name="groups">How many groups there are.</param>
    public static GroupEffects Fit(ReadOnlySpan<int> group, ReadOnlySpan<double> success, int groups)
    {
        var rows = new double[groups];
        var successes = new double[groups];
        for (var i = 0; i < group.Length; i++)
        {
            rows[group[i]]++;
            successes[group[i]] += success[i];
        }

        var (n, s) = (rows.Sum(), successes.Sum());
        var rate = (s + 1) / (n + 2);
        return new GroupEffects(rows, successes, rate, Strength(rows, successes, n == 0 ? rate : s / n));
    }

    /// <summary>The effect of a group in log-odds; 0 for one never seen.</summary>
    public double this[int group] => group < 0 || group >= _rows.Length ? 0 : Effect(_rows[group], _successes[group]);

    /// <summary>The effect that the other rows of its group tell, so that a row does not learn from itself.</summary>
    /// <param name="group">The row's group.</param>
    /// <param name="fold">Rows and successes of the row's part of the data, left out.</param>
    public double Without(int group, (double Rows, double Successes) fold) =>
        Effect(_rows[group] - fold.Rows, _successes[group] - fold.Successes);

    private double Effect(double rows, double successes) =>
        Logit.Of((successes + (_strength * _rate)) / (rows + _strength)) - Logit.Of(_rate);

    private static double Strength(double[] rows, double[] successes, double rate)
    {
        var n = rows.Sum();
        var used = rows.Count(r => r > 0);
        if (used < 2 || rate is <= 0 or >= 1)
            return NoDifference;
        double spread = 0, squares = 0;
        for (var g = 0; g < rows.Length; g++)
        {
            if (rows[g] == 0)
                continue;
            var difference = (successes[g] / rows[g]) - rate;
            spread += rows[g] * difference * difference;
            squares += rows[g] * rows[g];
        }

        var within = rate * (1 - rate);
        var between = (spread - ((used - 1) * within)) / (n - (squares / n));
        return between <= 0 ? NoDifference : Math.Clamp((within / between) - 1, 1, NoDifference);
    }
}
