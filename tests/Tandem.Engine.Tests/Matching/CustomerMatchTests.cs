using FsCheck;
using FsCheck.Fluent;
using Tandem.Engine.Matching;
using Xunit;

namespace Tandem.Engine.Tests.Matching;

public sealed class CustomerMatchTests
{
    public static TheoryData<string, string> OneCustomer => Pairs("""
        Müller GmbH | Mueller
        Müller GmbH | Muller AG
        Intl Business Machines | IBM
        International Business Machines Corp. | I.B.M. Deutschland GmbH
        Acme Deutschland GmbH | Acme Corp
        Acme Corp | ACME, Inc.
        Acme S.A. de C.V. | Acme México
        Siemens AG | Simens
        Novo-Nordisk A/S | Novo Nordisk
        A B Volvo | Volvo
        AB SKF | SKF Group
        Smith Mfg Co | Smith Manufacturing Company
        Johnson & Johnson | Johnson and Johnson Inc
        Datastream Zorbex | Data Stream Zorbex Ltd
        Kyocera Corp | Kyocera Kabushiki Kaisha
        トヨタ自動車株式会社 | トヨタ自動車
        Газпром ПАО | Gazprom
        Ελληνικά Πετρέλαια ΑΕ | Ellinika Petrelaia
        Łódzkie Zakłady Sp. z o.o. | Lodzkie Zaklady
        Ørsted A/S | Orsted
        Weiß KG | Weiss GmbH & Co. KG
        The Boeing Company | Boeing
        American Airlines | American Airlines Group Inc
        Bank of America | Bank of America Corp
        Petrobras S.A. | Petrobas
        Satyam Computer Services Ltd. | Satyam Computers Svcs
        Procter & Gamble | P&G
        Hewlett-Packard | HP Inc.
        Telefónica Móviles España SAU | Telefonica Moviles
        Norske Skog Canada Ltd. | Norske Skog
        Accenture plc | Acenture
        Guangzhou-Shenzen Superhighway | Guangzhou Shenzhen Superhighway Holdings
        PT Telkom Indonesia Tbk | Telkom Indonesia
        Wal-Mart Stores | Walmart Stores Inc
        """);

    public static TheoryData<string, string> TwoCustomers => Pairs("""
        Delta Air Lines | Delta Faucet
        Johnson & Johnson | Johnson Controls
        Acme Bank | Zenith Bank
        First National Bank | First National Insurance
        Global Systems | Global Solutions Partners Bakery
        Bank of America | Bank of China
        Air France | Air Canada
        American Airlines | American Express
        General Motors | General Electric
        Siemens | Siemax
        United Airlines | United Parcel Service
        Northern Foods | Northern Energy
        Deutsche Bank | Deutsche Bahn
        Sun Microsystems | Sun Life Insurance
        Royal Bank of Canada | Royal Bank of Scotland
        Smith Logistics | Smith Bakery
        Apple | Apple Leisure
        Acme | Acne
        Nippon Steel | Nippon Telegraph
        XYZ | XYW
        Canon | Canyon Ranch
        Tata Motors | Tata Consultancy
        """);

    [Theory, MemberData(nameof(OneCustomer))]
    public void Spellings_of_one_customer_match_and_share_a_key(string left, string right)
    {
        var (a, b) = (Named(left), Named(right));
        Assert.True(CustomerMatch.Compare(a, b).Probability >= 0.5, Told(a, b));
        Assert.True(BlockingKeys.Of(a).Intersect(BlockingKeys.Of(b)).Any(), Told(a, b));
    }

    [Theory, MemberData(nameof(TwoCustomers))]
    public void Different_customers_with_like_names_do_not_match(string left, string right)
    {
        var (a, b) = (Named(left), Named(right));
        Assert.True(CustomerMatch.Compare(a, b).Probability < 0.5, Told(a, b));
    }

    [Fact]
    public void One_domain_means_one_customer_whatever_the_name()
    {
        var a = Profile("Globex", "https://www.initech.co.uk/about");
        var b = Profile("Initech Holdings", "sales@initech.co.uk");
        var verdict = CustomerMatch.Compare(a, b);
        Assert.True(verdict.Probability > 0.7);
        Assert.True(verdict.Reasons.HasFlag(MatchReasons.SameDomain));
        Assert.Contains(BlockingKeys.Of(a), BlockingKeys.Of(b).Contains);
        Assert.Contains(verdict.Explain(a, b), r => r == new MatchReason(MatchReasons.SameDomain, "initech.co.uk", "initech.co.uk"));
    }

    [Theory]
    [InlineData("joe@gmail.com", "ann@gmail.com")]
    [InlineData("https://www.linkedin.com/company/a", "linkedin.com/company/b")]
    [InlineData("foo.co.uk", "bar.co.uk")]
    [InlineData("alpha.github.io", "beta.github.io")]
    public void A_shared_host_says_nothing(string left, string right)
    {
        var verdict = CustomerMatch.Compare(Profile("Globex", left), Profile("Initech", right));
        Assert.True(verdict.Probability < 0.1);
        Assert.False(verdict.Reasons.HasFlag(MatchReasons.SameDomain));
    }

