using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Learning;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Models;

/// <summary>Asks the version in use about open cases and keeps what it says.</summary>
public sealed class Scoring(TandemDb db, ModelShelf shelf, PolicyBook policies, TimeProvider clock)
{
    private const int WriteAtOnce = 2_000;
    private const int Sampled = 20_000;

    /// <summary>A few cases that something happened to; those that are open no longer lose their prediction.</summary>
    public async Task<int> Score(ILearner learner, IReadOnlyCollection<Guid> subjects, CancellationToken ct)
    {
        if (subjects.Count == 0 || await shelf.InUse(db, learner.Kind, ct) is not { } inUse)
            return 0;
        var (now, changed, asked) = (clock.GetUtcNow(), 0, new HashSet<Guid>());
        await foreach (var question in learner.Ask(subjects, now, ct))
        {
            asked.UnionWith(question.Rows.Select(r => r.Subject));
            changed += await Keep(learner, question, inUse.Version, inUse.Model, now, ct);
        }

        return changed + await End(learner, [.. subjects.Where(s => !asked.Contains(s))], now, ct);
    }

    /// <summary>Every open case, and how far they have moved since the version was first asked.</summary>
    public async Task<(int Asked, int Changed)> ScoreAll(ILearner learner, CancellationToken ct)
    {
        if (await shelf.InUse(db, learner.Kind, ct) is not { } inUse)
            return default;
        var (now, changed, asked) = (clock.GetUtcNow(), 0, new HashSet<Guid>());
        var sample = new List<Question>();
        await foreach (var question in learner.Ask(null, now, ct))
        {
            if (asked.Count < Sampled)
                sample.Add(question);
            asked.UnionWith(question.Rows.Select(r => r.Subject));
            changed += await Keep(learner, question, inUse.Version, inUse.Model, now, ct);
        }

        var standing = await db.PredictionRows().Where(p => p.Kind == learner.Kind && p.Until == DateOnly.MaxValue).Select(p => p.SubjectId).ToListAsync(ct);
        foreach (var gone in standing.Where(s => !asked.Contains(s)).Chunk(WriteAtOnce))
            changed += await End(learner, gone, now, ct);
        await Check(learner, sample, inUse.Version, inUse.Model, now, ct);
        return (asked.Count, changed);
    }

    private async Task<int> Keep(ILearner learner, Question question, ModelVersion version, OddsModel model, DateTimeOffset now, CancellationToken ct)
    {
        if (question.Rows.Count == 0)
            return 0;
        var odds = model.Explain(question.Frame, [.. Enumerable.Range(0, question.Rows.Count)]);
        var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
        var changed = 0;
        foreach (var rows in Enumerable.Range(0, question.Rows.Count).Chunk(WriteAtOnce))
        {
            await using var write = await db.BeginWrite(ct, [$"predictions:{learner.Kind}"]);
            List<Guid> ids = [.. rows.Select(i => question.Rows[i].Subject)];
            var standing = await db.PredictionRows().AsNoTracking()
                .Where(p => p.Kind == learner.Kind && p.Until == DateOnly.MaxValue && ids.Contains(p.SubjectId))
                .ToDictionaryAsync(p => p.SubjectId, ct);
            var moved = rows.Where(i => standing.GetValueOrDefault(question.Rows[i].Subject)?.Stands(odds[i].Probability, version.Number) != true).ToList();
            await EndRows(learner.Kind, [.. moved.Select(i => question.Rows[i].Subject).Where(standing.ContainsKey)], today, ct);
            await db.InsertMany(moved.ConvertAll(i => new Prediction(
                learner.Kind, question.Rows[i].Subject, question.Rows[i].Partner, today, odds[i].Probability, version.Number, Reasons.Of(odds[i]), now)), ct);
            await write.Commit(ct);
            changed += moved.Count;
        }

        return changed;
    }

    private async Task<int> End(ILearner learner, IReadOnlyCollection<Guid> subjects, DateTimeOffset now, CancellationToken ct)
    {
        if (subjects.Count == 0)
            return 0;
        var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
        await using var write = await db.BeginWrite(ct, [$"predictions:{learner.Kind}"]);
        var ended = await EndRows(learner.Kind, [.. subjects], today, ct);
        await write.Commit(ct);
        return ended;
    }

    /// <summary>What was said today is said anew; what was said on an earlier day stays as its history.</summary>
    private async Task<int> EndRows(string kind, List<Guid> subjects, DateOnly today, CancellationToken ct)
    {
        if (subjects.Count == 0)
            return 0;
        var standing = db.PredictionRows().Where(p => p.Kind == kind && p.Until == DateOnly.MaxValue && subjects.Contains(p.SubjectId));
        return await standing.Where(p => p.Since >= today).ExecuteDeleteAsync(ct)
            + await standing.ExecuteUpdateAsync(p => p.SetProperty(r => r.Until, today), ct);
    }

    private async Task Check(ILearner learner, List<Question> sample, ModelVersion version, OddsModel model, DateTimeOffset now, CancellationToken ct)
    {
        if (sample.Sum(q => q.Rows.Count) == 0)
            return;
        var seen = Drift.Columns(sample, model);
        var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
        await using var write = await db.BeginWrite(ct, [$"predictions:{learner.Kind}"]);
        if (version.Spread is not { } then)
        {
            var kept = await db.ModelVersions().SingleAsync(v => v.Id == version.Id, ct);
            kept.Remember([.. seen.Select(ColumnProfile.Of)]);
        }
        else
        {
            var (score, worst, shift) = Drift.Between(then, seen);
            await db.ModelChecks().Where(c => c.Kind == learner.Kind && c.Day == today).ExecuteDeleteAsync(ct);
            db.Add(new ModelCheck(learner.Kind, today, version.Number, seen[0].Count, score, worst, shift));
        }

        await write.Commit(ct);
    }
}

/// <summary>How far the cases asked about have moved, as columns: the predictions first, then what they were made from.</summary>
internal static class Drift
{
    public static IReadOnlyList<FrameColumn> Columns(IReadOnlyList<Question> sample, OddsModel model)
    {
        var names = sample[0].Frame.Columns;
        var scores = FrameColumn.Number("", [.. sample.SelectMany(q => model.Predict(q.Frame))]);
        return [scores, .. names.Select((column, c) => column.Numbers is not null
            ? FrameColumn.Number(column.Name, [.. sample.SelectMany(q => q.Frame.Columns[c].Numbers!)])
            : FrameColumn.Text(column.Name, sample.SelectMany(q => q.Frame.Columns[c].Codes!.Select(code => q.Frame.Columns[c].Levels[code]))))];
    }

    public static (double Score, string? Worst, double Shift) Between(IReadOnlyList<ColumnProfile> then, IReadOnlyList<FrameColumn> now)
    {
        var shifts = then.Join(now, t => t.Name, n => n.Name, (t, n) => (t.Name, Shift: t.Shift(n))).ToList();
        var worst = shifts.Where(s => s.Name.Length > 0).OrderByDescending(s => s.Shift).FirstOrDefault();
        return (shifts.Find(s => s.Name.Length == 0).Shift, worst.Shift > 0 ? worst.Name : null, worst.Shift);
    }
}
