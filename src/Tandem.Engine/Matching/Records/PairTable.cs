namespace Tandem.Engine.Matching.Records;

/// <summary>The compared pairs: their records, levels and evidence of rarity.</summary>
internal sealed class PairTable
{
    private readonly byte[] _levels;
    private readonly int _fields;

    public PairTable(List<(int Left, int Right)> pairs, Comparisons comparisons, int leftCount, int rightCount)
    {
        (LeftCount, RightCount, _fields) = (leftCount, rightCount, comparisons.Fields);
        Left = [.. pairs.Select(p => p.Left)];
        Right = [.. pairs.Select(p => p.Right)];
        Rarity = new double[pairs.Count];
        _levels = new byte[pairs.Count * _fields];
        Parallel.For(0, pairs.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(2, Environment.ProcessorCount) }, p =>
        {
            var levels = _levels.AsSpan(p * _fields, _fields);
            comparisons.Levels(Left[p], Right[p], levels);
            Rarity[p] = comparisons.Rarity(Left[p], Right[p], levels);
        });
    }

    public int Count => Left.Length;
    public int LeftCount { get; }
    public int RightCount { get; }
    public int[] Left { get; }
    public int[] Right { get; }
    public double[] Rarity { get; }

    public ReadOnlySpan<byte> Levels(int pair) => _levels.AsSpan(pair * _fields, _fields);
}
