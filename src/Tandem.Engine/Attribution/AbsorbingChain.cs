using System.Runtime.InteropServices;
using MathNet.Numerics.LinearAlgebra;

namespace Tandem.Engine.Attribution;

/// <summary>A Markov chain built from counted steps, which ends by converting or not.</summary>
internal sealed class AbsorbingChain
{
    public const int Start = -1;

    // Up to here one dense inverse answers for all channels at once; beyond, sweeps over the few steps there are.
    private const int DenseStates = 700;
    private const double Converged = 1e-15;

    private readonly Dictionary<(int From, int To), double> _steps = [];
    private readonly List<double> _converted = [];
    private readonly List<double> _left = [];
    private double _started;

    public int AddState()
    {
        _converted.Add(0);
        _left.Add(0);
        return _converted.Count - 1;
    }

    public void AddStep(int from, int to, double weight)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_steps, (from, to), out _) += weight;
        if (from == Start)
            _started += weight;
        else
            _left[from] += weight;
    }

    public void AddEnd(int state, double conversions, double nulls)
    {
        _converted[state] += conversions;
        _left[state] += conversions + nulls;
    }

    /// <summary>For each set of states, the share of all conversions whose way leads through one of them.</summary>
    public double[] SharesThrough(IReadOnlyList<List<int>> sets)
    {
        var n = _converted.Count;
        if (n == 0 || !_converted.Exists(converted => converted > 0))
            return new double[sets.Count];
        return n <= DenseStates ? Dense(sets, n) : Sparse(sets, n);
    }

    /// <summary>
    /// With F = (I − Q)⁻¹ the expected visits, the chance f of entering a set first at each of its states solves
    /// f F_SS = (start F)_S, and the conversions through it are f · b_S, where b = F r.
    /// </summary>
    private double[] Dense(IReadOnlyList<List<int>> sets, int n)
    {
        var chain = Matrix<double>.Build.DenseIdentity(n);
        var start = Vector<double>.Build.Dense(n);
        foreach (var ((from, to), weight) in _steps)
        {
            if (from == Start)
                start[to] += weight / _started;
            else
                chain[from, to] -= weight / _left[from];
        }

        var visits = chain.Inverse();
        var converts = visits * Vector<double>.Build.Dense(n, i => _converted[i] / _left[i]);
        var reached = visits.LeftMultiply(start);
        var all = start * converts;
        return sets.Select(set =>
        {
            var within = Matrix<double>.Build.Dense(set.Count, set.Count, (i, j) => visits[set[j], set[i]]);
            var entered = within.Solve(Vector<double>.Build.Dense(set.Count, i => reached[set[i]]));
            return Math.Clamp(set.Select((state, i) => entered[i] * converts[state]).Sum() / all, 0, 1);
        }).ToArray();
    }

    private double[] Sparse(IReadOnlyList<List<int>> sets, int n)
    {
        var from = new List<(int To, double Chance)>[n];
        var start = new List<(int To, double Chance)>();
        for (var i = 0; i < n; i++)
            from[i] = [];
        foreach (var ((state, to), weight) in _steps.OrderBy(step => step.Key))
        {
            if (state == Start)
                start.Add((to, weight / _started));
            else
                from[state].Add((to, weight / _left[state]));
        }

        var steps = Array.ConvertAll(from, list => list.ToArray());
        var order = DeepestFirst(steps, start);
        var removed = new bool[n];
        var all = Conversion(steps, start, order, removed);
        return sets.Select(set =>
        {
            set.ForEach(state => removed[state] = true);
            var without = Conversion(steps, start, order, removed);
            set.ForEach(state => removed[state] = false);
            return Math.Clamp(1 - (without / all), 0, 1);
        }).ToArray();
    }

    /// <summary>Gauss–Seidel sweeps over b = Q b + r, states nearest to the end first; removed states never convert.</summary>
    private double Conversion((int To, double Chance)[][] steps, List<(int To, double Chance)> start, int[] order, bool[] removed)
    {
        var b = new double[steps.Length];
        for (double change = 1; change > Converged;)
        {
            change = 0;
            foreach (var state in order)
            {
                if (removed[state])
                    continue;
                var sum = _converted[state] / _left[state];
                double self = 0;
                foreach (var (to, chance) in steps[state])
                {
                    if (to == state)
                        self = chance;
                    else
                        sum += chance * b[to];
                }

                sum /= 1 - self;
                change = Math.Max(change, Math.Abs(sum - b[state]));
                b[state] = sum;
            }
        }

        return start.Sum(step => step.Chance * b[step.To]);
    }

    /// <summary>States in the order a depth-first walk leaves them.</summary>
    private static int[] DeepestFirst((int To, double Chance)[][] steps, List<(int To, double Chance)> start)
    {
        var seen = new bool[steps.Length];
        var left = new List<int>(steps.Length);
        var stack = new Stack<(int State, int Next)>();
        foreach (var (first, _) in start.Where(step => !seen[step.To]))
        {
            seen[first] = true;
            stack.Push((first, 0));
            while (stack.TryPop(out var top))
            {
                if (top.Next == steps[top.State].Length)
                {
                    left.Add(top.State);
                    continue;
                }

                stack.Push((top.State, top.Next + 1));
                var to = steps[top.State][top.Next].To;
                if (!seen[to])
                {
                    seen[to] = true;
                    stack.Push((to, 0));
                }
            }
        }

        return [.. left];
    }
}
