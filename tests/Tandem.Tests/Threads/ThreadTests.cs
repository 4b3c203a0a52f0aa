using System.Text;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Files;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Threads;
using Xunit;

namespace Tandem.Tests.Threads;

public abstract class ThreadTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<Outcome<AddNote.Written>> Write(
        Person by, Ref thing, string text, Audience audience = Audience.Shared, params Person[] mentions)
    {
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        return app.Run((AddNote.Handler add) => add.Run(
            thing, new AddNote.Input { Text = text, Audience = audience, Mentions = [.. mentions.Select(m => m.Id)] }, app.Act(by), Ct));
    }

    private async Task<ListNotes.Thread> Read(Person by, Ref thing, Id<Note>? before = null) =>
        (await app.Run((ListNotes.Handler list) => list.Run(thing, before, app.Act(by), Ct))).Value;

    private async Task<List<string>> Texts(Person by, Ref thing) => [.. (await Read(by, thing)).Items.Select(i => i.Text!)];

    [Fact]
    public async Task Each_side_reads_its_own_notes_and_the_shared_ones()
    {
        var seller = await app.Given.PartnerPerson();
        var colleague = await app.Given.PartnerPerson(seller.Organisation);
        var vendor = await app.Given.VendorPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        await Write(seller, thing, "between us", Audience.Partner);
        await Write(seller, thing, "to both");
        await Write(vendor, thing, "vendor only", Audience.Internal);

        Assert.Equal(["to both", "between us"], await Texts(colleague, thing));
        Assert.Equal(["vendor only", "to both"], await Texts(vendor, thing));
    }

    [Fact]
    public async Task Who_may_not_see_the_subject_finds_no_conversation()
    {
        var seller = await app.Given.PartnerPerson();
        var technician = await app.Given.PartnerPerson(seller.Organisation, Role.Technician);
        var stranger = await app.Given.PartnerPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        var note = (await Write(seller, thing, "hello")).Value.Id;

        foreach (var outsider in new[] { technician, stranger })
        {
            var act = app.Act(outsider);
            Assert.Equal(Refusal.NotFound, (await app.Run((ListNotes.Handler list) => list.Run(thing, null, act, Ct))).Refusal);
            Assert.Equal(Refusal.NotFound, (await Write(outsider, thing, "me too")).Refusal);
            Assert.Equal(Refusal.NotFound, (await app.Run((WithdrawNote.Handler withdraw) => withdraw.Run(note, act, Ct))).Refusal);
        }
    }

    [Fact]
    public async Task A_side_writes_only_for_readers_of_its_own()
    {
        var seller = await app.Given.PartnerPerson();
        var vendor = await app.Given.VendorPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);

        Assert.Equal("threads/audience", (await Write(seller, thing, "x", Audience.Internal)).Refusal!.Code);
        Assert.Equal("threads/audience", (await Write(vendor, thing, "x", Audience.Partner)).Refusal!.Code);
        Assert.Equal("threads/empty", (await Write(vendor, thing, "  \n ")).Refusal!.Code);
    }

    [Fact]
    public async Task Only_people_who_could_read_the_note_are_mentioned()
    {
        var seller = await app.Given.PartnerPerson();
        var colleague = await app.Given.PartnerPerson(seller.Organisation);
        var technician = await app.Given.PartnerPerson(seller.Organisation, Role.Technician);
        var stranger = await app.Given.PartnerPerson();
        var vendor = await app.Given.VendorPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);

        Assert.True((await Write(seller, thing, "you two", Audience.Shared, colleague, vendor)).Ok);
        Assert.Equal("threads/cannot-read", (await Write(seller, thing, "x", Audience.Shared, stranger)).Refusal!.Code);
        Assert.Equal("threads/cannot-read", (await Write(seller, thing, "x", Audience.Shared, technician)).Refusal!.Code);
        Assert.Equal("threads/cannot-read", (await Write(seller, thing, "x", Audience.Partner, vendor)).Refusal!.Code);
        Assert.Equal("threads/cannot-read", (await Write(vendor, thing, "x", Audience.Internal, seller)).Refusal!.Code);
        var mentioned = Assert.Single((await Read(vendor, thing)).Items).Mentions;
        Assert.Equal([colleague.Name, vendor.Name], mentioned.Select(m => m.Name));
    }

    [Fact]
    public async Task A_partner_typing_a_name_is_offered_its_own_people_and_vendor_people_who_wrote_there()
    {
        var seller = await app.Given.PartnerPerson();
        var colleague = await app.Given.PartnerPerson(seller.Organisation);
        var vendor = await app.Given.VendorPerson();
        await app.Given.VendorPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        await Write(vendor, thing, "hello");

        async Task<IEnumerable<string>> Offered(Person to, Audience audience, string? letters = null) =>
            (await app.Run((OfferPeople.Handler offer) => offer.Run(thing, audience, letters, app.Act(to), Ct))).Value.Select(p => p.Name);

        Assert.Equal(new[] { colleague.Name, vendor.Name }.Order(), (await Offered(seller, Audience.Shared)).Order());
        Assert.Equal([colleague.Name], await Offered(seller, Audience.Partner));
        Assert.Equal([vendor.Name], await Offered(seller, Audience.Shared, vendor.Name.ToUpperInvariant()));
    }

    [Fact]
    public async Task The_log_holds_a_salted_hash_and_never_the_words()
    {
        var seller = await app.Given.PartnerPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        var id = (await Write(seller, thing, "Budget of Petra Schmidt is 40k")).Value.Id;

        var note = await app.Db(db => db.Notes().SingleAsync(n => n.Id == id, Ct));
        var entry = await app.Db(db => db.Events().SingleAsync(e => e.SubjectId == thing.Id, Ct));
        Assert.Equal("threads.note-shared", entry.Kind);
        Assert.Equal(seller.OrganisationId, entry.PartnerId);
        Assert.DoesNotContain("Petra", entry.Data, StringComparison.Ordinal);
        var fact = Assert.IsType<NoteShared>(entry.Fact);
        Assert.Equal(note.Hash, fact.TextHash);
        Assert.NotEqual(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(note.Text))), fact.TextHash);
    }

    [Fact]
    public async Task Its_author_mends_a_note_for_a_quarter_of_an_hour_and_nobody_else_does()
    {
        var seller = await app.Given.PartnerPerson();
        var vendor = await app.Given.VendorPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        var id = (await Write(seller, thing, "helo")).Value.Id;
        Task<Outcome<Done>> Edit(Person by, string text) =>
            app.Run((EditNote.Handler edit) => edit.Run(id, new EditNote.Input { Text = text }, app.Act(by), Ct));

        Assert.True((await Edit(seller, "hello")).Ok);
        Assert.Equal("threads/edit-window-closed", (await Edit(vendor, "hacked")).Refusal!.Code);
        app.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal("threads/edit-window-closed", (await Edit(seller, "later")).Refusal!.Code);

        var item = Assert.Single((await Read(vendor, thing)).Items);
        Assert.Equal("hello", item.Text);
        Assert.NotNull(item.Edited);
    }

    [Fact]
    public async Task A_note_taken_back_leaves_a_tombstone_without_words_or_files()
    {
        var seller = await app.Given.PartnerPerson();
        var vendor = await app.Given.VendorPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        var file = (await app.Run((UploadFile.Handler upload) => upload.Run("offer.pdf", new MemoryStream("%PDF-1.7"u8.ToArray()), app.Act(seller), Ct))).Value;
        var id = (await app.Run((AddNote.Handler add) => add.Run(
            thing, new AddNote.Input { Text = "see the offer", Files = [file.Id] }, app.Act(seller), Ct))).Value.Id;
        var attached = Assert.Single(Assert.Single((await Read(vendor, thing)).Items).Files);
        Task<Outcome<OpenFile.Opened>> Open() => app.Run((OpenFile.Handler open) => open.Run(attached.Id, app.Act(vendor), Ct));
        Assert.True((await Open()).Ok);

        Assert.Equal("threads/not-yours", (await app.Run((WithdrawNote.Handler withdraw) => withdraw.Run(id, app.Act(vendor), Ct))).Refusal!.Code);
        Assert.True((await app.Run((WithdrawNote.Handler withdraw) => withdraw.Run(id, app.Act(seller), Ct))).Ok);

        var item = Assert.Single((await Read(vendor, thing)).Items);
        Assert.NotNull(item.Withdrawn);
        Assert.Null(item.Text);
        Assert.Empty(item.Files);
        Assert.Equal(Refusal.NotFound, (await Open()).Refusal);
        Assert.Equal("", await app.Db(db => db.Notes().Where(n => n.Id == id).Select(n => n.Text).SingleAsync(Ct)));
    }

    [Fact]
    public async Task A_long_conversation_is_read_page_by_page_without_loss_even_within_one_moment()
    {
        var seller = await app.Given.PartnerPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        for (var i = 0; i < 70; i++)
            await app.Run((AddNote.Handler add) => add.Run(thing, new AddNote.Input { Text = $"n{i}" }, app.Act(seller), Ct));

        var read = new List<string?>();
        Id<Note>? before = null;
        do
        {
            var page = await Read(seller, thing, before);
            read.AddRange(page.Items.Select(i => i.Text));
            before = page.Next;
        }
        while (before is not null);

        Assert.Equal(70, read.Count);
        Assert.Equal(70, read.Distinct().Count());
    }

    public sealed class OnSqlite(SqliteSubjectApp app) : ThreadTests(app), IClassFixture<SqliteSubjectApp>;

    public sealed class OnPostgres(PostgresSubjectApp app) : ThreadTests(app), IClassFixture<PostgresSubjectApp>;
}
