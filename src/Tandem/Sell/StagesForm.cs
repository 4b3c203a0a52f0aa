using System.ComponentModel.DataAnnotations;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The pipeline as it is typed: one row per stage, in the order of their places.</summary>
public sealed record StagesForm : PolicyForm<StagesPolicy>
{
    public IReadOnlyList<Row> Stages { get; init; } = [];

    /// <summary>Codes such as <c>no-budget</c>, one per line.</summary>
    [StringLength(2000)] public string? LossReasons { get; init; }

    public static StagesForm Of(StagesPolicy rules) => new()
    {
        Stages = [.. rules.Stages.Select((s, i) => new Row { Place = i + 1, Code = s.Code, Name = s.Name, Odds = (decimal)s.Odds * 100, StalledDays = s.StalledDays, Entry = s.Entry })],
        LossReasons = string.Join('\n', rules.LossReasons),
    };

    public override Outcome<StagesPolicy> ToRules() => new StagesPolicy
    {
        Stages = [.. Stages.Where(row => !row.Remove && row.Name is { Length: > 0 }).OrderBy(row => row.Place).Select(row => new Stage(
            row.Code is { Length: > 0 } code ? code : CodeOf(row.Name!), row.Name!.Trim(), (double)(row.Odds / 100), row.StalledDays, [.. row.Entry.Distinct()]))],
        LossReasons = [.. PolicyText.Items(LossReasons).Select(CodeOf).Where(code => code.Length > 0)],
    };

    /// <summary>"Verbal yes" becomes <c>verbal-yes</c>: stable from then on, whatever it is called later.</summary>
    private static string CodeOf(string name) =>
        string.Join('-', new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>One stage.</summary>
    public sealed record Row
    {
        public int Place { get; init; } = 100;

        /// <summary>Empty for a new one.</summary>
        [StringLength(40)] public string? Code { get; init; }

        [StringLength(80)] public string? Name { get; init; }

        /// <summary>In percent.</summary>
        public decimal Odds { get; init; } = 50;

        public int StalledDays { get; init; } = 14;

        public IReadOnlyList<Criterion> Entry { get; init; } = [];

        public bool Remove { get; init; }
    }
}
