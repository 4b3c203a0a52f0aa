using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;
using Tandem.Jobs;
using Tandem.Kernel;
using Tandem.Policies;
using Xunit;

namespace Tandem.Browser;

/// <summary>Every word on screen can be said in another language: in the pseudo-language, whatever stays plain English was missed.</summary>
public sealed partial class WordsTests(DemoApp app, Chromium chromium)
{
    /// <summary>Names of things that are the same in every language.</summary>
    private static readonly string[] Names =
    [
        "Tandem", "Apache-2.0", "Ctrl K", "CSV", "Excel", "API", "ID", "EUR", "USD", "GBP", "UTC", "ECB", "ISO", "QBR",
    ];

    /// <summary>Pages whose words are samples for those who build pages.</summary>
    private static readonly string[] Samples = ["/kit"];

    /// <summary>Columns that hold what people and firms wrote; what the product says by itself is not among them.</summary>
    private static readonly string[] Written =
    [
        "name", "email", "title", "city", "country", "countries", "sku", "family", "website", "domain", "sector", "reference", "contact_name", "contact_email", "contact_title",
        "next_step", "customer_name", "customer_city", "description", "text", "external_id", "device", "code", "contact", "tier", "reason",
    ];

    [Fact]
    public Task A_stranger_meets_no_word_that_cannot_be_translated() => Visit(null);

    [Fact]
    public Task A_partner_meets_no_word_that_cannot_be_translated() => Visit(app.Partner);

    [Fact]
    public Task The_vendor_meets_no_word_that_cannot_be_translated() => Visit(app.Vendor);

    private async Task Visit(Person? person)
    {
        var shown = new ConcurrentQueue<(string Address, string Text)>();
        await new Tour(app, chromium, person).Walk(["/nothing-is-here"], new Looking { Language = Words.Pseudo }, async (window, address) =>
        {
            if (Samples.Any(s => address.StartsWith(s, StringComparison.Ordinal)))
                return;
            foreach (var text in await window.Page.EvaluateAsync<string[]>(OnScreen))
                shown.Enqueue((address, text));
        });

        // Afterwards, because other tests add people to the programme meanwhile.
        var data = await Data();
        var missed = shown.Where(s => IsPlain(s.Text, data)).Select(s => $"{s.Address}: {s.Text}").Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(missed.Count == 0, string.Join('\n', missed));
    }

    /// <summary>What can be read or heard on the page: text, and the attributes that are shown or spoken.</summary>
    private const string OnScreen =
        """
        () => {
          const found = [];
          const exempt = 'script, style, code, kbd, textarea, .avatar, [translate="no"], [translate="no"] *';
          const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const { textContent: text, parentElement: at } = walk.currentNode;
            if (text.trim() && !at.closest(exempt)) found.push(text.trim().replace(/\s+/g, ' '));
          }
          const spoken = ['aria-label', 'title', 'placeholder', 'alt', 'data-label', 'data-none', 'data-count', 'data-turbo-confirm', 'data-confirm-label',
            'data-held', 'data-over', 'data-same', 'data-back', 'data-moved'];
          for (const name of spoken)
            for (const element of document.querySelectorAll(`[${name}]`))
              if (!element.closest(exempt)) found.push(element.getAttribute(name));
          return found;
        }
        """;

    private static bool IsPlain(string text, Regex data)
    {
        var rest = Translated().Replace(text, " ");
        rest = data.Replace(rest, " ");
        return Word().IsMatch(Number().Replace(rest, " "));
    }

    /// <summary>Everything people wrote, in one pattern, the longest first.</summary>
    private async Task<Regex> Data()
    {
        var written = new HashSet<string>(Names, StringComparer.Ordinal);
        await using var connection = new SqliteConnection(app.ConnectionString);
        await connection.OpenAsync();
        foreach (var (table, column) in await Read(connection, $"select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name not in ('job_runs', 'policies') and c.name in ('{string.Join("', '", Written)}')"))
            written.UnionWith((await Read(connection, $"select distinct cast({column} as text), '' from {table} where {column} is not null")).Select(r => r.First));

        // Days and months are named by the culture itself, which knows no pseudo-language; jobs and the columns of a file are named by who made them.
        written.UnionWith([.. CultureInfo.InvariantCulture.DateTimeFormat.DayNames, .. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames]);
        written.UnionWith(app.Services.GetRequiredService<Schedules>().All.Select(j => j.Name));
        written.UnionWith(DemoApp.Headings);

        // Stages, reasons and sentences are the programme's own words, given in its settings.
        foreach (var rules in typeof(IPolicy).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IPolicy))))
            Collect(JsonSerializer.SerializeToElement(Activator.CreateInstance(rules), rules), written);
        foreach (var (body, _) in await Read(connection, "select body, '' from policy_versions"))
            Collect(JsonDocument.Parse(body).RootElement, written);

        // What the two sides put into a plan; single words there are Tandem's own.
        var promised = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (body, _) in await Read(connection, "select body, '' from plan_proposals"))
            Collect(JsonDocument.Parse(body).RootElement, promised);
        written.UnionWith(promised.Where(p => p.Contains(' ', StringComparison.Ordinal)));
        var parts = written.SelectMany(w => w.Split('\n', ',')).Concat(written).Select(w => WhiteSpace().Replace(w.Trim(), " ")).Where(w => w.Length > 1).Distinct()
            .OrderByDescending(w => w.Length).Select(Regex.Escape);
        return new Regex($"(?<!\\p{{L}})({string.Join('|', parts)})(?!\\p{{L}})", RegexOptions.ExplicitCapture | RegexOptions.Compiled, TimeSpan.FromSeconds(30));
    }

    private static void Collect(JsonElement element, HashSet<string> found)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
                Collect(property.Value, found);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Collect(item, found);
        }
        else if (element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 1 } text && (char.IsUpper(text[0]) || text.Contains(' ', StringComparison.Ordinal)))
        {
            found.Add(text);
        }
    }

    private static async Task<List<(string First, string Second)>> Read(SqliteConnection connection, string query)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync();
        List<(string, string)> rows = [];
        while (await reader.ReadAsync())
            rows.Add((reader.GetString(0), reader.GetString(1)));
        return rows;
    }

    [GeneratedRegex("⟦[^⟦⟧]*(⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧[^⟦⟧]*)*⟧", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Translated();

    /// <summary>Figures with their units, dates, ids, references, addresses.</summary>
    [GeneratedRegex(@"\b\d{1,2} \p{L}+\.? \d{4}|[DTRA]-[0-9A-Z]{5,}|\S+@\S+|https?://\S+|/[a-z/{}.0-9-]+|\b[\d.,]+\s?([KMB]|kB|MB|GB)?\b|[0-9a-f]{8}-[0-9a-f-]{27}|\b[\w-]+\.(de|example)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\p{L}{2,}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex WhiteSpace();
}
