using System.Collections.Frozen;

namespace Tandem.Engine.Matching;

/// <summary>The legal forms of companies, by which two spellings of one firm may differ: Inc, GmbH &amp; Co. KG, S.A. de C.V.</summary>
internal static class LegalForms
{
    /// <summary>Removed wherever they stand after the first word: they mean nothing else.</summary>
    private static readonly FrozenSet<string> Certain = Set(
        "inc incorporated corp corporation ltd limited llc llp lllp pllc plc gmbh ggmbh mbh aktiengesellschaft kgaa ohg gbr " +
        "pty pvt bhd sdn ooo oao zao pao gesmbh sarl sasu eurl srl spzoo aktiebolag aktiebolaget oyj aps ktiengesellschaft " +
        "vennootschap kabushiki kaisha yugen godo eood ead kft zrt nyrt doo ltda cpor incorp " +
        "anonim sirketi sirket unlimited jsc ojsc cjsc pjsc sa nv bv sas oyj");

    /// <summary>Removed at the end of a name, where they are hardly anything else.</summary>
    private static readonly FrozenSet<string> AtEnd = Set(
        "co company cos comp ag se sa as ab nv bv cv vof oy ky kk gk yk kg ev eg ug sl slu sau saa sll sc scs sca snc spa srls sas sab sapi lda " +
        "pte pt tbk cpt cc rl lp gp pc pa na fsb sp zoo oo spk sro as vos ks ans asa da hf ehf ohf sf ou uab sia ad dd od ood et ted " +
        "kd jdoo bt ei eirl eireli me epp scrl asbl vzw bvba nvsa cva saoc saog psc wll llo fze fzco fzllc fz dmcc " +
        "cia compagnie compania companhia gesellschaft the and und et y e de und cie ges fil filial filiale sucursal branch " +
        "rt joint stock private public proprietary partnership societe anonyme sociedad anonima societa azioni " +
        "株式会社 有限公司 有限会社 合同会社 股份有限公司 有限责任公司 주식회사 유한회사 (주)");

    /// <summary>Removed at the beginning: "AB Volvo", "PT Telkom", "OOO Romashka", "SC Dacia".</summary>
    private static readonly FrozenSet<string> AtStart = Set("ab as oy bv nv sa pt ooo oao zao pao ao too sc uab sia cv tov pjsc jsc ip chup ps kk 株式会社 有限会社");

    private static readonly string[] Glued =
        ["股份有限公司", "有限责任公司", "有限公司", "株式会社", "有限会社", "合同会社", "주식회사", "유한회사"];

    /// <summary>Puts a space around legal forms that scripts without spaces write onto the name.</summary>
    public static string Unglue(string folded)
    {
        foreach (var form in Glued)
        {
            var plain = Folding.Fold(form);
            if (folded.Contains(plain, StringComparison.Ordinal))
                return folded.Replace(plain, " ", StringComparison.Ordinal);
        }
        return folded;
    }

    /// <summary>Whether a text ends as only a company's name does.</summary>
    public static bool EndsWithOne(List<string> words) => words.Count > 1
        && (Certain.Contains(words[^1]) || words[^1] is "co" or "company" or "ag" or "ab" or "oy" or "kk" or "kg" or "spa" or "asa");

    /// <summary>The words of a name without its legal forms; a name of nothing else stays as it is.</summary>
    public static void Strip(List<string> words)
    {
        if (words.Count < 2) return;
        var first = 0;
        var last = words.Count - 1;
        while (last > first && (AtEnd.Contains(words[last]) || Certain.Contains(words[last]))) last--;
        while (last < words.Count - 1 && !words.Take(last + 1).Any(SaysSomething)) last++;
        while (first < last && AtStart.Contains(words[first])) first++;
        if (last == first && Certain.Contains(words[first])) return;
        words.RemoveRange(last + 1, words.Count - last - 1);
        words.RemoveRange(0, first);
        for (var i = words.Count - 1; i > 0; i--)
            if (Certain.Contains(words[i])) words.RemoveAt(i);
    }

    private static bool SaysSomething(string word) => CompanyWords.KindOf(CompanyWords.Expand(word)) > WordKind.Business;

    private static FrozenSet<string> Set(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Folding.Fold).ToFrozenSet();
}
