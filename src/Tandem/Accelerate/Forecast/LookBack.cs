using Tandem.Engine.Learning;
using Tandem.Models;

namespace Tandem.Accelerate.Forecast;

/// <summary>Trains a model again and again on what had ended by then, so that it can be asked about past days without knowing what came.</summary>
public static class LookBack
{
    private const int Fewest = 60;

    /// <summary>A model is trained anew when half as many outcomes have come as it had learned from.</summary>
    private const double Growth = 1.5;

    /// <param name="days">The days to ask at.</param>
    /// <param name="past">What to learn from and how to ask.</param>
    /// <param name="known">Where to keep what is said.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task Run(Hindsight past, IEnumerable<DateOnly> days, AsKnown known, CancellationToken ct)
    {
        var lesson = past.Lesson;
        var order = Enumerable.Range(0, lesson.Rows.Count).OrderBy(i => lesson.Rows[i].Ended).ThenBy(i => lesson.Rows[i].Subject).ToArray();
        var (model, learned) = ((OddsModel?)null, 0);
        foreach (var day in days.Order())
        {
            ct.ThrowIfCancellationRequested();
            var before = Array.FindIndex(order, i => lesson.Rows[i].Ended >= day) is var at and >= 0 ? at : order.Length;
            if (before >= Fewest && before >= Growth * learned)
                (model, learned) = (OddsModel.Train(lesson.Frame, order[..before], [.. order[..before].Select(i => lesson.Rows[i].Success)], ordered: true), before);
            if (model is null || await past.Ask(day) is not { Rows.Count: > 0 } question)
                continue;
            var odds = model.Predict(question.Frame);
            for (var i = 0; i < odds.Length; i++)
                known.Say(question.Rows[i].Subject, day, odds[i]);
        }
    }
}
