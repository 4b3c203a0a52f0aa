using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Tandem.Kernel;
using Xunit;

namespace Tandem.Tests.Kernel;

/// <summary>What a posted form becomes.</summary>
public sealed class FormTests
{
    public enum Size { Small, Large }

    public sealed record Ask
    {
        [Required(ErrorMessage = "Enter a name."), MaxLength(10, ErrorMessage = "At most 10 characters.")]
        public string? Name { get; init; }

        public DateOnly? Due { get; init; }

        public decimal? Amount { get; init; }

        public bool Agreed { get; init; }

        public Size? Size { get; init; }

        public Id<Ask>? Other { get; init; }

        public IReadOnlyList<string> Tags { get; init; } = [];

        public int[] Numbers { get; init; } = [];

        public List<Line> Lines { get; init; } = [];

        public Address? Place { get; init; }
    }

    public sealed record Line
    {
        [Required(ErrorMessage = "Choose a product.")]
        public string? Sku { get; init; }

        [Range(1, 99, ErrorMessage = "Between 1 and 99.")]
        public int Quantity { get; init; } = 1;
    }

    public sealed record Address
    {
        [MaxLength(20, ErrorMessage = "At most 20 characters.")]
        public string? Town { get; init; }
    }

    [Fact]
    public async Task Every_kind_of_field_is_filled()
    {
        var other = Guid.CreateVersion7();
        var form = await Post(
            ("Name", "Kim"), ("Due", "2026-03-31"), ("Amount", "1234.5"), ("Size", "large"), ("Other", other.ToString()), ("Place.Town", "Porto"));

        Assert.True(form.Ok);
        Assert.Equal(
            new Ask { Name = "Kim", Due = new DateOnly(2026, 3, 31), Amount = 1234.5m, Size = Size.Large, Other = new Id<Ask>(other) }.ToString(),
            (form.Value with { Place = null }).ToString());
        Assert.Equal("Porto", form.Value.Place!.Town);
    }

    [Theory]
    [InlineData("false", false)]
    [InlineData("false,true", true)]
    [InlineData("false,on", true)]
    public async Task A_box_counts_as_ticked_by_its_last_value(string posted, bool ticked)
    {
        var form = await Post([("Name", "Kim"), .. posted.Split(',').Select(v => ("Agreed", v))]);
        Assert.Equal(ticked, form.Value.Agreed);
    }

    [Fact]
    public async Task Lists_are_filled_from_repeated_names_and_numbered_lines()
    {
        var form = await Post(
            ("Name", "Kim"), ("Tags", "a"), ("Tags", ""), ("Tags", "b"), ("Numbers", "3"), ("Numbers", "4"),
            ("Lines[0].Sku", "S-1"), ("Lines[0].Quantity", "2"), ("Lines[1].Sku", "S-2"), ("Lines[3].Sku", "unreached"));

        Assert.Equal(["a", "b"], form.Value.Tags);
        Assert.Equal([3, 4], form.Value.Numbers);
        Assert.Equal([("S-1", 2), ("S-2", 1)], form.Value.Lines.Select(l => (l.Sku!, l.Quantity)));
    }

    [Theory]
    [InlineData("Due", "31.3.26", "Enter a date such as 2026-03-31.")]
    [InlineData("Due", "2026-02-30", "Enter a date such as 2026-03-31.")]
    [InlineData("Amount", "much", "We could not read this value.")]
    [InlineData("Size", "7", "We could not read this value.")]
    [InlineData("Size", "huge", "We could not read this value.")]
    [InlineData("Other", "1 OR 1=1", "We could not read this value.")]
    [InlineData("Numbers", "three", "We could not read this value.")]
    public async Task What_cannot_be_read_is_an_error_of_its_field_and_what_was_typed_stays(string field, string typed, string error)
    {
        var form = await Post(("Name", "Kim"), (field, typed));

        Assert.Equal([error], form.ErrorsOf(field));
        if (field != "Numbers")
            Assert.Equal(typed, form.Typed[field]);
    }

    [Fact]
    public async Task Faults_of_members_and_lines_are_named_by_their_path()
    {
        var form = await Post(
            ("Name", "much too long a name"), ("Lines[0].Sku", "S-1"), ("Lines[1].Sku", ""), ("Lines[1].Quantity", "0"), ("Place.Town", "a town with a name too long"));

        Assert.Equal(["At most 10 characters."], form.ErrorsOf("Name"));
        Assert.Equal(["Choose a product."], form.ErrorsOf("Lines[1].Sku"));
        Assert.Equal(["Between 1 and 99."], form.ErrorsOf("Lines[1].Quantity"));
        Assert.Equal(["At most 20 characters."], form.ErrorsOf("Place.Town"));
        Assert.Empty(form.ErrorsOf("Lines[0].Sku"));
    }

    [Fact]
    public async Task Blanks_around_a_text_do_not_count()
    {
        Assert.Equal("Kim", (await Post(("Name", "  Kim "))).Value.Name);
        Assert.Equal(["Enter a name."], (await Post(("Name", "   "))).ErrorsOf("Name"));
    }

    [Theory]
    [InlineData("de-DE", "1234,5")]
    [InlineData("de-DE", "1234.5")]
    [InlineData("en-US", "1,234.5")]
    public async Task An_amount_may_be_typed_as_the_reader_writes_it(string culture, string typed)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        Assert.Equal(1234.5m, (await Post(("Name", "Kim"), ("Amount", typed))).Value.Amount);
    }

    [Theory]
    [InlineData("en-US", "1,5")]
    [InlineData("de-DE", "1.2.3")]
    [InlineData("de-DE", "12,50 €")]
    public async Task An_amount_that_could_mean_two_things_is_asked_for_again(string culture, string typed)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        Assert.Equal(["We could not read this value."], (await Post(("Name", "Kim"), ("Amount", typed))).ErrorsOf("Amount"));
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_not_read()
    {
        var http = Request([("Name", "Kim")]);
        http.Features.Set<IAntiforgeryValidationFeature>(new Forged());

        var refused = await Assert.ThrowsAsync<BadHttpRequestException>(async () => await Form<Ask>.BindAsync(http, null!));
        Assert.Equal(400, refused.StatusCode);
    }

    [Fact]
    public async Task Fields_that_the_input_does_not_have_change_nothing()
    {
        var form = await Post(("Name", "Kim"), ("IsVendor", "true"), ("EqualityContract", "x"), ("Place.Town.Length", "9"), ("Lines[-1].Sku", "x"), ("Lines[999999999].Sku", "x"));

        Assert.True(form.Ok);
        Assert.Empty(form.Value.Lines);
    }

    private static async Task<Form<Ask>> Post(params (string Field, string Value)[] fields) =>
        (await Form<Ask>.BindAsync(Request(fields), null!))!;

    private static DefaultHttpContext Request((string Field, string Value)[] fields)
    {
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };
        http.Request.ContentType = "application/x-www-form-urlencoded";
        http.Request.Form = new FormCollection(fields.GroupBy(f => f.Field)
            .ToDictionary(g => g.Key, g => new StringValues([.. g.Select(f => f.Value)]), StringComparer.OrdinalIgnoreCase));
        return http;
    }

    private sealed class Forged : IAntiforgeryValidationFeature
    {
        public bool IsValid => false;

        public Exception? Error => null;
    }
}
