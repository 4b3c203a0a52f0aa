namespace Tandem.Engine.Matching;

/// <summary>How two names lie on each other: what they share, what one has more, where they contradict.</summary>
/// <remarks>All in weights of evidence (see <see cref="WordKind"/>); shared counts each pair of words by its likeness.</remarks>
internal ref struct NameEvidence
{
    public float Shared;
    public float Slips;
    public float OnlyLeft;
    public float OnlyRight;
    public float PlacesLeft;
    public float PlacesRight;
    public bool Acronym;
    public int AcronymLength;

    public static NameEvidence Of(CustomerProfile left, CustomerProfile right)
    {
        var evidence = new NameEvidence();
        ReadOnlySpan<NameWord> a = left.Words;
        ReadOnlySpan<NameWord> b = right.Words;
        uint usedA = 0, usedB = 0;
        evidence.Equal(a, b, ref usedA, ref usedB);
        if (!All(usedA, a.Length) && !All(usedB, b.Length))
        {
            evidence.Alike(a, b, ref usedA, ref usedB);
            evidence.Compounds(a, b, ref usedA, ref usedB);
            evidence.Compounds(b, a, ref usedB, ref usedA);
            evidence.Initials(a, right, b, ref usedA, ref usedB);
            evidence.Initials(b, left, a, ref usedB, ref usedA);
        }
        Rest(a, usedA, ref evidence.OnlyLeft, ref evidence.PlacesLeft);
        Rest(b, usedB, ref evidence.OnlyRight, ref evidence.PlacesRight);
        return evidence;
    }

    private void Equal(ReadOnlySpan<NameWord> a, ReadOnlySpan<NameWord> b, ref uint usedA, ref uint usedB)
    {
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < b.Length; j++)
            {
                if ((usedB & (1u << j)) != 0 || !string.Equals(a[i].Text, b[j].Text, StringComparison.Ordinal)) continue;
                Take(i, j, ref usedA, ref usedB);
                Shared += Math.Min(a[i].Weight, b[j].Weight);
                break;
            }
        }
    }

    private void Alike(ReadOnlySpan<NameWord> a, ReadOnlySpan<NameWord> b, ref uint usedA, ref uint usedB)
    {
        while (true)
        {
            var (best, bestI, bestJ) = (0f, -1, -1);
            for (var i = 0; i < a.Length; i++)
            {
                if ((usedA & (1u << i)) != 0) continue;
                for (var j = 0; j < b.Length; j++)
                {
                    if ((usedB & (1u << j)) != 0) continue;
                    var likeness = WordLikeness.Of(a[i], b[j]);
                    if (likeness > best) (best, bestI, bestJ) = (likeness, i, j);
                }
            }
            if (bestI < 0) return;
            Take(bestI, bestJ, ref usedA, ref usedB);
            var weight = Math.Min(a[bestI].Weight, b[bestJ].Weight);
            Shared += weight * best;
            Slips += weight * (1 - best);
        }
    }

    /// <summary>One word here, two there: "datastream" and "data stream".</summary>
    private void Compounds(ReadOnlySpan<NameWord> whole, ReadOnlySpan<NameWord> parts, ref uint usedWhole, ref uint usedParts)
    {
        for (var i = 0; i < whole.Length; i++)
        {
            if ((usedWhole & (1u << i)) != 0) continue;
            for (var j = 0; j + 1 < parts.Length; j++)
            {
                if ((usedParts & (3u << j)) != 0 || whole[i].Text.Length != parts[j].Text.Length + parts[j + 1].Text.Length) continue;
                if (!whole[i].Text.StartsWith(parts[j].Text, StringComparison.Ordinal)
                    || !whole[i].Text.EndsWith(parts[j + 1].Text, StringComparison.Ordinal)) continue;
                usedWhole |= 1u << i;
                usedParts |= 3u << j;
                Shared += Math.Min(whole[i].Weight, parts[j].Weight + parts[j + 1].Weight);
                break;
            }
        }
    }

    /// <summary>One word here that is the initials of all words there.</summary>
    private void Initials(ReadOnlySpan<NameWord> letters, CustomerProfile other, ReadOnlySpan<NameWord> full, ref uint usedLetters, ref uint usedFull)
    {
        if (other.Initials.Length < 3 || usedFull != 0 || Acronym) return;
        for (var i = 0; i < letters.Length; i++)
        {
            if ((usedLetters & (1u << i)) != 0 || !string.Equals(letters[i].Text, other.Initials, StringComparison.Ordinal)) continue;
            usedLetters |= 1u << i;
            usedFull = uint.MaxValue >> (32 - full.Length);
            Acronym = true;
            AcronymLength = other.Initials.Length;
            return;
        }
    }

    private static void Rest(ReadOnlySpan<NameWord> words, uint used, ref float rest, ref float places)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if ((used & (1u << i)) != 0) continue;
            if (words[i].Kind == WordKind.Place) places += words[i].Weight;
            else rest += words[i].Weight;
        }
    }

    private static void Take(int i, int j, ref uint usedA, ref uint usedB)
    {
        usedA |= 1u << i;
        usedB |= 1u << j;
    }

    private static bool All(uint used, int count) => count == 0 || used == uint.MaxValue >> (32 - count);
}
