using Xunit;

namespace Tandem.Browser;

/// <summary>What somebody meets first.</summary>
public sealed class ArrivalTests(BrowserApp app, Chromium chromium) : IClassFixture<BrowserApp>
{
    [Theory]
    [InlineData("/", "landing")]
    [InlineData("/sign-in", "sign-in")]
    public async Task A_strangers_pages_are_accessible_in_the_light_in_the_dark_and_on_a_phone(string path, string name)
    {
        foreach (var (looking, kind) in new[] { (new Looking(), ""), (new Looking { Dark = true }, "-dark"), (new Looking { Phone = true }, "-phone") })
        {
            await using var window = await Window.Open(chromium, app, looking: looking);
            await window.Go(path);
            await window.Picture(name + kind);
            await window.IsAccessible();
            window.IsSound();
        }
    }

    [Fact]
    public async Task A_person_who_signed_in_sees_the_own_profile()
    {
        var person = await app.Given.PartnerPerson();
        await using var window = await Window.Open(chromium, app, person);
        await window.Go("/me");

        Assert.Contains(person.Name, await window.Page.InnerTextAsync("body"), StringComparison.Ordinal);
        await window.Picture("me");
        await window.IsAccessible();
        window.IsSound();
    }
}
