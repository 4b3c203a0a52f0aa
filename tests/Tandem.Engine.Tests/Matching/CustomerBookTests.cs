using Tandem.Engine.Matching;
using Xunit;

namespace Tandem.Engine.Tests.Matching;

/// <summary>Customers filed in memory are found again, whoever else is filed.</summary>
public sealed class CustomerBookTests
{
    private static CustomerProfile Firm(string name, string? domain = null) => CustomerProfile.Of(new CustomerIdentity(name, domain, null));

    [Fact]
    public void A_customer_is_found_by_another_spelling_as_soon_as_it_is_filed()
    {
        var book = new CustomerBook();
        Assert.Empty(book.Find(Firm("Kobalt Nordwerk GmbH"), 0.5));

        var number = book.Add(Firm("Kobalt Nordwerk GmbH"));
        book.Add(Firm("Tarn Optics Ltd"));

        Assert.Equal(number, Assert.Single(book.Find(Firm("Kobalt Nordwrek AG"), 0.5)).Customer);
        Assert.Empty(book.Find(Firm("Quellmund Dairy"), 0.5));
    }

    [Fact]
    public void The_book_says_what_a_comparison_with_everybody_says()
    {
        var names = new[] { "Velmora Steel", "Velmora Steel Inc.", "Velmora Foods", "Ostrava Paper", "Ostrawa Paper", "Harbor Light Energy", "Harborlight Energy LLC" };
        var book = new CustomerBook();
        foreach (var name in names)
            book.Add(Firm(name));

        foreach (var name in names)
        {
            var asked = Firm(name);
            var compared = names.Select((other, i) => (Customer: i, CustomerMatch.Compare(asked, Firm(other)).Probability)).Where(c => c.Probability >= 0.75).Select(c => c.Customer);
            Assert.Equal(compared.Order(), book.Find(asked, 0.75).Select(f => f.Customer).Order());
        }
    }

    [Fact]
    public void The_right_one_is_found_behind_hundreds_that_share_a_common_word()
    {
        var book = new CustomerBook();
        var right = book.Add(Firm("Brightwater Logistics", "brightwater-lgx.example"));
        for (var i = 0; i < 500; i++)
            book.Add(Firm($"Brightwater {(char)('A' + (i % 26))}{(char)('a' + (i / 26 % 26))}lor Packaging"));

        Assert.Equal(right, book.Find(Firm("Brightwater Logistics Inc", "www.brightwater-lgx.example"), 0.75)[0].Customer);
    }
}
