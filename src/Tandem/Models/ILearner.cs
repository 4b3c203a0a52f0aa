using Tandem.Engine.Learning;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Models;

/// <summary>Something worth predicting, with what is known of past and present cases. Pillars give them; found by scan.</summary>
/// <remarks>Both questions must look at a case as it was known then: what was recorded later changes no cell.</remarks>
public interface ILearner
{
    /// <summary>Stable: versions and predictions are kept by it.</summary>
    string Kind { get; }

    /// <summary>English: "Win odds".</summary>
    string Name { get; }

    /// <summary>English: what a probability of it means.</summary>
    string Means { get; }

    /// <summary>The kind of the subject, as in its reference: <c>deal</c>.</summary>
    string Subject { get; }

    /// <summary>The English name of a column, for the reasons.</summary>
    string Say(string column);

    /// <summary>What a value of a column reads as; null where it says nothing to a person, such as an id.</summary>
    string? Show(string column, string value);

    /// <summary>Cases whose outcome is known by now, each as it was known on a day before.</summary>
    Task<Lesson> Learn(DateTimeOffset now, CancellationToken ct);

    /// <summary>Cases that are open now, in parts.</summary>
    /// <param name="subjects">Only these; null for all.</param>
    IAsyncEnumerable<Question> Ask(IReadOnlyCollection<Guid>? subjects, DateTimeOffset now, CancellationToken ct);
}

/// <summary>Cases to learn from; row i of the frame is about <c>Rows[i]</c>.</summary>
public sealed record Lesson(Frame Frame, IReadOnlyList<LessonRow> Rows);

/// <param name="Ended">The day on which the outcome became known.</param>
public readonly record struct LessonRow(Guid Subject, DateOnly Ended, bool Success);

/// <summary>Cases to predict; row i of the frame is about <c>Rows[i]</c>.</summary>
public sealed record Question(Frame Frame, IReadOnlyList<(Guid Subject, Id<Organisation>? Partner)> Rows);

/// <summary>A learner's past, so that it can be asked what it would have said on a past day.</summary>
/// <param name="Lesson">All known outcomes; only those known before the day may be learned from.</param>
/// <param name="Ask">The cases that were open at the beginning of a day, as they were known then.</param>
public sealed record Hindsight(Lesson Lesson, Func<DateOnly, Task<Question>> Ask);
