using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Learning;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>Keeps how every KPI is spread among partners today: quartiles, and the shares that small samples are drawn to.</summary>
public sealed class TakeSnapshot
{
    public sealed class Handler(TandemDb db, KpiCatalogue catalogue, Reckoner reckoner, IPartnerRegister register, Figures figures)
    {
        private const int AtOnce = 1_000;

        /// <summary>The value is how many spreads were kept.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return Refusal.NotFound;
            var frame = await reckoner.Now(ct);
            var partners = (await register.Read(null, ct)).Where(p => p.Active).ToList();
            var made = await Priors(partners, frame, ct);
            foreach (var period in Enum.GetValues<PeriodKind>().Select(kind => Period.Of(frame.Today, kind, frame.Programme.FiscalYearStart)).SelectMany(p => new[] { p.Previous, p }))
                made.AddRange(await Spreads(partners, period, frame, ct));

            await using var write = await db.BeginWrite(ct, Settling.Lock);
            await db.Populations().Where(p => p.Day == frame.Today).ExecuteDeleteAsync(ct);
            await db.InsertMany(made, ct);
            await write.Commit(ct);
            return made.Count;
        }

        /// <summary>The trailing year of everybody, by empirical Bayes: strong where partners are alike, weak where they differ.</summary>
        private async Task<List<Population>> Priors(List<MeasuredPartner> partners, Reckoner.Frame frame, CancellationToken ct)
        {
            var shrinking = catalogue.All.Where(k => k.Shrinks is not null).ToList();
            var wanted = shrinking.SelectMany(k => new[] { k.Shrinks!.Hits, k.Shrinks.Tries }).ToHashSet();
            var cases = shrinking.ToDictionary(k => k.Id, _ => new List<(long Hits, long Tries)>());
            foreach (var chunk in partners.Chunk(AtOnce))
            {
                var sheet = await reckoner.Gather(chunk, frame, ct, wanted);
                foreach (var inputs in sheet.Partners)
                {
                    var year = inputs.Within(frame.Today.AddYears(-1), frame.Today.AddDays(1));
                    foreach (var kpi in shrinking.Where(k => k.AppliesTo(inputs.Partner.Type) && year.Count(k.Shrinks!.Tries) > 0))
                        cases[kpi.Id].Add((year.Count(kpi.Shrinks!.Hits), year.Count(kpi.Shrinks.Tries)));
                }
            }

            var made = new List<Population>();
            foreach (var kpi in shrinking)
            {
                // One of few partners could work out from the prior what the others did.
                if (cases[kpi.Id].Count <= OpenNumber.LeastPeers || BetaPrior.Of(cases[kpi.Id]) is not { } prior)
                    continue;
                var kept = new Population(frame.Today, kpi.Id, new Period(PeriodKind.Year, frame.Today.AddYears(-1)).Key, Population.Everybody);

                // Rounded, so that a night without news does not move every rate in its last digit.
                kept.Draw(cases[kpi.Id].Count, Math.Round(prior.Mean, 3), Math.Round(prior.Weight, 0));
                made.Add(kept);
            }

            return made;
        }

        private async Task<List<Population>> Spreads(List<MeasuredPartner> partners, Period period, Reckoner.Frame frame, CancellationToken ct)
        {
            var values = new Dictionary<(string Kpi, string Peers), List<double>>();
            List<string> kpis = [.. catalogue.All.Select(k => k.Id)];
            foreach (var chunk in partners.Chunk(AtOnce))
            {
                var table = await figures.Values([.. chunk.Select(p => p.Id)], kpis, [period], asOf: null, ct);
                foreach (var partner in chunk)
                {
                    foreach (var kpi in kpis)
                    {
                        if (table[partner.Id, kpi, period].Value is not { } value)
                            continue;
                        foreach (var peers in new[] { partner.Type, Population.Everybody })
                            (CollectionsMarshal.GetValueRefOrAddDefault(values, (kpi, peers), out _) ??= []).Add(value);
                    }
                }
            }

            return [.. values.Select(v =>
            {
                var spread = new Population(frame.Today, v.Key.Kpi, period.Key, v.Key.Peers);
                v.Value.Sort();
                spread.Spread(v.Value);
                return spread;
            })];
        }
    }
}
