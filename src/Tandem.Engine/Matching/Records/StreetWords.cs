using System.Collections.Frozen;

namespace Tandem.Engine.Matching.Records;

/// <summary>The ways the parts of a street address are shortened.</summary>
internal static class StreetWords
{
    private static readonly FrozenDictionary<string, string> Short =
        ("street st,str,strt,strasse,stra,sr|avenue ave,av,aven,avn|boulevard blvd,bd,blv,boul,bvd|road rd|drive dr,drv|place pl,plc|lane ln|court ct,crt|" +
        "highway hwy,hway,hgwy|parkway pkwy,pky,pkway|square sq,sqr|suite ste|floor fl,flr|apartment apt,apart|building bldg|center ctr,centre,cntr|" +
        "circle cir,circ|crescent cres,cresc,cr|terrace ter,terr,tce,trc|close cl|grove gr,grv|esplanade esp|parade pde|plaza plz|expressway expy|" +
        "freeway fwy|turnpike tpke,tpk|route rte,rt|mount mt|saint snt|north n|south s|east e|west w|northeast ne|northwest nw|southeast se|" +
        "southwest sw|fort ft|heights hts,hgts|junction jct|bridge brg|island is,isl|village vlg|first 1st|second 2nd|third 3rd|fourth 4th|fifth 5th|" +
        "sixth 6th|seventh 7th|eighth 8th|ninth 9th|tenth 10th|eleventh 11th|twelfth 12th|between bet,betw|near nr|opposite opp|and &|platz pl.|weg wg")
        .Split('|').SelectMany(line => line[(line.IndexOf(' ') + 1)..].Split(',').Select(s => (s, line[..line.IndexOf(' ')])))
        .DistinctBy(p => p.s).ToFrozenDictionary(p => p.s, p => p.Item2);

    /// <summary>The full word; "12th" loses its ending, and German "...strasse" and "...str" become one.</summary>
    public static string Expand(string word)
    {
        if (Short.TryGetValue(word, out var full)) return full;
        if (word.Length > 6 && word.EndsWith("strasse", StringComparison.Ordinal)) return word[..^5];
        if (word.Length > 2 && char.IsAsciiDigit(word[0]) && word[^2..] is "th" or "st" or "nd" or "rd" && word[..^2].All(char.IsAsciiDigit)) return Ordinal(word[..^2]);
        return word;
    }

    private static string Ordinal(string number) => Short.TryGetValue(number + "th", out var full) ? full : number;
}
