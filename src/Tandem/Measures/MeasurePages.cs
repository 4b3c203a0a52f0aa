using Microsoft.AspNetCore.Components;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Measures.Pages;
using Tandem.Policies;
using Tandem.Ui;

namespace Tandem.Measures;

/// <summary>The pages of measures: the catalogue, one KPI of all partners, one partner's numbers, one number opened.</summary>
public static class MeasurePages
{
    private const int MostRows = 100_000;

    private static readonly string[] Readers = [MeasurePermissions.Read, MeasurePermissions.Own];

    /// <summary>What stands on the partner's page and on the partner's home.</summary>
    private static readonly string[] Headlines =
        ["sell.pipeline-generated", "sell.revenue-won", "sell.win-rate", "sell.registrations", "partners.active-people", "sell.sla-met"];

    public static void MapMeasurePages(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/measures");
        pages.MapGet("", ShowAll).Needs(Readers);
        pages.MapGet("/export", ExportAll).Needs(Readers);
        pages.MapGet("/{kpi}", Show).Needs(Readers);
        pages.MapGet("/{kpi}/export", Export).Needs(MeasurePermissions.Read);
        pages.MapGet("/{kpi}/rows/export", ExportRows).Needs(Readers);
    }

    private static async Task<IResult> ShowAll(
        Id<Organisation>? partner, string? period, [AsParameters] Catalogue query, ShowScorecard.Handler scorecard, ListKpis.Handler list, PolicyBook policies,
        TimeProvider clock, Actor by, CancellationToken ct)
    {
        var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
        if (by.IsPartner || partner is not null)
        {
            var card = await scorecard.Run(query.ToScorecard(partner, period), by, ct);
            return card.Ok ? UiModule.Page<ScorecardPage>(new { Card = card.Value, Fiscal = programme.FiscalYearStart, Reader = by }) : TypedResults.NotFound();
        }

        var found = await list.Run(query.ToList(), by, ct);
        var last = Period.Of(programme.DateOf(clock.GetUtcNow()), PeriodKind.Quarter, programme.FiscalYearStart).Previous;
        return UiModule.Page<CataloguePage>(new { Kpis = found.Value, programme.Currency, Quarter = last.Code(programme.FiscalYearStart) });
    }

    /// <summary>With a partner: its number. Without one, for the vendor: the values of all partners.</summary>
    private static async Task<IResult> Show(
        string kpi, Id<Organisation>? partner, string? input, [AsParameters] Query query, OpenNumber.Handler open, ShowRows.Handler rows, ListValues.Handler list,
        PolicyBook policies, TimeProvider clock, Actor by, CancellationToken ct)
    {
        var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
        if (by.IsVendor && partner is null)
        {
            var found = await list.Run(query.ToList(kpi) with { WithTrend = true }, by, ct);
            return found.Ok
                ? UiModule.Page<ValuesPage>(new { List = found.Value, Later = found.Value.Period.End <= programme.DateOf(clock.GetUtcNow()), Fiscal = programme.FiscalYearStart })
                : TypedResults.NotFound();
        }

        var number = await open.Run(new OpenNumber { Kpi = kpi, Partner = partner, Period = query.Period, AsOf = query.Day }, by, ct);
        if (!number.Ok)
            return TypedResults.NotFound();
        var behind = await rows.Run(new ShowRows { Kpi = kpi, Partner = partner, Period = query.Period, Input = input, Cursor = query.After, Limit = 25 }, by, ct);
        return UiModule.Page<NumberPage>(new
        {
            Number = number.Value,
            Rows = behind.Ok ? behind.Value : new Page<BehindRow>([], null),
            Input = input,
            Fiscal = programme.FiscalYearStart,
            Reader = by,
        });
    }

