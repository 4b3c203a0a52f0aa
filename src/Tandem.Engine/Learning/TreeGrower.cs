using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tandem.Engine.Learning;

/// <summary>Grows one tree leaf by leaf, always at the split that gains most, from histograms of gradients.</summary>
/// <remarks>
/// After Ke et al., LightGBM, 2017, and Chen and Guestrin, XGBoost, 2016: the smaller child's histogram is counted, the
/// larger is the parent's less that. Missing values go to the side that gains more.
/// </remarks>
internal sealed class TreeGrower
{
    private const int Stride = 256;
    private const int ParallelWork = 60_000;

    private readonly byte[][] _bins;
    private readonly int[] _binCounts;
    private readonly BoostingOptions _options;
    private readonly int _threads;
    private readonly int[] _rows;
    private readonly int[] _spare;
    private readonly Slope[] _ordered;
    private readonly Stack<Cell[]> _pool = new();

    public TreeGrower(byte[][] bins, int[] binCounts, int rows, BoostingOptions options)
    {
        (_bins, _binCounts, _options) = (bins, binCounts, options);
        _threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        _rows = new int[rows];
        _spare = new int[rows];
        _ordered = new Slope[rows];
    }

    /// <summary>First and second derivative of the loss of one row.</summary>
    public readonly record struct Slope(float First, float Second);

    private sealed class Leaf
    {
        public required int Node { get; init; }
        public required int Start { get; init; }
        public required int Count { get; init; }
        public Cell Sum { get; set; }
        public Cell[]? Histogram { get; set; }
        public BestSplit Best { get; set; }
    }

    /// <summary>Grows a tree on all rows and adds its values to their scores.</summary>
    public Tree Grow(Slope[] slopes, double[] scores)
    {
        for (var i = 0; i < _rows.Length; i++)
            _rows[i] = i;
        var tree = new Tree();
        var root = new Leaf { Node = 0, Start = 0, Count = _rows.Length };
        root.Histogram = Rent();
        Count(root, slopes);
        root.Sum = Total(root.Histogram);
        root.Best = Best(root);
        var leaves = new List<Leaf> { root };
        while (leaves.Count < _options.Leaves)
        {
            var leaf = leaves.MaxBy(l => l.Best.Gain)!;
            if (leaf.Best.Gain <= 1e-10)
                break;
            leaves.Remove(leaf);
            leaves.AddRange(Split(tree, leaf, slopes, last: leaves.Count + 2 >= _options.Leaves));
        }

        foreach (var leaf in leaves)
        {
            var value = -leaf.Sum.First / (leaf.Sum.Second + _options.Ridge) * _options.LearningRate;
            tree.SetLeaf(leaf.Node, value, leaf.Count);
            foreach (var row in _rows.AsSpan(leaf.Start, leaf.Count))
                scores[row] += value;
            Return(leaf.Histogram);
        }

        tree.Finish();
        return tree;
    }

    private Leaf[] Split(Tree tree, Leaf leaf, Slope[] slopes, bool last)
    {
        var (_, column, upTo, missingLeft) = leaf.Best;
        var (left, right) = tree.Split(leaf.Node, column, upTo, missingLeft);
        var middle = Partition(leaf, _bins[column], upTo, missingLeft);
        Leaf[] children =
        [
            new() { Node = left, Start = leaf.Start, Count = middle - leaf.Start },
            new() { Node = right, Start = middle, Count = leaf.Start + leaf.Count - middle },
        ];
        var (small, large) = children[0].Count <= children[1].Count ? (children[0], children[1]) : (children[1], children[0]);
        if (last)
        {
            // Nothing will be split again: sums are enough.
            small.Sum = Sum(small, slopes);
            large.Sum = leaf.Sum.Less(small.Sum);
            Return(leaf.Histogram);
            return children;
        }

        small.Histogram = Rent();
        Count(small, slopes);
        small.Sum = Total(small.Histogram);
        large.Histogram = leaf.Histogram;
        large.Sum = leaf.Sum.Less(small.Sum);
        var from = MemoryMarshal.Cast<Cell, double>(large.Histogram.AsSpan());
        var minus = MemoryMarshal.Cast<Cell, double>(small.Histogram.AsSpan());
        for (var i = 0; i < from.Length; i += Vector<double>.Count)
            (new Vector<double>(from[i..]) - new Vector<double>(minus[i..])).CopyTo(from[i..]);
        foreach (var child in children)
            child.Best = Best(child);
        return children;
    }

