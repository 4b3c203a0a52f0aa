using Microsoft.AspNetCore.Mvc;

namespace Tandem.Ui;

/// <summary>The page that shows every part in every state, and the small answers its live parts ask for.</summary>
public static class Kit
{
    private static readonly string[] Firms =
        ["Hanse Logistik GmbH", "Aurora Retail Oy", "Baltic Foods SIA", "Cobalt Mining plc", "Delta Energie AG", "Élan Santé SA", "Fjord Seafood AS", "Grupo Olivar"];

    /// <summary>An invented deal, to fill tables and boards with.</summary>
    public sealed record Row(string Id, string Customer, string Partner, string Owner, string Stage, Tone Tone, long Amount, string Currency, int Days);

    public static IReadOnlyList<Row> Rows { get; } = [.. Firms.Select((firm, i) => new Row(
        $"D-7K{i}QX", firm, i % 2 == 0 ? "Northwind Systems" : "Ostsee Consulting", i % 3 == 0 ? "Mara Lindqvist" : "Jonas Weber",
        (i % 5) switch { 0 => "In review", 1 => "Approved", 2 => "Needs info", 3 => "Rejected", _ => "Draft" },
        (i % 5) switch { 0 => Tone.Info, 1 => Tone.Good, 2 => Tone.Warn, 3 => Tone.Bad, _ => Tone.Plain },
        (8_400_000L * (i + 3)) / (i + 1), i % 3 == 1 ? "USD" : "EUR", 6 - (i * 3)))];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var visits = 0;
        routes.MapGet("/kit", () => UiModule.Page<KitPage>(new { Done = Math.Min(1.0, Interlocked.Increment(ref visits) % 12 / 10.0) }));
        routes.MapPost("/kit", () => UiModule.Page<KitPage>(new { State = Refused() }, StatusCodes.Status422UnprocessableEntity));
        routes.MapPost("/kit/move", ([FromForm] string stage) => new SeeOther("/kit", $"Moved to {stage}"));
        routes.MapPost("/kit/toast", ([FromForm] Tone tone) => new SeeOther("/kit", $"A sentence with the tone {tone}.", tone));
        routes.MapGet("/kit/options", Options);
    }

    private static IResult Options(string? q) => TypedResults.Ok(Firms
        .Where(firm => firm.Contains(q ?? "", StringComparison.CurrentCultureIgnoreCase))
        .Select((firm, i) => new { value = i, label = firm, hint = "Hamburg" }));

    public static FormState Refused() => FormState.Of(
        [new("Customer", "Hanse Logi"), new("Amount", "12,5x0"), new("Email", "mara@")],
        [new("Amount", ["Enter an amount such as 12500.00."]), new("Email", ["This is not an e-mail address."]), new("Agree", ["Please confirm this."])]);
}
