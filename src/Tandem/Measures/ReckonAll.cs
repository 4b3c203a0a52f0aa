using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>Computes every KPI of every partner anew, as happens each night: what time alone changes, and whatever an event did not say.</summary>
public sealed class ReckonAll
{
    public sealed class Handler(TandemDb db, Reckoner reckoner, IPartnerRegister register, IEnumerable<IOnMeasured> followers)
    {
        /// <summary>So many partners are read at once; it bounds the memory.</summary>
        private const int AtOnce = 2_500;

        /// <summary>SQLite's one writer is held for some tens of milliseconds; nobody waits for a writer of PostgreSQL, or less for one who holds it anyway.</summary>
        private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(50);
        private const int FewFigures = 1_000;
        private const int ManyFigures = 60_000;
        private int figuresAtOnce = FewFigures;
        private bool othersWait;

        public Task<Outcome<Reckoned>> Run(Actor by, CancellationToken ct) => RunFor(null, by, ct);

        /// <param name="only">These periods; null for every one with a history.</param>
        public async Task<Outcome<Reckoned>> RunFor(IReadOnlyList<Period>? only, Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return Refusal.NotFound;
            var (partners, changed) = (0, 0);
            othersWait = !db.IsPostgres && db.Database.CurrentTransaction is null;
            figuresAtOnce = othersWait ? FewFigures : ManyFigures;
            foreach (var chunk in (await register.Read(null, ct)).Chunk(AtOnce))
            {
                var ids = chunk.Select(p => p.Id).ToList();
                var runs = await db.MeasureMarks().AsNoTracking().Where(m => ids.Contains(m.PartnerId)).ToDictionaryAsync(m => m.PartnerId, m => m.Run, ct);
                var frame = await reckoner.Now(ct);
                var sheet = await reckoner.Gather(chunk, frame, ct);
                foreach (var slice in Slices(sheet, only, frame))
                    changed += await Write(slice, runs, frame, ct);
                partners += chunk.Length;
            }

            return new Reckoned(partners, changed);
        }

        private IEnumerable<List<(Id<Organisation>, List<(string, string, Figure)>)>> Slices(InputSheet sheet, IReadOnlyList<Period>? only, Reckoner.Frame frame)
        {
            var (slice, rows) = (new List<(Id<Organisation>, List<(string, string, Figure)>)>(), 0);
            foreach (var inputs in sheet.Partners)
            {
                var figures = reckoner.Reckon(inputs, only ?? Reckoner.PeriodsOf(inputs, frame), frame).ToList();
                slice.Add((inputs.Partner.Id, figures));
                if ((rows += figures.Count) < figuresAtOnce)
                    continue;
                yield return slice;
                (slice, rows) = ([], 0);
            }

            if (slice.Count > 0)
                yield return slice;
        }

        /// <summary>Leaves out a partner whose values were computed from newer facts since these were read.</summary>
        private async Task<int> Write(
            List<(Id<Organisation> Partner, List<(string, string, Figure)> Figures)> slice, Dictionary<Id<Organisation>, long> runs, Reckoner.Frame frame, CancellationToken ct)
        {
            await using var write = await db.BeginWrite(ct, Settling.Lock);
            var started = Stopwatch.GetTimestamp();
            var ids = slice.ConvertAll(s => s.Partner);
            var newer = await db.MeasureMarks().AsNoTracking().Where(m => ids.Contains(m.PartnerId)).ToDictionaryAsync(m => m.PartnerId, m => m.Run, ct);
            var ours = slice.Where(s => newer.GetValueOrDefault(s.Partner) == runs.GetValueOrDefault(s.Partner)).ToList();
            var changed = await reckoner.Store(ours, frame, ct);
            if (changed > 0)
            {
                foreach (var follower in followers.Where(f => f.AlsoByNight))
                    await follower.Changed(ours.ConvertAll(s => s.Partner), ct);
            }

            await write.Commit(ct);
            db.Forget();

            // A slice grows while its transactions are short and shrinks when one was long.
            if (othersWait)
                figuresAtOnce = Math.Clamp(Stopwatch.GetElapsedTime(started) > Long ? figuresAtOnce / 2 : figuresAtOnce * 2, FewFigures, ManyFigures);
            return changed;
        }
    }

    /// <summary>How much a full computation did.</summary>
    public sealed record Reckoned(int Partners, int Changed);
}
