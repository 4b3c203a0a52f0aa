using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Conditions;

/// <summary>Conditions under edit, tried on one partner: what each row of each says about it.</summary>
public sealed record TryConditions
{
    /// <summary>Some may not be complete yet.</summary>
    public IReadOnlyList<ConditionForm?> Forms { get; init; } = [];

    public Id<Organisation>? Partner { get; init; }

    /// <summary>What they are made of.</summary>
    public required Vocabulary Words { get; init; }

    public sealed class Handler(Judge judge)
    {
        /// <summary>In the order of the forms; null for one that is not complete, and for all while no partner is chosen.</summary>
        public async Task<Outcome<IReadOnlyList<IReadOnlyList<ConditionForm.RowAnswer>?>>> Run(TryConditions ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor)
                return Refusal.NotFound;
            var words = ask.Words;
            var answers = new List<IReadOnlyList<ConditionForm.RowAnswer>?>();
            foreach (var form in ask.Forms.Select(f => f ?? new ConditionForm()))
            {
                var said = form.ToCondition(words.Kpis, words.Currency);
                var situation = ask.Partner is { } one && said is { Ok: true, Value.Condition: { } condition }
                    ? (await judge.Situations(condition, [one], asOf: null, ct)).GetValueOrDefault(one) : null;
                answers.Add(situation is null ? null : form.Try(situation, words.Kpis, words.Currency));
            }

            return answers;
        }
    }
}
