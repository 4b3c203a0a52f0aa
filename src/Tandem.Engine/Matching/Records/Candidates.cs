using System.Runtime.InteropServices;

namespace Tandem.Engine.Matching.Records;

/// <summary>Finds for each record the few records of the other side that are worth comparing.</summary>
/// <remarks>
/// Many passes in one: whole values, words, sounds, four-letter pieces, last digits and left-out letters of every field are
/// features; records are ranked by the features they share, weighted ln(n / holders), normalised per field. A record keeps its
/// best ones in both directions; features that too many hold are read only while the budget lasts.
/// </remarks>
internal static class Candidates
{
    private const int Kept = 12;

    public static List<(int Left, int Right)> Of(List<FieldData> fields, int leftCount, int rightCount, bool oneFile)
    {
        var (lefts, rights, count) = Index(fields, leftCount, rightCount, oneFile);
        var postings = Postings(rights, count);
        var holders = new int[count];
        foreach (var record in lefts.Concat(oneFile ? [] : rights))
            foreach (var feature in record) holders[feature.Id]++;
        var all = leftCount + (oneFile ? 0 : rightCount);
        var budget = Math.Clamp(400_000_000L / Math.Max(1, leftCount), 3_000, 60_000);
        var best = new Best[oneFile ? 0 : rightCount];
        var pairs = new HashSet<long>();
        var scores = new float[rightCount];
        var touched = new List<int>();
        for (var left = 0; left < leftCount; left++)
        {
            var spent = 0L;
            foreach (var feature in lefts[left].OrderBy(f => holders[f.Id]))
            {
                var posting = postings[feature.Id];
                if (posting.Length > 50 && (spent += posting.Length) > budget) break;
                var rarity = MathF.Log((float)all / holders[feature.Id]);
                var weight = rarity * rarity * feature.Share;
                foreach (var right in posting)
                {
                    if (scores[right] == 0) touched.Add(right);
                    scores[right] += weight + 1e-9f;
                }
            }
            Keep(left, touched, scores, oneFile, best, pairs);
        }
        for (var right = 0; right < best.Length; right++)
            foreach (var left in best[right].Ids()) pairs.Add(((long)left << 32) | (uint)right);
        return [.. pairs.Select(p => ((int)(p >> 32), (int)(p & uint.MaxValue)))];
    }

    private static void Keep(int left, List<int> touched, float[] scores, bool oneFile, Best[] best, HashSet<long> pairs)
    {
        var mine = new Best();
        foreach (var right in touched)
        {
            if (!oneFile || right != left) mine.Offer(right, scores[right]);
            if (!oneFile) best[right].Offer(left, scores[right]);
            scores[right] = 0;
        }
        touched.Clear();
        foreach (var right in mine.Ids())
        {
            var (a, b) = oneFile && right < left ? (right, left) : (left, right);
            pairs.Add(((long)a << 32) | (uint)b);
        }
    }

    private static (Feature[][] Left, Feature[][] Right, int Count) Index(List<FieldData> fields, int leftCount, int rightCount, bool oneFile)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var byField = fields.ConvertAll(f => new int[f.Comparison.Count][]);
        for (var f = 0; f < fields.Count; f++)
        {
            var prefix = (char)('\u0100' + f);
            for (var v = 0; v < byField[f].Length; v++)
                byField[f][v] = [.. fields[f].Comparison.Features(v).Distinct().Select(t => Number(ids, prefix + t))];
        }
        var left = Records(fields, byField, leftCount, d => d.Left);
        return (left, oneFile ? left : Records(fields, byField, rightCount, d => d.Right), ids.Count);
    }

    private static Feature[][] Records(List<FieldData> fields, List<int[][]> byField, int count, Func<FieldData, int[]> side)
    {
        var records = new Feature[count][];
        var features = new List<Feature>();
        for (var row = 0; row < count; row++)
        {
            features.Clear();
            for (var f = 0; f < fields.Count; f++)
            {
                var value = side(fields[f])[row];
                if (value < 0) continue;
                var share = 1 / MathF.Sqrt(byField[f][value].Length);
                foreach (var id in byField[f][value]) features.Add(new Feature(id, share));
            }
            records[row] = [.. features];
        }
        return records;
    }

    private static int Number(Dictionary<string, int> ids, string text)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(ids, text, out var known);
        if (!known) id = ids.Count - 1;
        return id;
    }

    private static int[][] Postings(Feature[][] records, int count)
    {
        var sizes = new int[count];
        foreach (var record in records)
            foreach (var feature in record) sizes[feature.Id]++;
        var postings = Array.ConvertAll(sizes, s => new int[s]);
        Array.Clear(sizes);
        for (var row = 0; row < records.Length; row++)
            foreach (var feature in records[row]) postings[feature.Id][sizes[feature.Id]++] = row;
        return postings;
    }

    private readonly record struct Feature(int Id, float Share);

    /// <summary>The highest-scored few, kept as they come.</summary>
    private struct Best
    {
        private (float Score, int Id)[]? _kept;
        private int _count;

        public void Offer(int id, float score)
        {
            _kept ??= new (float, int)[Kept];
            if (_count == Kept && score <= _kept[Kept - 1].Score) return;
            var at = _count < Kept ? _count++ : Kept - 1;
            while (at > 0 && _kept[at - 1].Score < score)
            {
                _kept[at] = _kept[at - 1];
                at--;
            }
            _kept[at] = (score, id);
        }

        public readonly IEnumerable<int> Ids() => _kept is null ? [] : _kept.Take(_count).Select(k => k.Id);
    }
}
