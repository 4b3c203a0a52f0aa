using Tandem.Kernel;

namespace Tandem.Ui;

/// <summary>What was typed into a form and what was wrong with it, so that a refused form comes back as it was sent.</summary>
public sealed class FormState
{
    private readonly Dictionary<string, string> typed;
    private readonly Dictionary<string, string[]> errors;

    private FormState(Dictionary<string, string> typed, Dictionary<string, string[]> errors) => (this.typed, this.errors) = (typed, errors);

    public static FormState Empty { get; } = new([], []);

    public static FormState Of<T>(Form<T> form) where T : class, new() => Of(form.Typed, form.Errors);

    public static FormState Of(IEnumerable<KeyValuePair<string, string>> typed, IEnumerable<KeyValuePair<string, List<string>>> errors) => new(
        new(typed, StringComparer.OrdinalIgnoreCase),
        errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.OrdinalIgnoreCase));

    public bool Refused => errors.Count > 0;

    public string? Typed(string name) => typed.GetValueOrDefault(name);

    public IReadOnlyList<string> Errors(string name) => errors.GetValueOrDefault(name) ?? [];

    public IEnumerable<(string Field, string Message)> All => errors.SelectMany(pair => pair.Value, (pair, message) => (pair.Key, message));
}
