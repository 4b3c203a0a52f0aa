using System.Collections.Frozen;

namespace Tandem.Engine.Matching;

/// <summary>How much one word of a company's name says about which company it is.</summary>
internal enum WordKind : byte
{
    /// <summary>The, of, and: nothing.</summary>
    Stop = 0,
    /// <summary>Group, systems, international: little.</summary>
    Business = 1,
    /// <summary>Bank, hotel, airlines: the trade.</summary>
    Trade = 2,
    /// <summary>Delta, American, Smith: a name that many companies share.</summary>
    Popular = 3,
    /// <summary>Anything else: the name itself.</summary>
    Own = 4,
    /// <summary>Deutschland, UK, EMEA: usually a subsidiary.</summary>
    Place = 5,
}

/// <summary>What common words of company names mean and which abbreviations stand for them.</summary>
internal static class CompanyWords
{
    private static readonly FrozenDictionary<string, WordKind> Kinds = KindTable();

    private static readonly FrozenDictionary<string, string> Abbreviations = Pairs(
        "intl international|int international|internat international|inter international|mfg manufacturing|manuf manufacturing|" +
        "mfr manufacturing|manufacturers manufacturing|grp group|groupe group|gruppe group|grupo group|gruppo group|groep group|" +
        "hldg holding|hldgs holding|holdings holding|svc service|svcs service|services service|serv service|srvcs service|" +
        "servicios service|servizi service|tech technology|techs technology|technologies technology|technol technology|" +
        "technologie technology|technologien technology|tecnologia technology|tecnologias technology|sys system|syst system|" +
        "systems system|systeme system|sistemas system|sol solution|solns solution|solutions solution|soluciones solution|" +
        "assoc associate|assocs associate|associates associate|assn association|assoc. association|bros brother|brothers brother|" +
        "gebr brother|gebruder brother|dept department|dev development|eng engineering|engr engineering|engrg engineering|" +
        "ent enterprise|entpr enterprise|enterprises enterprise|entrprs enterprise|fin financial|finl financial|finance financial|" +
        "hosp hospital|hospitals hospital|ind industry|inds industry|industries industry|industrial industry|indust industry|" +
        "industrie industry|industria industry|industrias industry|ins insurance|insur insurance|inst institute|instr instrument|" +
        "instruments instrument|inv investment|invest investment|investments investment|lab laboratory|labs laboratory|" +
        "laboratories laboratory|laboratoires laboratory|laboratorios laboratory|mgmt management|mgt management|mktg marketing|" +
        "natl national|nat national|nationale national|nacional national|pharm pharmaceutical|pharma pharmaceutical|" +
        "pharmaceuticals pharmaceutical|prod product|prods product|products product|produkte product|ppty property|" +
        "props property|properties property|res resource|resources resource|rsch research|std standard|" +
        "sw software|telecom telecommunication|telecommunications telecommunication|telecomm telecommunication|telcom telecommunication|" +
        "telekom telecommunication|telecomunicaciones telecommunication|tel telephone|trans transport|transp transport|" +
        "transportation transport|transports transport|univ university|universitat university|universite university|" +
        "universidad university|chem chemical|chems chemical|chemicals chemical|chemie chemical|elec electric|electr electric|" +
        "electronics electronic|elektronik electronic|electricals electrical|comm communication|comms communication|" +
        "communications communication|communicatons communication|dist distribution|distr distribution|distribs distribution|" +
        "equip equipment|equipt equipment|exp exploration|explor exploration|explorations exploration|expl exploration|ctr center|" +
        "centre center|cntr center|centers center|hotels hotel|hotele hotel|banks bank|banco bank|banque bank|banca bank|banka bank|" +
        "airline airlines|airways airlines|cons consulting|consult consulting|consultants consulting|consultancy consulting|" +
        "foods food|logistik logistics|logistica logistics|lgstcs logistics|networks network|ntwk network|net network|mines mining|" +
        "petrol petroleum|ptrl petroleum|gen general|amer american|am american|brit british|can canada|cdn canada|aust australia|" +
        "eur europe|europa europe|st saint|mt mount|ste saint|sankt saint|san san|works work|werke werk|trdg trading|" +
        "ventures venture|partners partner|securities security|secs security|sec security|restaurants restaurant|stores store|" +
        "markets market|motors motor|machines machine|metals metal|minerals mineral|material materials|matls materials|bldg building|" +
        "buildings building|constr construction|const construction|construcciones construction|advertg advertising|adv advanced|" +
        "amalg amalgamated|cap capital|coop cooperative|govt government|hlth health|healthcare health|med medical|medizin medical|" +
        "medics medical|micro micro|mun municipal|pac pacific|publ publishing|pub publishing|rd road|soc society|supl supply|" +
        "supplies supply|util utility|utilities utility|utils utility|vet veterinary|wtr water|hq headquarters|ctrl control|" +
        "controls control|designs design|interactive interactive|graphics graphic|studios studio|pictures picture|farms farm|mills mill");