    private static async Task<IResult> Export(
        string kpi, [AsParameters] Query query, string? format, ListValues.Handler list, IPartnerRegister register, Words l, TimeProvider clock, Actor by, CancellationToken ct)
    {
        var first = await list.Run(query.ToList(kpi) with { Limit = PageAsk.Most, Cursor = null }, by, ct);
        if (!first.Ok)
            return TypedResults.NotFound();
        return new TableDownload($"{kpi}-{first.Value.PeriodCode}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, stop) =>
        {
            await table.Row(l["Partner"], l["Type"], l["Tier"], l["Period"], l[first.Value.Kpi.Name], l["Cases"], l["Period before"]);
            var (page, written) = (first.Value, 0);
            while (true)
            {
                foreach (var row in page.Rows.Items)
                    await table.Row(row.Partner.Name, l[register.TypeName(row.Partner.Type)], row.Partner.Tier, page.PeriodCode, Cell(page, row.Figure), row.Figure.Sample, Cell(page, row.Before));
                written += page.Rows.Items.Count;
                if (page.Rows.Next is not { } next || written >= MostRows || (await list.Run(query.ToList(kpi) with { Limit = PageAsk.Most, Cursor = next }, by, stop)) is not { Ok: true, Value: var more })
                    return;
                page = more;
            }
        });
    }

