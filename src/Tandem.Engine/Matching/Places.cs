using System.Collections.Frozen;

namespace Tandem.Engine.Matching;

/// <summary>Names of countries and sales regions in the languages that companies write them in.</summary>
internal static class Places
{
    private const string Countries =
        "US=united states,usa,us,u s a,america,united states of america,estados unidos,etats unis|GB=united kingdom,uk,great britain,britain,england," +
        "scotland,wales,northern ireland|DE=germany,deutschland,allemagne,alemania,german|AT=austria,osterreich,oesterreich|CH=switzerland,schweiz," +
        "suisse,svizzera|FR=france,frankreich,francia|IT=italy,italia,italien|ES=spain,espana,spanien|PT=portugal|NL=netherlands,nederland,holland," +
        "the netherlands|BE=belgium,belgie,belgique,belgien|LU=luxembourg,luxemburg|IE=ireland,eire|DK=denmark,danmark|SE=sweden,sverige,schweden|" +
        "NO=norway,norge|FI=finland,suomi|IS=iceland,island|PL=poland,polska,polen|CZ=czech republic,czechia,cesko|SK=slovakia,slovensko|HU=hungary," +
        "magyarorszag|RO=romania|BG=bulgaria|GR=greece,hellas|HR=croatia,hrvatska|SI=slovenia,slovenija|RS=serbia,srbija|UA=ukraine,ukraina|" +
        "RU=russia,russian federation,rossiya,rossiia|TR=turkey,turkiye|IL=israel|AE=united arab emirates,uae,dubai|SA=saudi arabia,ksa|QA=qatar|" +
        "KW=kuwait|EG=egypt|ZA=south africa|NG=nigeria|KE=kenya|MA=morocco,maroc|IN=india|PK=pakistan|BD=bangladesh|LK=sri lanka|CN=china,prc|" +
        "HK=hong kong|TW=taiwan|JP=japan,nippon,nihon|KR=korea,south korea,republic of korea|SG=singapore|MY=malaysia|TH=thailand|VN=vietnam,viet nam|" +
        "ID=indonesia|PH=philippines|AU=australia|NZ=new zealand|CA=canada|MX=mexico|BR=brazil,brasil|AR=argentina|CL=chile|CO=colombia|PE=peru|" +
        "VE=venezuela|UY=uruguay|PY=paraguay|BO=bolivia|EC=ecuador|CR=costa rica|PA=panama|GT=guatemala|DO=dominican republic|PR=puerto rico|" +
        "EE=estonia,eesti|LV=latvia,latvija|LT=lithuania,lietuva|BY=belarus|KZ=kazakhstan|GE=georgia|AZ=azerbaijan|CY=cyprus|MT=malta|" +
        "LI=liechtenstein|MC=monaco|BM=bermuda|KY=cayman islands|VG=british virgin islands,british virgin isl";

    private const string Regions =
        "EUROPE=europe,european,europa,eu|EMEA=emea|APAC=apac,asia pacific,asia|AMERICAS=americas,north america,latin america,latam,na,south america|" +
        "DACH=dach|NORDIC=nordic,nordics,scandinavia|BENELUX=benelux|MEA=middle east,africa|IBERIA=iberia,iberica|ANZ=anz";

    private static readonly FrozenDictionary<string, string> ByName = Table(Countries);
    private static readonly FrozenDictionary<string, string> InNames = Table(Countries + "|" + Regions);

    /// <summary>The two-letter code of a country written by name or code; folded text where it is not known.</summary>
    public static string? Country(string? text)
    {
        var folded = string.Join(' ', Folding.Fold(text).Split([' ', '.', ',', '-', '|', '\t'], StringSplitOptions.RemoveEmptyEntries));
        if (folded.Length == 0) return null;
        if (ByName.TryGetValue(folded, out var code)) return code;
        return folded.Length == 2 ? folded.ToUpperInvariant() : folded;
    }

    /// <summary>The place that starts at this word of a name, and how many words it takes (0: none).</summary>
    public static int At(List<string> words, int index, out string place)
    {
        for (var take = Math.Min(3, words.Count - index); take >= 1; take--)
        {
            var text = take == 1 ? words[index] : string.Join(' ', words.GetRange(index, take));
            if (take == 1 && text is "na" or "georgia" && take == 1) continue;
            if (InNames.TryGetValue(text, out place!)) return take;
        }
        place = "";
        return 0;
    }

    private static FrozenDictionary<string, string> Table(string list)
    {
        var table = new Dictionary<string, string>();
        foreach (var entry in list.Split('|'))
        {
            var (code, names) = (entry[..entry.IndexOf('=')], entry[(entry.IndexOf('=') + 1)..].Split(','));
            foreach (var name in names) table.TryAdd(name, code);
        }
        return table.ToFrozenDictionary();
    }
}