    [Fact]
    public void The_same_registration_number_is_the_same_customer()
    {
        var a = CustomerProfile.Of(new("Globex", null, "DE", RegistrationNumber: "HRB 12345"));
        var b = CustomerProfile.Of(new("Initech", null, "Germany", RegistrationNumber: "hrb-12345"));
        var verdict = CustomerMatch.Compare(a, b);
        Assert.True(verdict.Probability > 0.9);
        Assert.Equal(MatchReasons.SameRegistrationNumber | MatchReasons.SameCountry,
            verdict.Reasons & (MatchReasons.SameRegistrationNumber | MatchReasons.SameCountry));
    }

    [Fact]
    public void A_named_parent_links_a_subsidiary_of_another_name()
    {
        var a = CustomerProfile.Of(new("Tschibo Zorbex", null, null, ParentName: "Maxingvest AG"));
        var b = Named("maxingvest");
        var verdict = CustomerMatch.Compare(a, b);
        Assert.True(verdict.Probability > 0.9 && verdict.Reasons.HasFlag(MatchReasons.SubsidiaryOf));
        Assert.True(BlockingKeys.Of(a).Intersect(BlockingKeys.Of(b)).Any());
    }

    [Fact]
    public void Another_country_lowers_the_odds_of_a_common_name()
    {
        var here = CustomerProfile.Of(new("Northern Foods", null, "United Kingdom"));
        var near = CustomerProfile.Of(new("Northern Food Ltd", null, "GB"));
        var far = CustomerProfile.Of(new("Northern Food", null, "Canada"));
        Assert.True(CustomerMatch.Compare(here, near).Probability > CustomerMatch.Compare(here, far).Probability);
        Assert.True(CustomerMatch.Compare(here, far).Reasons.HasFlag(MatchReasons.DifferentCountry));
    }

    [Theory]
    [InlineData("shop.acme.co.uk", "acme.co.uk")]
    [InlineData("HTTP://WWW.Acme.COM:8080/x?y=1", "acme.com")]
    [InlineData("jane.doe@mail.acme.com.br", "acme.com.br")]
    [InlineData("192.168.1.10", null)]
    [InlineData("co.uk", null)]
    [InlineData("not a domain", null)]
    [InlineData("@", null)]
    public void The_registrable_part_of_an_address_is_found(string address, string? domain) =>
        Assert.Equal(domain, WebDomain.Registrable(address));

    [Fact]
    public void A_profile_survives_its_column() =>
        Prop.ForAll<string, string, string>((name, domain, city) =>
        {
            var profile = CustomerProfile.Of(new(name ?? "", domain, city, city, domain, name, city));
            var back = CustomerProfile.Parse(profile.ToString());
            return back.Equals(profile)
                && BlockingKeys.Of(back).SequenceEqual(BlockingKeys.Of(profile))
                && CustomerMatch.Compare(back, Named("Acme Deutschland")) == CustomerMatch.Compare(profile, Named("Acme Deutschland"));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Comparing_is_symmetric_bounded_and_certain_of_itself() =>
        Prop.ForAll(Names().ToArbitrary(), Names().ToArbitrary(), (x, y) =>
        {
            var (a, b) = (Profile(x, y), Profile(y, null));
            var (ab, ba) = (CustomerMatch.Compare(a, b), CustomerMatch.Compare(b, a));
            return Math.Abs(ab.Probability - ba.Probability) < 1e-6 && ab.Probability is >= 0 and <= 1
                && (a.IsEmpty || CustomerMatch.Compare(a, Profile(x, y)).Probability == 1)
                && BlockingKeys.Of(a).Count <= 10;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("...")]
    [InlineData("\ud800")]
    [InlineData("\udc00x\ud800")]
    [InlineData("|||")]
    [InlineData("Inc.")]
    [InlineData("The")]
    [InlineData("S.A.")]
    [InlineData("💥💥")]
    [InlineData("'; DROP TABLE accounts;--")]
    public void Hostile_names_are_taken_as_they_come(string name)
    {
        var profile = Named(name);
        Assert.Equal(profile, CustomerProfile.Parse(profile.ToString()));
        var verdict = CustomerMatch.Compare(profile, Named("Acme"));
        Assert.True(verdict.Probability < 0.5);
    }

    [Fact]
    public void A_name_of_a_million_letters_is_cut_not_choked_on()
    {
        var profile = Named(new string('a', 1_000_000) + string.Concat(Enumerable.Repeat(" word ü", 100_000)));
        Assert.True(profile.ToString().Length < 1000);
    }

    internal static CustomerProfile Named(string name) => Profile(name, null);

    internal static CustomerProfile Profile(string name, string? domain) => CustomerProfile.Of(new(name, domain, null));

    private static string Told(CustomerProfile a, CustomerProfile b) =>
        $"{a} × {b}: {CustomerMatch.Compare(a, b)} keys {string.Join(' ', BlockingKeys.Of(a))} × {string.Join(' ', BlockingKeys.Of(b))}";

    /// <summary>Names that often share words, and now and then anything at all.</summary>
    private static Gen<string> Names()
    {
        var word = Gen.Elements("Acme", "Delta", "Müller", "Group", "GmbH", "Inc.", "Deutschland", "UK", "Bank", "of", "Systems",
            "IBM", "International", "Business", "Machines", "Data", "Stream", "Datastream", "Delte", "&", "株式会社", "acme.com", "x");
        var anything = ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "");
        return Gen.OneOf(word.ListOf().Select(w => string.Join(' ', w)), anything);
    }

    private static TheoryData<string, string> Pairs(string table)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var line in table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var sides = line.Split('|', StringSplitOptions.TrimEntries);
            pairs.Add(sides[0], sides[1]);
        }
        return pairs;
    }
}
