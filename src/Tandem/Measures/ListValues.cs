using System.Globalization;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Measures;

/// <summary>One KPI of all partners in a period, sorted and narrowed.</summary>
public sealed record ListValues : PageAsk
{
    [System.Text.Json.Serialization.JsonIgnore] public string? Kpi { get; init; }

    /// <summary><c>2026-Q3</c>, <c>2026-07</c> or <c>2026</c>; the present one of the KPI's usual kind if empty.</summary>
    public string? Period { get; init; }

    /// <summary>As known at the end of that business day; now if empty.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Part of the firm's name.</summary>
    public string? Text { get; init; }

    /// <summary>Code of a partner type.</summary>
    public string? Type { get; init; }

    public string? Tier { get; init; }

    /// <summary>Id of a territory, with all below it.</summary>
    public Guid? Territory { get; init; }

    /// <summary>Only partners that the reader looks after.</summary>
    public bool? Mine { get; init; }

    /// <summary><c>value</c>, <c>name</c> or <c>change</c>; a minus in front turns it round. Partners without a value come last.</summary>
    public string? Sort { get; init; }

    /// <summary>Also how the number of all together went over the periods before.</summary>
    public bool? WithTrend { get; init; }

    private const int Periods = 8;
    private const int Quarters = 4;

    public sealed class Handler(KpiCatalogue catalogue, Figures figures, Reckoner reckoner, IPartnerRegister register, Cursors cursors)
    {
        public async Task<Outcome<Listed>> Run(ListValues ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(MeasurePermissions.Read) || catalogue.Find(ask.Kpi) is not { } kpi)
                return Refusal.NotFound;
            var frame = await reckoner.Now(ct);
            var fiscal = frame.Programme.FiscalYearStart;
            var period = Measures.Period.Of(frame.Today, kpi.Period, fiscal);
            if (ask.Period is { Length: > 0 } code && !Measures.Period.TryParse(code, fiscal, out period))
                return Refusal.Invalid("measures/period", "{0} is not a period such as 2026-Q3, 2026-07 or 2026.", code).On(nameof(Period));

            var all = (await register.Read(null, ct)).Where(p => p.Active && kpi.AppliesTo(p.Type)).ToList();
            var territories = await register.Territories(ct);
            var within = ask.Territory is { } top ? territories.FirstOrDefault(t => t.Id == top)?.Within ?? new HashSet<Guid>() : null;
            var partners = all.Where(p => Fits(p, ask) && (ask.Mine != true || p.Manager == by.Person) && (within is null || (p.Territory is { } home && within.Contains(home)))).ToList();
            var trail = Enumerable.Range(0, ask.WithTrend == true ? Periods : 2).Select(n => period.Later(-n)).ToList();
            var table = await figures.Values(partners.ConvertAll(p => p.Id), [kpi.Id], trail, ask.AsOf, ct);
            var together = trail.ConvertAll(p => Measures.Together.OfPartners(kpi, partners.Select(partner => table[partner.Id, kpi.Id, p])));
            var rows = Sorted(partners.Select(p => new Row(p, table[p.Id, kpi.Id, period], table[p.Id, kpi.Id, period.Previous])), ask.Sort).ToList();
            return new Listed(
                kpi, period, period.Code(fiscal), frame.Programme.Currency, rows.Count, Cut(rows, ask, $"measure-values:{kpi.Id}:{period.Key}:{ask.Sort}"), Spread(rows),
                [.. all.Select(p => p.Type).Distinct().Order(StringComparer.Ordinal)], [.. all.Select(p => p.Tier).Distinct().Order(StringComparer.Ordinal)], territories)
            {
                Together = together[0],
                Trend = [.. trail.Zip(together, (p, figure) => new OpenNumber.Step(p.Code(fiscal), figure.Value)).Reverse()],
                FourQuarters = ask.WithTrend == true && kpi.AddsUp && period.Kind == PeriodKind.Quarter ? Measures.Together.OfQuarters(kpi, together.Take(Quarters)) : null,
                Running = frame.Today < period.End,
            };
        }