    /// <summary>Puts the leaf's rows that go left first, order kept; returns where the right ones start.</summary>
    private int Partition(Leaf leaf, byte[] bins, byte upTo, bool missingLeft)
    {
        var rows = _rows.AsSpan(leaf.Start, leaf.Count);
        var (lefts, rights) = (0, 0);
        ref var spare = ref MemoryMarshal.GetArrayDataReference(_spare);
        foreach (var row in rows)
        {
            // Missing is bin 0; taken down by one it wraps round to the top.
            var goesLeft = missingLeft ? bins[row] <= upTo : (byte)(bins[row] - 1) < upTo;
            rows[lefts] = row;
            Unsafe.Add(ref spare, rights) = row;
            var one = Unsafe.BitCast<bool, byte>(goesLeft);
            lefts += one;
            rights += 1 - one;
        }

        _spare.AsSpan(0, rights).CopyTo(rows[lefts..]);
        return leaf.Start + lefts;
    }

    private void Count(Leaf leaf, Slope[] slopes)
    {
        var rows = _rows.AsSpan(leaf.Start, leaf.Count);
        for (var i = 0; i < rows.Length; i++)
            _ordered[i] = slopes[rows[i]];
        if (_threads > 1 && (long)leaf.Count * _bins.Length > ParallelWork)
        {
            var parts = Math.Min(_threads, _bins.Length);
            Parallel.For(0, parts, part =>
            {
                for (var c = part; c < _bins.Length; c += parts)
                    Count(leaf, c);
            });
        }
        else
        {
            for (var c = 0; c < _bins.Length; c++)
                Count(leaf, c);
        }
    }

    private void Count(Leaf leaf, int column)
    {
        var cells = leaf.Histogram.AsSpan(column * Stride, Stride);
        cells.Clear();
        ref var cell = ref MemoryMarshal.GetReference(cells);
        ref var bin = ref MemoryMarshal.GetArrayDataReference(_bins[column]);
        ref var row = ref MemoryMarshal.GetReference(_rows.AsSpan(leaf.Start, leaf.Count));
        ref var slope = ref MemoryMarshal.GetArrayDataReference(_ordered);
        for (nint i = 0; i < leaf.Count; i++)
        {
            ref var at = ref Unsafe.Add(ref cell, (nint)Unsafe.Add(ref bin, (nint)Unsafe.Add(ref row, i)));
            var s = Unsafe.Add(ref slope, i);
            at.First += s.First;
            at.Second += s.Second;
            at.Rows += 1;
        }
    }

    private BestSplit Best(Leaf leaf) => leaf.Count < 2 * _options.LeafRows ? default : BestSplit.Of(leaf.Histogram, Stride, _binCounts, leaf.Sum, _options);

    private Cell Sum(Leaf leaf, Slope[] slopes)
    {
        var sum = default(Cell);
        foreach (var row in _rows.AsSpan(leaf.Start, leaf.Count))
        {
            sum.First += slopes[row].First;
            sum.Second += slopes[row].Second;
        }

        sum.Rows = leaf.Count;
        return sum;
    }

    private static Cell Total(Cell[] histogram)
    {
        var sum = default(Cell);
        foreach (ref readonly var cell in histogram.AsSpan(0, Stride))
            (sum.First, sum.Second, sum.Rows) = (sum.First + cell.First, sum.Second + cell.Second, sum.Rows + cell.Rows);
        return sum;
    }

    private Cell[] Rent() => _pool.TryPop(out var cells) ? cells : new Cell[_bins.Length * Stride];

    private void Return(Cell[]? cells)
    {
        if (cells is not null)
            _pool.Push(cells);
    }
}
