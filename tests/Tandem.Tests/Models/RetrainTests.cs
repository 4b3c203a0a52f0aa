using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Learning;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Models;
using Xunit;

namespace Tandem.Tests.Models;

/// <summary>A model takes over only where it proves better on what came later, and says what it knew when.</summary>
public abstract class RetrainTests(TestApp app)
{
    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public async Task The_first_version_learns_is_tested_on_the_later_period_and_has_an_event()
    {
        var coin = new Coin(600, weight: 3);
        Assert.Equal(new Retrain.Retrained(1, 1, 0), await Train(coin));

        var version = await InUse(coin);
        Assert.Equal((1, ModelReason.First, true), (version.Number, version.Reason, version.Proven));
        Assert.True(version.LogLoss < version.BaseLogLoss, $"{version.LogLoss} {version.BaseLogLoss}");
        Assert.Equal(150, version.TestedRows, 5.0);
        Assert.Equal(10, version.Calibration.Count);
        Assert.True(version.TestedFrom > version.From && version.TestedFrom < version.Until);
        var said = (VersionInUse)(await app.Db(db => db.Events().SingleAsync(e => e.SubjectId == version.Id.Value))).Fact;
        Assert.Equal(new VersionInUse(coin.Kind, 1, ModelReason.First, version.Rows, true), said);
    }

    [Fact]
    public async Task Nothing_is_tried_again_before_enough_has_ended_since()
    {
        var coin = new Coin(600, weight: 3);
        await Train(coin);
        coin.Grow(FewestFresh - 1, weight: 3);

        Assert.Equal(new Retrain.Retrained(1, 0, 0), await Train(coin));
        Assert.Equal(1, (await InUse(coin)).Number);
    }

    [Fact]
    public async Task A_version_that_does_not_prove_better_is_refused_with_its_figures_and_the_next_one_meets_later_outcomes()
    {
        var coin = new Coin(1500, weight: 3);
        await Train(coin);
        coin.Grow(200, weight: 3);

        Assert.Equal(new Retrain.Retrained(1, 0, 1), await Train(coin));
        Assert.Equal(1, (await InUse(coin)).Number);
        var refused = await app.Db(db => db.ModelVersions().SingleAsync(v => v.Kind == coin.Kind && v.Number == 2));
        Assert.Equal((ModelState.Refused, ModelReason.NotBetter, null), (refused.State, refused.Reason, refused.Document));
        Assert.True(refused.RivalLogLoss > 0 && refused.LogLoss > 0);
        Assert.IsType<VersionRefused>((await app.Db(db => db.Events().SingleAsync(e => e.SubjectId == refused.Id.Value))).Fact);

        Assert.Equal(new Retrain.Retrained(1, 0, 0), await Train(coin));
    }

    [Fact]
    public async Task Where_the_world_turns_round_the_new_version_proves_better_and_takes_over()
    {
        var coin = new Coin(600, weight: 3);
        await Train(coin);
        coin.Grow(1200, weight: -3);

        Assert.Equal(new Retrain.Retrained(1, 1, 0), await Train(coin));
        var (old, now) = (await app.Db(db => db.ModelVersions().SingleAsync(v => v.Kind == coin.Kind && v.Number == 1)), await InUse(coin));
        Assert.Equal((ModelState.Replaced, 2, ModelReason.Better), (old.State, now.Number, now.Reason));
        Assert.True(now.LogLoss < now.RivalLogLoss);
        Assert.NotNull(old.Document);
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(300, 1)]
    public async Task Where_nothing_can_be_told_apart_the_base_rate_answers_and_says_so(int rows, int versions)
    {
        var coin = new Coin(rows, weight: 0);
        await Train(coin);
        await Score(coin);

        Assert.Equal(versions, await app.Db(db => db.ModelVersions().CountAsync(v => v.Kind == coin.Kind)));
        if (versions == 0)
            return;
        Assert.False((await InUse(coin)).Proven);
        var said = await Said(coin);
        Assert.Single(said.Select(p => p.Value).Distinct());
        Assert.All(said, p => Assert.Empty(p.Reasons.Parts));
    }

    [Fact]
    public async Task One_class_alone_and_constant_columns_give_a_shrunk_rate()
    {
        var coin = new Coin(200, weight: 0) { Always = true };
        await Train(coin);
        await Score(coin);

        Assert.All(await Said(coin), p => Assert.InRange(p.Value, 0.97, 0.9999));
    }

    [Fact]
    public async Task What_is_read_back_from_the_database_says_the_same_to_the_last_bit_and_its_reasons_add_up()
    {
        var coin = new Coin(900, weight: 3);
        await Train(coin);
        await Score(coin);

        var model = OddsDocument.Read((await InUse(coin)).Document!);
        var question = await coin.Ask(null, app.Now, Ct).SingleAsync();
        var fresh = model.Predict(question.Frame);
        var said = (await Said(coin)).ToDictionary(p => p.SubjectId);
        Assert.All(question.Rows.Zip(fresh), pair => Assert.Equal(BitConverter.DoubleToInt64Bits(pair.Second), BitConverter.DoubleToInt64Bits(said[pair.First.Subject].Value)));
        Assert.All(said.Values, p =>
        {
            var (start, steps) = p.Reasons.InPoints();
            Assert.Equal(p.Value, start + steps.Sum(s => s.Points), 9);
        });
    }