    /// <summary>The rows behind one input of one number, to their end.</summary>
    private static async Task<IResult> ExportRows(
        string kpi, Id<Organisation>? partner, string? input, string? format, [AsParameters] Query query, OpenNumber.Handler open, ShowRows.Handler rows, Words l, Actor by, CancellationToken ct)
    {
        var number = await open.Run(new OpenNumber { Kpi = kpi, Partner = partner, Period = query.Period }, by, ct);
        if (!number.Ok)
            return TypedResults.NotFound();
        var ask = new ShowRows { Kpi = kpi, Partner = partner, Period = query.Period, Input = input, Limit = PageAsk.Most };
        return new TableDownload($"{kpi}-{number.Value.PeriodCode}-rows", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, stop) =>
        {
            await table.Row(l["Day"], l["What"], l["Note"], l["Amount"], l["Currency"]);
            await table.AllOf(after => rows.Run(ask with { Cursor = after }, by, stop), r => [r.Day, r.Title, r.Note, r.Amount?.Amount, r.Amount?.Currency]);
        });
    }

    /// <summary>The list that stands on the page: one partner's numbers, or the catalogue with how partners do.</summary>
    private static async Task<IResult> ExportAll(
        Id<Organisation>? partner, string? period, string? format, [AsParameters] Catalogue query, ShowScorecard.Handler scorecard, ListKpis.Handler list, PolicyBook policies, Words l,
        TimeProvider clock, Actor by, CancellationToken ct)
    {
        var (kind, programme) = (format == "xlsx" ? TableKind.Excel : TableKind.Csv, (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules);
        if (by.IsPartner || partner is not null)
        {
            var card = await scorecard.Run(query.ToScorecard(partner, period), by, ct);
            return !card.Ok ? TypedResults.NotFound() : new TableDownload($"kpis-{card.Value.PeriodCode}", kind, async (table, _) =>
            {
                await table.Row(l["KPI"], l["Whose work"], l["Kind"], l["Unit"], l["Period"], l["Value"], l["Cases"], l["Period before"]);
                foreach (var line in card.Value.Lines)
                {
                    await table.Row(
                        l[line.Kpi.Name], Says.Of(line.Kpi.Side, l), Says.Of(line.Kpi.Pace, l), Says.Of(line.Kpi.Unit, l), card.Value.PeriodCode,
                        Cell(line.Kpi, line.Figure.Value, programme.Currency), line.Figure.Sample, Cell(line.Kpi, line.Before.Value, programme.Currency));
                }
            });
        }

        var found = await list.Run(query.ToList(), by, ct);
        return !found.Ok ? TypedResults.NotFound() : new TableDownload("kpis", kind, async (table, _) =>
        {
            await table.Row(
                l["Id"], l["KPI"], l["Meaning"], l["Formula"], l["Whose work"], l["Kind"], l["Unit"], l["Direction"], l["Lower quartile"], l["Median"], l["Upper quartile"], l["Partners"]);
            foreach (var (kpi, spread) in found.Value)
            {
                await table.Row(
                    kpi.Id, l[kpi.Name], l[kpi.Meaning], l[kpi.Formula], Says.Of(kpi.Side, l), Says.Of(kpi.Pace, l), Says.Of(kpi.Unit, l), Says.Of(kpi.Better, l),
                    Cell(kpi, spread?.LowerQuartile, programme.Currency), Cell(kpi, spread?.Median, programme.Currency), Cell(kpi, spread?.UpperQuartile, programme.Currency), spread?.Count);
            }
        });
    }

    private static object? Cell(ListValues.Listed list, Figure figure) => Cell(list.Kpi, figure.Value, list.Currency);

    private static object? Cell(Kpi kpi, double? figure, string currency) => figure is not { } value ? null
        : kpi.Unit == KpiUnit.Money ? new Engine.Money((long)value, currency).Amount : value;

    /// <summary>The card on the partner's page, and on the partner's own home.</summary>
    internal static async ValueTask<RenderFragment?> Draw(HttpContext http, Guid id, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by)
            return null;
        var services = http.RequestServices;
        var found = await services.GetRequiredService<ShowScorecard.Handler>().Run(new ShowScorecard { Partner = id == Guid.Empty ? null : new Id<Organisation>(id) }, by, ct);
        if (!found.Ok || !found.Value.Lines.Any(line => Headlines.Contains(line.Kpi.Id)))
            return null;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var fiscal = (await services.GetRequiredService<PolicyBook>().Current<ProgrammePolicy>(now, ct)).Rules.FiscalYearStart;
        var l = services.GetRequiredService<Words>();
        return builder =>
        {
            builder.OpenComponent<KpiStats>(0);
            builder.AddComponentParameter(1, nameof(KpiStats.Card), found.Value);
            builder.AddComponentParameter(2, nameof(KpiStats.Kpis), Headlines);
            builder.AddComponentParameter(3, nameof(KpiStats.Before), found.Value.Period.Previous.Code(fiscal));
            builder.AddComponentParameter(4, nameof(KpiStats.Title), by.IsPartner ? l["How we are doing: all numbers"] : l["How they are doing: all numbers"]);
            builder.CloseComponent();
        };
    }

    /// <summary>What the catalogue's address may say; what cannot be read is left out.</summary>
    public sealed record Catalogue
    {
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "q")] public string? Text { get; init; }

        public string? Pace { get; init; }

        public string? Side { get; init; }

        public string? Area { get; init; }

        public string? Sort { get; init; }

        internal ShowScorecard ToScorecard(Id<Organisation>? partner, string? period) => new()
        {
            Partner = partner,
            Period = period,
            Text = Text,
            Pace = Choice<Pace>.TryParse(Pace, null, out var pace) ? pace : null,
            Side = Choice<Side>.TryParse(Side, null, out var side) ? side : null,
            Area = Area,
            Sort = Sort,
        };

        public ListKpis ToList() => new()
        {
            Text = Text,
            Pace = Enum.TryParse<Pace>(Pace, out var pace) ? pace : null,
            Side = Enum.TryParse<Side>(Side, out var side) ? side : null,
            Sort = Sort,
        };
    }

    /// <summary>What a page's address may say; what cannot be read is left out.</summary>
    public sealed record Query
    {
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "q")] public string? Text { get; init; }

        public string? Period { get; init; }

        public string? AsOf { get; init; }

        public string? Type { get; init; }

        public string? Tier { get; init; }

        public string? Territory { get; init; }

        public string? Mine { get; init; }

        public string? Sort { get; init; }

        public string? After { get; init; }

        internal DateOnly? Day => DateOnly.TryParse(AsOf, System.Globalization.CultureInfo.InvariantCulture, out var day) ? day : null;

        public ListValues ToList(string kpi) => new()
        {
            Kpi = kpi,
            Text = Text,
            Period = Period,
            AsOf = Day,
            Type = Type,
            Tier = Tier,
            Territory = Guid.TryParse(Territory, out var territory) ? territory : null,
            Mine = Mine == "true" ? true : null,
            Sort = Sort,
            Cursor = After,
            Limit = 50,
        };
    }
}
