using Tandem.Engine.Matching;

namespace Tandem.Demo;

/// <summary>A million company names that differ as real ones do: many rare words, a few common ones.</summary>
public sealed class BulkNames(Random random)
{
    private static readonly string[] Starts =
        ["Al", "Bar", "Bel", "Bran", "Cal", "Cor", "Dan", "Del", "Dor", "El", "Fal", "Fen", "Gar", "Gran", "Hal", "Hel", "Il", "Jan", "Kal", "Kar",
         "Kel", "Lan", "Lor", "Mal", "Mar", "Mel", "Mor", "Nal", "Nor", "Or", "Pal", "Per", "Quin", "Ral", "Ros", "Sal", "Sel", "Sol", "Tal", "Tor",
         "Ul", "Val", "Ver", "Vol", "Wal", "Wes", "Yor", "Zan", "Zel", "Zor"];

    private static readonly string[] Middles =
        ["a", "e", "i", "o", "u", "ba", "de", "di", "fo", "ga", "ki", "la", "le", "lo", "ma", "me", "mi", "na", "ni", "no", "pa", "po", "ra", "ri", "ro",
         "sa", "se", "ta", "te", "ti", "to", "va", "vi", "vo", "za", "zi"];

    private static readonly string[] Ends =
        ["bach", "berg", "bert", "burn", "by", "cott", "dale", "dorf", "field", "fort", "gard", "ham", "heim", "holm", "hurst", "kamp", "land", "lund",
         "mar", "mere", "mont", "nau", "ner", "ney", "quist", "ric", "rup", "sen", "son", "stad", "stein", "ström", "thal", "ton", "vall", "vik",
         "ville", "wald", "well", "wick", "worth", "zell"];

    private static readonly string[] Trades =
        ["Logistics", "Foods", "Energy", "Pharma", "Textiles", "Packaging", "Marine", "Optics", "Robotics", "Chemicals", "Steel", "Paper", "Dairy",
         "Instruments", "Glass", "Medical", "Plastics", "Engineering", "Systems", "Services", "Holding", "Partners"];

    /// <summary>A firm of a country with its town; every other one has a web domain of its own name.</summary>
    public CustomerIdentity Firm(Land land)
    {
        // One in fifty is called as many others are, which makes the matching work.
        var own = random.Next(50) == 0 ? Names.Pick(land.Roots, random) : Word();
        if (random.Next(4) == 0)
            own = $"{Names.Pick(land.Last, random)} {own}";
        var name = random.Next(3) == 0 ? own : $"{own} {Names.Pick(Trades, random)}";
        return new CustomerIdentity(
            $"{name} {Names.Pick(land.LegalForms, random)}", random.Next(2) == 0 ? Names.Domain(name) : null, land.Code, Names.Pick(land.Cities, random));
    }

    private string Word() => random.Next(4) == 0
        ? Names.Pick(Starts, random) + Names.Pick(Ends, random)
        : Names.Pick(Starts, random) + Names.Pick(Middles, random) + Names.Pick(Ends, random);
}
