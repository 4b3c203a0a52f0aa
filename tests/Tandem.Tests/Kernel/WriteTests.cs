using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Xunit;

namespace Tandem.Tests.Kernel;

public abstract class WriteTests(TestApp app)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Leaving_without_commit_undoes_everything()
    {
        var partner = Organisation.Partner("Undone", app.Now);
        await app.Db(async db =>
        {
            await using var write = await db.BeginWrite(None);
            db.Add(partner);
            await db.SaveChangesAsync();
        });

        Assert.False(await Exists(partner));
    }

    [Fact]
    public async Task A_failure_inside_frees_the_way_for_the_next()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Db(async db =>
        {
            await using var write = await db.BeginWrite(None);
            throw new InvalidOperationException("A bug in a use case.");
        }));

        Assert.True(await Exists(await app.Given.Partner()));
    }

    [Fact]
    public async Task A_use_case_called_by_another_commits_with_it_or_not_at_all()
    {
        var inner = Organisation.Partner("Inner", app.Now);
        await app.Db(async db =>
        {
            await using var outer = await db.BeginWrite(None);
            await using (var joined = await db.BeginWrite(None))
            {
                db.Add(inner);
                await joined.Commit(None);
            }
        });
        Assert.False(await Exists(inner));

        await app.Db(async db =>
        {
            await using var outer = await db.BeginWrite(None);
            await using (var joined = await db.BeginWrite(None))
            {
                db.Add(inner);
                await joined.Commit(None);
            }

            await outer.Commit(None);
        });
        Assert.True(await Exists(inner));
    }

    [Fact]
    public async Task What_is_appended_is_written_with_the_rest_dropped_with_the_rest_and_let_go_with_the_rest()
    {
        var (left, forgotten, kept) = (Appended("Left"), Appended("Forgotten"), Appended("Kept"));
        await app.Db(async db =>
        {
            await using var write = await db.BeginWrite(None);
            db.Append(left);
            await db.SaveChangesAsync();
        });
        await app.Db(async db =>
        {
            await using var write = await db.BeginWrite(None);
            db.Append(forgotten);
            db.Forget();
            db.Append(kept);
            await write.Commit(None);
        });

        Assert.False(await Exists(left));
        Assert.False(await Exists(forgotten));
        Assert.True(await Exists(kept));

        Organisation Appended(string name) => Organisation.Partner(name, app.Now);
    }

    [Fact]
    public async Task Fifty_that_read_and_then_write_the_same_row_lose_no_change()
    {
        var partner = await app.Given.Partner("0");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.Db(async db =>
        {
            await using var write = await db.BeginWrite(None, [partner.Id.ToString()]);
            var found = await db.Organisations().FirstAsync(o => o.Id == partner.Id);
            found.Rename((int.Parse(found.Name, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
            await write.Commit(None);
        })));

        var after = await app.Db(db => db.Organisations().FirstAsync(o => o.Id == partner.Id));
        Assert.Equal("50", after.Name);
        Assert.Equal(50, after.Version);
    }

    [Fact]
    public async Task Two_that_want_the_same_keys_in_another_order_do_not_block_each_other()
    {
        var runs = Enumerable.Range(0, 20).Select(i => app.Db(async db =>
        {
            string[] keys = i % 2 == 0 ? ["north", "south", "west"] : ["west", "north", "south"];
            await using var write = await db.BeginWrite(None, keys);
            await Task.Delay(5);
            await write.Commit(None);
        }));

        await Task.WhenAll(runs).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Who_gives_up_waiting_for_the_writer_leaves_the_queue_intact()
    {
        await app.Db(async holder =>
        {
            await using var write = await holder.BeginWrite(None, ["held"]);
            using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.Db(async db =>
            {
                await using var second = await db.BeginWrite(impatient.Token, ["held"]);
            }));
        });

        Assert.True(await Exists(await app.Given.Partner()));
    }

    [Fact]
    public async Task A_change_based_on_an_outdated_version_is_refused()
    {
        var partner = await app.Given.Partner();
        await app.Db(async db =>
        {
            var mine = await db.Organisations().FirstAsync(o => o.Id == partner.Id);
            await app.Db(async other =>
            {
                (await other.Organisations().FirstAsync(o => o.Id == partner.Id)).Rename("Theirs");
                await other.SaveChangesAsync();
            });

            mine.Rename("Mine");
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        });

        Assert.Equal("Theirs", (await app.Db(db => db.Organisations().FirstAsync(o => o.Id == partner.Id))).Name);
    }

    [Fact]
    public async Task A_moment_reads_back_as_it_was_written_to_the_microsecond()
    {
        var moment = new DateTimeOffset(2026, 3, 29, 3, 30, 0, TimeSpan.FromHours(2)).AddTicks(1_234_567);
        var partner = Organisation.Partner("On time", moment);
        await app.Db(async db =>
        {
            db.Add(partner);
            await db.SaveChangesAsync();
        });

        var read = await app.Db(db => db.Organisations().Where(o => o.Id == partner.Id).Select(o => o.Created).FirstAsync());

        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero).AddTicks(1_234_560), read);
    }

    private Task<bool> Exists(Organisation organisation) =>
        app.Db(db => db.Organisations().AnyAsync(o => o.Id == organisation.Id));

    public sealed class OnSqlite(SqliteApp app) : WriteTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : WriteTests(app), IClassFixture<PostgresApp>;
}
