namespace Tandem.Engine.Learning;

/// <summary>One regression tree over bins; children come after their parent, leaves have no children.</summary>
internal sealed class Tree
{
    private readonly List<Node> _nodes = [default];
    private Node[]? _frozen;

    public ReadOnlySpan<Node> Nodes => _frozen ??= [.. _nodes];

    internal State Kept
    {
        get
        {
            var nodes = Nodes.ToArray();
            return new State(
                Array.ConvertAll(nodes, n => n.Left), Array.ConvertAll(nodes, n => n.Column), Array.ConvertAll(nodes, n => (int)n.UpTo),
                Array.ConvertAll(nodes, n => n.MissingLeft), Array.ConvertAll(nodes, n => n.Value), Array.ConvertAll(nodes, n => n.Rows));
        }
    }

    internal static Tree Of(State kept)
    {
        var tree = new Tree();
        tree._nodes.Clear();
        tree._nodes.AddRange(kept.Left.Select((left, i) =>
            new Node(left, kept.Column[i], (byte)kept.UpTo[i], kept.MissingLeft[i], kept.Value[i], kept.Rows[i])));
        return tree;
    }

    /// <summary>The nodes, one list per property.</summary>
    internal sealed record State(int[] Left, int[] Column, int[] UpTo, bool[] MissingLeft, double[] Value, int[] Rows);

    /// <summary>Turns a leaf into a split; its children are the two nodes added last.</summary>
    public (int Left, int Right) Split(int node, int column, byte upTo, bool missingLeft)
    {
        var left = _nodes.Count;
        _nodes.Add(default);
        _nodes.Add(default);
        _nodes[node] = _nodes[node] with { Left = left, Column = column, UpTo = upTo, MissingLeft = missingLeft };
        return (left, left + 1);
    }

    public void SetLeaf(int node, double value, int rows) => _nodes[node] = _nodes[node] with { Value = value, Rows = rows };

    /// <summary>Gives every split the mean of its leaves, from which the part of each column in a score is told.</summary>
    public void Finish()
    {
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            if (_nodes[i].Left == 0)
                continue;
            var (left, right) = (_nodes[_nodes[i].Left], _nodes[_nodes[i].Left + 1]);
            var rows = left.Rows + right.Rows;
            _nodes[i] = _nodes[i] with { Rows = rows, Value = ((left.Value * left.Rows) + (right.Value * right.Rows)) / rows };
        }
    }

    /// <param name="Left">The left child, the right one follows it; 0 in a leaf.</param>
    /// <param name="Column">The column that decides.</param>
    /// <param name="UpTo">Bins up to here go left.</param>
    /// <param name="MissingLeft">Whether a missing value goes left.</param>
    /// <param name="Value">Log-odds added by a leaf; in a split the mean of its leaves.</param>
    /// <param name="Rows">Rows learned from.</param>
    public readonly record struct Node(int Left, int Column, byte UpTo, bool MissingLeft, double Value, int Rows)
    {
        public int Next(byte bin) => bin == 0
            ? MissingLeft ? Left : Left + 1
            : bin <= UpTo ? Left : Left + 1;
    }
}
