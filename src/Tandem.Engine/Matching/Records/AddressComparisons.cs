namespace Tandem.Engine.Matching.Records;

/// <summary>Compares e-mail addresses: equal, same person or one slip, same firm, different.</summary>
internal sealed class EmailComparison : FieldComparison
{
    public override int Levels => 4;
    public override double[] Expected => [0.15, 0.1, 0.15, 0.6];

    protected override string Normalise(string cell, bool right)
    {
        var text = Folding.Fold(cell.Trim());
        return text.Contains('@', StringComparison.Ordinal) && text.Length > 3 ? text : "";
    }

    protected override int LevelOf(int left, int right)
    {
        var (a, b) = (Values[left], Values[right]);
        if (WordLikeness.Distance(a, b, 1) <= 1) return 2;
        var (localA, localB) = (a[..a.LastIndexOf('@')], b[..b.LastIndexOf('@')]);
        if (localA == localB && localA.Length >= 5 && localA is not ("sales" or "office" or "contact" or "support" or "admin")) return 2;
        return WebDomain.Registrable(a) is { } domain && domain == WebDomain.Registrable(b) ? 1 : 0;
    }

    public override IEnumerable<string> Features(int value)
    {
        var text = Values[value];
        yield return text;
        yield return text[..text.LastIndexOf('@')] + "@";
        if (WebDomain.Registrable(text) is { } domain) yield return domain;
    }
}

/// <summary>Compares web addresses by the domain that was registered.</summary>
internal sealed class DomainComparison : FieldComparison
{
    public override int Levels => 3;
    public override double[] Expected => [0.15, 0.1, 0.75];

    protected override string Normalise(string cell, bool right) => WebDomain.Registrable(cell) ?? "";

    protected override int LevelOf(int left, int right)
    {
        var (a, b) = (WebDomain.Label(Values[left]), WebDomain.Label(Values[right]));
        return a.Length >= 3 && (a == b || (a.Length >= 6 && WordLikeness.Distance(a, b, 1) <= 1)) ? 1 : 0;
    }

    public override IEnumerable<string> Features(int value) => [Values[value], WebDomain.Label(Values[value]) + "."];
}

/// <summary>Compares companies' names as deal registration does, with its knowledge of legal forms, common words and letters.</summary>
internal sealed class CompanyComparison : FieldComparison
{
    private static readonly double[] Steps = [-3, -1, 0, 1.2, 2.6];
    private readonly Dictionary<string, CustomerProfile> _profiles = [];
    private CustomerProfile[] _byValue = [];

    public override int Levels => Steps.Length + 2;
    public override double[] Expected => [0.04, 0.04, 0.05, 0.08, 0.14, 0.2, 0.45];
    public override double[] Known => [-5, -2, -0.5, 0.6, 1.9, 3.2, 5];

    protected override string Normalise(string cell, bool right)
    {
        if (Tabular.NumberFormat.IsMissing(cell)) return "";
        var profile = CustomerProfile.Of(new CustomerIdentity(cell, null, null));
        if (profile.IsEmpty) return "";
        _profiles[profile.ToString()] = profile;
        return profile.ToString();
    }

    public override void Prepare() => _byValue = [.. Values.Select(v => _profiles[v])];

    protected override int LevelOf(int left, int right)
    {
        var p = CustomerMatch.Compare(_byValue[left], _byValue[right]).Probability;
        var odds = Math.Log(p / (1 - p));
        var level = 0;
        while (level < Steps.Length && odds >= Steps[level]) level++;
        return level;
    }

    public override IEnumerable<string> Features(int value)
    {
        var profile = _byValue[value];
        yield return "=" + profile.Name;
        foreach (var key in BlockingKeys.Of(profile)) yield return key;
        foreach (var word in profile.Words) yield return word.Text;
        var joined = "^" + profile.Joined + "$";
        for (var i = 0; i + 4 <= Math.Min(joined.Length, 60); i++) yield return "#" + joined.Substring(i, 4);
    }
}
