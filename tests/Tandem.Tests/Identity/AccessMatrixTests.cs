using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Signatures;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Reviews;
using Tandem.Tests.Sell;
using Tandem.Tests.Strategize;
using Xunit;

namespace Tandem.Tests.Identity;

/// <summary>
/// Every route of the running application, as every role and as a stranger, about things of the own firm and of another:
/// generated from the route table, so that a new route is tested by being there.
/// </summary>
public sealed partial class AccessMatrixTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    /// <summary>Routes about a thing that a partner may ask for and that belongs to no single firm, with the reason.</summary>
    private static readonly Dictionary<string, string> OfNoFirm = new(StringComparer.Ordinal)
    {
        ["measures"] = "a definition belongs to the programme, the firm stands in the query: MeasurePageTests",
        ["notices"] = "belongs to its reader: NoticesTests",
        ["files"] = "whoever sees the subject: FileTests",
        ["attachments"] = "whoever sees the subject: FileTests",
        ["subjects"] = "whoever sees the subject: ThreadTests and FileTests",
        ["notes"] = "whoever sees the subject: ThreadTests",
        ["welcome"] = "opened by its secret",
    };

    private readonly List<Door> doors = Door.Of(app);

    [Fact]
    public void Every_route_says_who_may_pass() =>
        Assert.Empty(doors.Where(d => d.Access is null).Select(d => d.ToString()));

    [Fact]
    public void Every_route_that_is_not_public_is_a_page_or_part_of_the_API() =>
        Assert.Empty(doors.Where(d => d.Access is { Public: false } && !d.IsApi && !d.IsPage).Select(d => d.ToString()));

    [Fact]
    public void Every_form_is_protected_against_forgery() =>
        Assert.Equal(
            // RFC 8058: a mail program unsubscribes its reader by a sealed address, without a session to forge.
            ["POST /notices/unsubscribe"],
            doors.Where(d => !d.IsRead && !d.IsApi && !d.ChecksForgery).Select(d => d.ToString()));

    [Fact]
    public void Every_permission_that_a_route_needs_exists()
    {
        var known = app.Services.GetRequiredService<PermissionTable>().All;

        Assert.Empty(doors.SelectMany(d => d.Access?.AnyOf ?? []).Where(p => !known.Contains(p)).Distinct());
    }

    [Fact]
    public void Every_route_about_a_thing_that_partners_see_says_whose_it_is()
    {
        var permissions = app.Services.GetRequiredService<PermissionTable>();
        var ofPartners = permissions.Of(Roles.Partner);

        var silent = doors.Where(d => d is { NamesAThing: true, IsOfOneFirm: false, Access: { } access } && (d.IsApi || d.IsPage)
            && (access.AnyOf.Count == 0 || access.AnyOf.Any(ofPartners.Contains)) && !OfNoFirm.ContainsKey(d.Thing));

        Assert.Empty(silent.Select(d => d.ToString()));
    }

    [Fact]
    public async Task A_stranger_passes_public_doors_only()
    {
        var stranger = new Visitor(app, null);
        var wrong = new List<string>();
        foreach (var door in doors.Where(d => d.Access is not null))
        {
            var (status, body, location) = await stranger.Knock(door);
            var right = door switch
            {
                { Access.Public: true } => status != HttpStatusCode.Unauthorized && location?.StartsWith("/sign-in?", StringComparison.Ordinal) != true && (int)status < 500,
                { IsApi: true } => status == HttpStatusCode.Unauthorized && body.Contains("/problems/identity/sign-in-needed", StringComparison.Ordinal),
                _ => status == HttpStatusCode.SeeOther && location!.StartsWith("/sign-in?back=", StringComparison.Ordinal),
            };
            if (!right)
                wrong.Add($"{door} answered {(int)status}");
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(AllRoles))]
    public async Task A_role_passes_exactly_the_doors_of_its_permissions(Role role)
    {
        var person = role.IsVendor() ? await app.Given.VendorPerson(role) : await PersonOf(await new SellWorld(app).Seller(roles: role), app);
        var (visitor, actor) = (new Visitor(app, person), app.Act(person));
        var wrong = new List<string>();
        foreach (var door in doors.Where(d => d.IsApi || d.IsPage))
        {
            var (status, body, location) = await visitor.Knock(door);
            var refused = door.IsApi
                ? status == HttpStatusCode.Forbidden && body.Contains("/problems/identity/not-permitted", StringComparison.Ordinal)
                : status == HttpStatusCode.NotFound;
            var strange = status == HttpStatusCode.Unauthorized || (int)status >= 500
                || location?.StartsWith("/sign-in?", StringComparison.Ordinal) == true;
            var right = door.Access!.Public || door.Access.Allows(actor)
                ? !strange && (door.IsPage && door.NamesAThing || !refused)
                : refused;
            if (!right)
                wrong.Add($"{door} answered {(int)status} {body[..Math.Min(body.Length, 200)]}");
        }

        Assert.Empty(wrong);
    }

    public static TheoryData<Role> AllRoles() => [.. Enum.GetValues<Role>()];

    [Fact]
    public async Task A_thing_of_another_firm_answers_like_one_that_does_not_exist()
    {
        var (own, other) = (await Firm.Make(app), await Firm.Make(app));
        var visitor = new Visitor(app, own.Person);
        var wrong = new List<string>();
        foreach (var door in doors.Where(d => d.IsOfOneFirm && d.Access!.Allows(app.Act(own.Person))))
        {
            if (!other.Things.TryGetValue(door.Thing, out var thing))
            {
                wrong.Add($"{door}: no sample of {door.Thing} is made in Firm");
                continue;
            }

            var theirs = await visitor.Knock(door, thing);
            var none = await visitor.Knock(door, Guid.NewGuid());
            if ((int)theirs.Status < 400 || theirs.Status != none.Status || Same(theirs.Body, thing) != Same(none.Body, null))
                wrong.Add($"{door} answered {(int)theirs.Status} {Start(theirs.Body)}, and {(int)none.Status} {Start(none.Body)} for a thing that is not there");
            else if (door.IsRead && theirs.Status != HttpStatusCode.NotFound)
                wrong.Add($"{door} answered {(int)theirs.Status}, not 404");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        static string Start(string body) => body[..Math.Min(body.Length, 250)];
    }

    [Fact]
    public async Task A_thing_of_ones_own_firm_is_shown()
    {
        var own = await Firm.Make(app);
        var visitors = new[] { new Visitor(app, own.Person), new Visitor(app, await app.Given.VendorPerson()) };
        var wrong = new List<string>();
        foreach (var visitor in visitors)
        {
            foreach (var door in doors.Where(d => d is { IsOfOneFirm: true, IsRead: true } && d.Access!.Allows(app.Act(visitor.Person!))))
            {
                if (!own.Things.TryGetValue(door.Thing, out var thing))
                    continue;
                var (status, body, _) = await visitor.Knock(door, thing);

                // What is agreed has no draft to edit: that door leads back to the plan.
                if (status is not (HttpStatusCode.OK or HttpStatusCode.SeeOther))
                    wrong.Add($"{door} answered {(int)status} to {visitor.Name}: {body[..Math.Min(body.Length, 200)]}");
            }
        }

        Assert.Empty(wrong);
    }

    private static Task<Person> PersonOf(Actor actor, TestApp app) =>
        app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == actor.Person));

    /// <summary>The answer without what differs from call to call: trace ids, form tokens, nonces, the id asked for.</summary>
    private static string Same(string body, Guid? id) =>
        Varying().Replace(id is { } known ? body.Replace(known.ToString(), "?", StringComparison.OrdinalIgnoreCase) : body, "?");

    [GeneratedRegex("0HN[0-9A-Z]{10}|00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|CfDJ8[\\w-]+|nonce=\"[^\"]+\"|content=\"[^\"]+\"|card-[0-9a-f]{8}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Varying();

    /// <summary>A partner firm with one thing of every kind that a route can name.</summary>
    private sealed record Firm(Person Person, Dictionary<string, Guid> Things)
    {
        public static async Task<Firm> Make(TestApp app)
        {
            var world = new SellWorld(app);
            var seller = await world.Seller(roles: [.. Roles.Partner]);
            var person = await PersonOf(seller, app);
            var colleague = await app.Given.PartnerPerson(person.Organisation, Role.Seller);
            var deal = await world.Registered(world.Input(await world.Product()), seller);
            var (session, _) = Session.Open(person.Id, null, app.Now);
            var (token, _) = AccessToken.Issue(person.Id, "Theirs", null, person.Id, null, app.Now);
            var work = Journey.Open("task", null, person.OrganisationId, Audience.Shared, seller, app.Now);
            var task = work.Add(new StepPlan("Their task", Side.Partner), app.Now);
            var signed = SignedText.Of(new("deal", deal.Id.Value), person.OrganisationId, "Theirs", "Their words", app.Now);
            var plan = await new PlanWorld(app).Agreed(seller, app.Act(await app.Given.VendorPerson()), PlanWorld.Terms());
            var review = await app.Db(async db => Qbr.Schedule(await db.Plans().SingleAsync(p => p.Id == plan), null, app.Now.AddDays(20), 90, "", "Agenda", app.Now));
            var pack = QbrPack.Of(review, new DateOnly(2026, 3, 1), new PackDocument { Plan = plan, Partner = person.OrganisationId }.Write(), Actor.System, app.Now);
            await app.Db(db =>
            {
                db.AddRange(session, token, work, signed, review, pack);
                return db.SaveChangesAsync();
            });
            return new Firm(person, new Dictionary<string, Guid>(StringComparer.Ordinal)
            {
                ["people"] = colleague.Id.Value,
                ["partners"] = person.OrganisationId.Value,
                ["sessions"] = session.Id.Value,
                ["access"] = token.Id.Value,
                ["access-tokens"] = token.Id.Value,
                ["tasks"] = task.Id.Value,
                ["c3"] = person.OrganisationId.Value,
                ["tiers"] = person.OrganisationId.Value,
                ["specialisations"] = person.OrganisationId.Value,
                ["plans"] = plan.Value,
                ["qbr"] = review.Id.Value,
                ["qbrs"] = review.Id.Value,
                ["qbr-packs"] = pack.Id.Value,
                ["signed-texts"] = signed.Id.Value,
                ["deals"] = deal.Id.Value,
                ["registrations"] = deal.Id.Value,
                ["drafts"] = deal.Id.Value,
            });
        }
    }
}