    [Fact]
    public async Task A_prediction_keeps_its_row_while_it_hardly_moves_and_its_history_when_it_does()
    {
        var coin = new Coin(900, weight: 3);
        await Train(coin);
        await Score(coin);
        var before = await Said(coin);

        app.Clock.Advance(TimeSpan.FromDays(1));
        await Score(coin);
        Assert.Equal(before.Select(p => (p.SubjectId, p.Since)), (await Said(coin)).Select(p => (p.SubjectId, p.Since)));

        var turned = coin.Turn();
        await Score(coin);
        var history = await app.Run((Predictions p) => p.History(coin.Kind, turned, Ct));
        Assert.Equal(2, history.Count);
        Assert.Equal((history[0].Since, DateOnly.MaxValue), (history[1].Until, history[0].Until));

        // Once more on the same day: said anew, not twice.
        coin.Turn();
        await Score(coin);
        Assert.Equal(2, (await app.Run((Predictions p) => p.History(coin.Kind, turned, Ct))).Count);
    }

    [Fact]
    public async Task What_is_open_no_longer_has_no_prediction_but_keeps_its_past()
    {
        var coin = new Coin(900, weight: 3);
        await Train(coin);
        await Score(coin);
        app.Clock.Advance(TimeSpan.FromDays(1));
        var gone = coin.Close();
        await Score(coin);

        Assert.Null(await app.Run((Predictions p) => p.Of(coin.Kind, gone, Ct)));
        Assert.Single(await app.Run((Predictions p) => p.History(coin.Kind, gone, Ct)));
    }

    [Fact]
    public async Task Each_night_after_the_first_says_how_far_the_cases_have_moved()
    {
        var coin = new Coin(900, weight: 3);
        await Train(coin);
        await Score(coin);
        Assert.Equal(0, await app.Db(db => db.ModelChecks().CountAsync(c => c.Kind == coin.Kind)));

        app.Clock.Advance(TimeSpan.FromDays(1));
        await Score(coin);
        app.Clock.Advance(TimeSpan.FromDays(1));
        coin.Shift(2);
        await Score(coin);

        var checks = await app.Db(db => db.ModelChecks().Where(c => c.Kind == coin.Kind).OrderBy(c => c.Day).ToListAsync());
        Assert.Equal(2, checks.Count);
        Assert.Equal(0, checks[0].ColumnShift, 9);
        Assert.True(checks[1].ColumnShift > ColumnProfile.Changed && checks[1].Column == "x" && checks[1].Shift > ColumnProfile.Changed);
    }

    private const int FewestFresh = 60;

    private Task<Retrain.Retrained> Train(Coin coin) => app.Run(async (TandemDb db) =>
        (await new Retrain.Handler(db, [coin], app.Clock).Run(new Retrain(), Actor.System, Ct)).Value);

    private Task<(int, int)> Score(Coin coin) => app.Run((Scoring scoring) => scoring.ScoreAll(coin, Ct));

    private Task<ModelVersion> InUse(Coin coin) => app.Db(db => db.ModelVersions().AsNoTracking().SingleAsync(v => v.Kind == coin.Kind && v.State == ModelState.InUse));

    private Task<List<Prediction>> Said(Coin coin) =>
        app.Db(db => db.PredictionRows().AsNoTracking().Where(p => p.Kind == coin.Kind && p.Until == DateOnly.MaxValue).OrderBy(p => p.SubjectId).ToListAsync());

    public sealed class OnSqlite(SqliteApp app) : RetrainTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : RetrainTests(app), IClassFixture<PostgresApp>;
}

/// <summary>Cases whose odds hang on one number as strongly as a test wants; three a day.</summary>
public sealed class Coin : ILearner
{
    private static int count;
    private readonly Random random = new(17);
    private readonly List<(double X, DateOnly Ended, bool Won)> past = [];
    private readonly List<(Guid Id, double X)> open = [];
    private DateOnly day = new(2024, 1, 1);

    public Coin(int rows, double weight)
    {
        Grow(rows, weight);
        open.AddRange(Enumerable.Range(0, 100).Select(i => (Guid.CreateVersion7(), i / 50.0 - 1)));
    }

    public bool Always { get; init; }

    public string Kind { get; } = $"coin-{Interlocked.Increment(ref count)}";

    public string Name => "Coin";

    public string Means => "Heads.";

    public string Subject => "coin";

    public void Grow(int rows, double weight)
    {
        for (var i = 0; i < rows; i++)
        {
            var x = (2 * random.NextDouble()) - 1;
            past.Add((x, day, random.NextDouble() < 1 / (1 + Math.Exp(-weight * x))));
            day = past.Count % 3 == 0 ? day.AddDays(1) : day;
        }
    }

    public Guid Turn()
    {
        open[0] = (open[0].Id, -open[0].X);
        return open[0].Id;
    }

    public Guid Close()
    {
        var gone = open[^1].Id;
        open.RemoveAt(open.Count - 1);
        return gone;
    }

    public void Shift(double by)
    {
        for (var i = 0; i < open.Count; i++)
            open[i] = (open[i].Id, open[i].X + by);
    }

    public string Say(string column) => column;

    public string? Show(string column, string value) => value;

    public Task<Lesson> Learn(DateTimeOffset now, CancellationToken ct) => Task.FromResult(new Lesson(
        Frame([.. past.Select(p => p.X)]), [.. past.Select((p, i) => new LessonRow(new Guid(i, 0, 0, new byte[8]), p.Ended, Always || p.Won))]));

    public async IAsyncEnumerable<Question> Ask(IReadOnlyCollection<Guid>? subjects, DateTimeOffset now, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Yield();
        var asked = open.Where(o => subjects?.Contains(o.Id) != false).ToList();
        yield return new Question(Frame([.. asked.Select(o => o.X)]), [.. asked.Select(o => (o.Id, (Id<Organisation>?)null))]);
    }

    private static Frame Frame(double[] x) => new([FrameColumn.Number("x", x), FrameColumn.Text("same", x.Select(_ => "always"))], x.Length);
}
