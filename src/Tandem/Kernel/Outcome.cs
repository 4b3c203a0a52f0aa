namespace Tandem.Kernel;

/// <summary>Why a use case said no, which decides the HTTP status.</summary>
public enum RefusalKind { Invalid, Forbidden, NotFound, Conflict, TooMany, Stale }

/// <summary>An expected "no": a stable code and a sentence that a partner understands.</summary>
/// <param name="Code">Kebab-case, prefixed by the module: <c>sell/close-date-in-past</c>.</param>
/// <param name="Sentence">English text, also the key of its translations; <c>{0}</c> takes the arguments.</param>
public sealed record Refusal(RefusalKind Kind, string Code, string Sentence, params object?[] Args)
{
    /// <summary>The input field at fault, in the input's own spelling, if one is.</summary>
    public string? Field { get; init; }

    public static Refusal Invalid(string code, string sentence, params object?[] args) =>
        new(RefusalKind.Invalid, code, sentence, args);

    public static Refusal Conflict(string code, string sentence, params object?[] args) =>
        new(RefusalKind.Conflict, code, sentence, args);

    public static Refusal Forbidden(string code, string sentence, params object?[] args) =>
        new(RefusalKind.Forbidden, code, sentence, args);

    /// <summary>What may not be seen does not exist.</summary>
    public static Refusal NotFound { get; } =
        new(RefusalKind.NotFound, "kernel/not-found", "We could not find that, or you may not see it.");

    public static Refusal Stale { get; } = new(
        RefusalKind.Stale, "kernel/changed-meanwhile", "Somebody changed this since you opened it. Look at it again, then repeat your change.");

    public Refusal On(string field) => this with { Field = field };
}

/// <summary>What a use case answers: a value, or a refusal.</summary>
public readonly struct Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, Refusal? refusal) => (this.value, Refusal) = (value, refusal);

    public Refusal? Refusal { get; }

    public bool Ok => Refusal is null;

    /// <summary>The value; asking for it after a refusal is a bug.</summary>
    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"Refused: {Refusal.Code}");

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    public Outcome<TNext> Then<TNext>(Func<T, TNext> next) => Ok ? next(Value) : Refusal!;
}

/// <summary>The value of a use case that only changes something.</summary>
public readonly record struct Done;