    private static readonly FrozenDictionary<string, string> Slips = SlipTable();

    public static WordKind KindOf(string word)
    {
        if (Kinds.TryGetValue(word, out var kind)) return kind;
        return word.Length == 1 ? WordKind.Business : WordKind.Own;
    }

    /// <summary>The word that an abbreviation, a plural or a slip in a long common word stands for.</summary>
    public static string Expand(string word)
    {
        if (Abbreviations.TryGetValue(word, out var full)) return full;
        if (word.Length < 6 || Kinds.ContainsKey(word)) return word;
        if (IsSlipOf(word, word, out var meant)) return meant;
        for (var i = 0; i < word.Length; i++)
            if (IsSlipOf(word, word.Remove(i, 1), out meant)) return meant;
        return word;
    }

    private static bool IsSlipOf(string word, string shortened, out string meant)
    {
        if (Slips.TryGetValue(shortened, out meant!) && meant[0] == word[0] && WordLikeness.Distance(word, meant, 1) <= 1)
        {
            meant = Abbreviations.GetValueOrDefault(meant, meant);
            return true;
        }
        return false;
    }

    /// <summary>Weight of evidence of a word, in the order of bits; unknown words say most.</summary>
    public static float WeightOf(WordKind kind, string word) => kind switch
    {
        WordKind.Stop => 0.05f,
        WordKind.Business or WordKind.Place => 0.25f,
        WordKind.Trade => 0.55f,
        WordKind.Popular => 0.8f,
        _ => word.Length <= 2 ? 0.8f : 1.2f,
    };

