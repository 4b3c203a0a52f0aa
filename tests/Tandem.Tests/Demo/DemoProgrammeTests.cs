using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Demo;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Notices;
using Tandem.Partners;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Demo;

/// <summary>The demo tells the same story on every machine, so that people can speak of a deal in it by name.</summary>
public abstract class DemoProgrammeTests(Func<TestApp> newApp)
{
    /// <summary>Whose turn it is in this process, and what protects this database alone.</summary>
    private static readonly string[] NotTheStory = ["leases", "logins", "protection_keys"];

    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public async Task The_same_seed_gives_the_same_programme_and_another_seed_another()
    {
        var first = await Story(seed: 11);
        var again = await Story(seed: 11);
        var other = await Story(seed: 12);

        Assert.Equal(first, again);
        Assert.DoesNotContain(first["deals"], other.Values);
        Assert.DoesNotContain(first["events"], other.Values);
    }

    /// <summary>The fingerprint of every table of a small programme.</summary>
    private async Task<SortedDictionary<string, string>> Story(int seed)
    {
        await using var app = newApp();
        await app.InitializeAsync();
        var today = DateOnly.FromDateTime(app.Now.UtcDateTime).AddMonths(2);
        await new DemoProgramme(app.Services, app.Clock, seed).Fill(partners: 12, months: 2, today, progress: null, Ct);

        Assert.True(await app.Db(db => db.Deals().CountAsync(Ct)) > 10);

        // What was written on an old day left on that day: no outbox greets a newcomer with letters that are too old.
        var lately = app.Now.AddDays(-3);
        Assert.False(await app.Db(db => db.Mails().AnyAsync(m => m.State == MailState.Waiting && m.Created < lately, Ct)));
        Assert.Empty(await NamesInTheLog(app));
        return await app.Db(async db =>
        {
            var story = new SortedDictionary<string, string>();
            foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()!).Distinct().Except(NotTheStory))
            {
                await using var command = db.Database.GetDbConnection().CreateCommand();
                command.CommandText = $"SELECT * FROM \"{table}\"";
                await db.Database.OpenConnectionAsync(Ct);
                await using var reader = await command.ExecuteReaderAsync(Ct);
                var rows = new List<string>();
                while (await reader.ReadAsync(Ct))
                    rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))));
                rows.Sort(StringComparer.Ordinal);
                story[table] = rows.Count == 0 ? "" : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows))));
            }

            return story;
        });
    }

    /// <summary>What the log says that names a person, a firm or a customer, or is somebody's address: nobody could be forgotten.</summary>
    private static Task<List<string>> NamesInTheLog(TestApp app) => app.Db(async db =>
    {
        List<string> names =
        [
            .. await db.People().Select(p => p.Name).ToListAsync(Ct), .. await db.People().Select(p => p.Email).ToListAsync(Ct),
            .. await db.Organisations().Select(o => o.Name).ToListAsync(Ct), .. await db.Accounts().Select(a => a.Name).ToListAsync(Ct),
            .. await db.Deals().Select(d => d.Customer.Name).ToListAsync(Ct), .. await db.Deals().Select(d => d.Contact.Name).ToListAsync(Ct),
            .. await db.Deals().Select(d => d.Contact.Email ?? "").ToListAsync(Ct),
        ];
        var known = names.Where(name => name.Length > 3).Distinct().ToList();
        Assert.True(known.Count > 50);
        var told = (await db.Events().Select(e => e.Data).ToListAsync(Ct)).SelectMany(Strings).Distinct().ToList();
        return told.Where(text => known.Exists(name => text.Contains(name, StringComparison.OrdinalIgnoreCase))).ToList();
    });

    private static IEnumerable<string> Strings(string data)
    {
        var left = new Stack<JsonElement>([JsonDocument.Parse(data).RootElement]);
        while (left.TryPop(out var element))
        {
            if (element.ValueKind == JsonValueKind.String)
                yield return element.GetString()!;
            foreach (var member in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Select(p => p.Value) : [])
                left.Push(member);
            foreach (var item in element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().AsEnumerable() : [])
                left.Push(item);
        }
    }

    private static string? Text(object value) =>
        value is byte[] bytes ? Convert.ToHexString(bytes) : value is DateTime moment ? moment.ToString("O") : Convert.ToString(value, CultureInfo.InvariantCulture);

    public sealed class OnSqlite() : DemoProgrammeTests(() => new SqliteApp());

    public sealed class OnPostgres() : DemoProgrammeTests(() => new PostgresApp());
}