        private static bool Fits(MeasuredPartner partner, ListValues ask) =>
            (ask.Text is not { Length: > 0 } text || partner.Name.Contains(text.Trim(), StringComparison.CurrentCultureIgnoreCase))
            && (ask.Type is not { Length: > 0 } type || partner.Type == type) && (ask.Tier is not { Length: > 0 } tier || partner.Tier == tier);

        private static IEnumerable<Row> Sorted(IEnumerable<Row> rows, string? sort)
        {
            // Without a value a partner stands last, whichever way is up.
            return sort switch
            {
                "name" => rows.OrderBy(r => r.Partner.Name, StringComparer.CurrentCulture).ThenBy(r => r.Partner.Id.Value),
                "-name" => rows.OrderByDescending(r => r.Partner.Name, StringComparer.CurrentCulture).ThenBy(r => r.Partner.Id.Value),
                "value" => rows.OrderBy(r => r.Figure.IsMissing).ThenBy(r => r.Figure.Value).ThenBy(r => r.Partner.Id.Value),
                "change" => rows.OrderBy(r => r.Change is null).ThenBy(r => r.Change).ThenBy(r => r.Partner.Id.Value),
                "-change" => rows.OrderBy(r => r.Change is null).ThenByDescending(r => r.Change).ThenBy(r => r.Partner.Id.Value),
                _ => rows.OrderBy(r => r.Figure.IsMissing).ThenByDescending(r => r.Figure.Value).ThenBy(r => r.Partner.Id.Value),
            };
        }

        /// <summary>The page after the partner at which the last one ended.</summary>
        private Page<Row> Cut(List<Row> rows, ListValues ask, string scope)
        {
            var from = cursors.Open(scope, ask.Cursor) is [{ } last, { } place]
                ? rows.FindIndex(r => r.Partner.Id.ToString() == last) is >= 0 and var at ? at + 1 : int.Parse(place, CultureInfo.InvariantCulture)
                : 0;
            var page = rows.Skip(from).Take(ask.Rows).ToList();
            return new Page<Row>(page, from + page.Count < rows.Count && page.Count > 0 ? cursors.Seal(scope, page[^1].Partner.Id, from + page.Count) : null);
        }

        private static Spread? Spread(List<Row> rows)
        {
            var values = rows.Select(r => r.Figure.Value).OfType<double>().Order().ToList();
            return values.Count == 0 ? null : new Spread(
                values.Count, values[0], Population.At(values, 0.25), Population.At(values, 0.5), Population.At(values, 0.75), values[^1], values.Sum());
        }
    }

    public sealed record Row(MeasuredPartner Partner, Figure Figure, Figure Before)
    {
        /// <summary>The difference from the period before.</summary>
        public double? Change => Figure.Value - Before.Value;
    }

    /// <summary>How the values listed are spread.</summary>
    public sealed record Spread(int Count, double Least, double LowerQuartile, double Median, double UpperQuartile, double Most, double Sum);

    public sealed record Listed(
        Kpi Kpi, Period Period, string PeriodCode, string Currency, int Count, Page<Row> Rows, Spread? Spread, IReadOnlyList<string> Types, IReadOnlyList<string> Tiers,
        IReadOnlyList<MeasuredTerritory> Territories)
    {
        /// <summary>Of all that are listed, as one number.</summary>
        public required Figure Together { get; init; }

        /// <summary>The same in the periods before, oldest first.</summary>
        public required IReadOnlyList<OpenNumber.Step> Trend { get; init; }

        /// <summary>Over this quarter and the three before, of what adds up.</summary>
        public Figure? FourQuarters { get; init; }

        /// <summary>The period has not ended yet.</summary>
        public bool Running { get; init; }
    }
}
