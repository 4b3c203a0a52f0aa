using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Signatures;
using Xunit;

namespace Tandem.Tests.Signatures;

public abstract class SignatureTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly Role[] Authorities = [Role.Signatory, Role.PartnerManager];

    private Task<SignedText> Show(Person seller, string words, Id<SignedText>? last = null) => app.Run(async (TandemDb db) =>
    {
        var text = await new SignatureDesk(db).Show(SubjectOfPartner.Of(seller.OrganisationId), seller.OrganisationId, "Plan", words, last, app.Now, Ct);
        await db.SaveChangesAsync(Ct);
        return text;
    });

    private Task<Outcome<bool>> Sign(SignedText text, Person by, string? seen = null) => app.Run(async (TandemDb db) =>
    {
        var signed = await new SignatureDesk(db).Sign(text, seen ?? text.Hash, app.Act(by), Authorities, app.Now, Ct);
        await db.SaveChangesAsync(Ct);
        return signed;
    });

    [Fact]
    public async Task Both_sides_sign_the_same_words_once_each()
    {
        var (seller, manager) = (await app.Given.PartnerPerson(), await app.Given.VendorPerson());
        var text = await Show(seller, "We grow by ten percent.");

        Assert.False((await Sign(text, seller)).Value);
        Assert.Equal("signatures/signed-already", (await Sign(text, seller)).Refusal?.Code);
        Assert.True((await Sign(text, manager)).Value);
        var signer = await app.Db(db => db.Signatures().SingleAsync(s => s.TextId == text.Id && !s.ForVendor, Ct));
        Assert.Equal((seller.Name, Role.Signatory, text.Hash), (signer.Signer, signer.Authority, signer.Hash));
    }

    [Fact]
    public async Task Other_words_than_those_on_the_screen_are_not_signed()
    {
        var seller = await app.Given.PartnerPerson();
        var text = await Show(seller, "Ten percent.");

        Assert.Equal("signatures/other-text", (await Sign(text, seller, seen: SignedText.HashOf(text.Salt, "Twelve percent."))).Refusal?.Code);
    }

    [Fact]
    public async Task Who_has_no_authority_does_not_sign()
    {
        var seller = await app.Given.PartnerPerson(null, Role.Seller);

        Assert.Equal("signatures/no-authority", (await Sign(await Show(seller, "Words"), seller)).Refusal?.Code);
    }

    [Fact]
    public async Task The_same_words_keep_their_row_and_a_tampered_one_shows()
    {
        var seller = await app.Given.PartnerPerson();
        var text = await Show(seller, "Words");

        Assert.Equal(text.Id, (await Show(seller, "Words", text.Id)).Id);
        Assert.NotEqual(text.Id, (await Show(seller, "Other words", text.Id)).Id);
        await app.Db(db => db.SignedTexts().Where(t => t.Id == text.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Text, "Words, and more"), Ct));
        Assert.False((await app.Db(db => db.SignedTexts().AsNoTracking().SingleAsync(t => t.Id == text.Id, Ct))).IsIntact);
    }

    public sealed class OnSqlite(SqliteApp app) : SignatureTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : SignatureTests(app), IClassFixture<PostgresApp>;
}