    private static FrozenDictionary<string, WordKind> KindTable()
    {
        var kinds = new Dictionary<string, WordKind>();
        Add(WordKind.Stop, "the of and und et y e a an for fur de du des la le les el los las da do dos das di del della van von der den " +
            "zu zum op in on at by og och i w z na dba fka aka formerly trading as with co");
        Add(WordKind.Business, "group holding international service solution system technology consulting global worldwide world enterprise " +
            "industry management associate association company partner venture capital investment development trading resource " +
            "product network corporate business professional general central limited corp inc digital online data information " +
            "center institute foundation trust fund office agency bureau team work werk department operations division unit " +
            "branch headquarters new advanced applied integrated united innovative creative brother son sons and cie " +
            "distribution supply equipment marketing interactive design control commercial cooperative society beteiligungs verwaltungs " +
            "vertrieb vertriebs handel handels handelsgesellschaft dienstleistungen unternehmensgruppe participacoes participaciones " +
            "companhia compania compagnie societe sociedad sociedade company participations comercio comercial import export importadora exportadora plus pro one first best premier prime total");
        Add(WordKind.Trade, "bank hotel hospital insurance school university college software hardware computer computing energy power gas oil " +
            "petroleum water electric electrical electronic telecommunication telephone communication wireless mobile media " +
            "entertainment broadcasting television radio news publishing press printing pharmaceutical biotech biotechnology " +
            "biopharma therapeutics medical health healthcare clinic dental care pharmacy laboratory research science sciences food " +
            "foods beverage brewery bakery restaurant cafe coffee pizza catering retail store market supermarket shop fashion " +
            "clothing textile apparel jewelry furniture home house construction building engineering architecture architects realty " +
            "property estate real properties homes manufacturing machine machinery tools motor auto automotive car cars truck " +
            "transport logistics shipping freight marine aviation aerospace airlines air airport rail railway bus travel tourism " +
            "tours leisure sports fitness club gaming games studio picture film music art arts chemical plastic plastics paper " +
            "packaging steel metal metals mining mineral gold silver copper exploration materials forest lumber timber wood farm " +
            "agriculture agri agro garden pet veterinary security safety defense defence legal law lawyers attorneys accounting audit " +
            "tax financial credit mortgage leasing asset wealth venture security exchange brokerage advisory advisors recruitment " +
            "staffing personnel training education learning academy library museum church ministry government city county state " +
            "federal municipal council district utility environmental waste recycling cleaning laundry beauty salon cosmetics " +
            "optical optics photo imaging instrument semiconductor semiconductors robotics automation cloud web internet hosting " +
            "app apps analytics ai cyber solar wind nuclear battery lighting glass ceramic cement concrete brick stone tile rubber tire " +
            "tyre paint coating adhesive seafood meat dairy fruit wine spirits tobacco sugar rice grain milk toys baby kids stream lines " +
            "control versicherung versicherungen sparkasse krankenhaus klinik stadtwerke bau immobilien maschinenbau metallbau elektro " +
            "assurance assurances immobilier seguros inmobiliaria construction constructora graphic advertising aluminium aluminum");
        Add(WordKind.Popular, "delta alpha beta gamma omega sigma apex summit pinnacle peak eagle falcon lion tiger bear wolf phoenix dragon " +
            "star sun moon sky ocean sea river lake mountain valley hill forest green blue red black white silver golden gold " +
            "diamond crystal pearl royal king kings queen crown noble imperial national american british canadian european " +
            "asian african pacific atlantic continental universal northern southern eastern western north south east west " +
            "metro metropolitan urban city liberty freedom union victory pioneer frontier legacy heritage century millennium future " +
            "modern smart bright clear pure fresh quick fast rapid speed swift dynamic active vital nova neo micro macro mega ultra " +
            "super max matrix vector nexus fusion synergy unity harmony quality value trust excel elite platinum titan atlas apollo " +
            "mercury mars jupiter saturn venus orion vega sirius polaris aurora horizon sunrise sunset rainbow phoenix oasis eden " +
            "paradise olympus trinity triangle circle square cross bridge gate tower castle rock stone standard superior express direct " +
            "central midwest coastal bay harbor island columbia colonial federal republic patriot independence capital capitol " +
            "saint san santa los las new york london texas california florida ohio chicago boston smith johnson williams brown jones " +
            "garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson anderson thomas taylor moore jackson martin lee " +
            "thompson harris clark lewis robinson walker young allen wright scott hill green adams nelson baker hall campbell " +
            "mitchell carter roberts phillips evans turner parker collins edwards stewart morris murphy cook rogers morgan cooper " +
            "muller mueller schmidt schneider fischer weber meyer meier wagner becker schulz hoffmann schafer koch bauer richter klein " +
            "wolf schroder neumann schwarz zimmermann braun kruger hofmann hartmann lange schmitt werner krause lehmann " +
            "martin bernard dubois robert richard petit durand leroy moreau simon laurent rossi russo ferrari bianchi romano " +
            "silva santos oliveira souza pereira costa ferreira almeida kim park choi wang zhang liu chen yang huang zhao wu zhou " +
            "singh kumar sharma patel khan ali ahmed hassan ivanov john james david michael robert peter paul george henry charles " +
            "william edward frank joe sam ben tom max anna maria sara laura apple orange shell target gap sprint visa oracle " +
            "discovery galaxy infinity genesis alliance allied associated consolidated amalgamated general mutual premium select choice");
        return kinds.ToFrozenDictionary();

        void Add(WordKind kind, string words)
        {
            foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries)) kinds.TryAdd(word, kind);
        }
    }

    /// <summary>Long common words with one letter left out: another word that meets one of them is a slip of it.</summary>
    private static FrozenDictionary<string, string> SlipTable()
    {
        var slips = new Dictionary<string, string>();
        foreach (var word in Kinds.Keys.Concat(Abbreviations.Keys).Where(w => w.Length >= 7))
        {
            slips[word] = word;
            for (var i = 0; i < word.Length; i++) slips.TryAdd(word.Remove(i, 1), word);
        }
        return slips.ToFrozenDictionary();
    }

    private static FrozenDictionary<string, string> Pairs(string list) => list.Split('|')
        .Select(p => p.Split(' '))
        .DistinctBy(p => p[0])
        .ToFrozenDictionary(p => p[0], p => p[1]);
}
