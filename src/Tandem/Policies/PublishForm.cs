using System.Text.Json;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>Publishes rules as they were typed into a form: dates are business dates of the programme.</summary>
public static class PublishForm
{
    public sealed class Handler(PublishPolicy.Handler publish, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<PublishPolicy.Published>> Run<TRules>(PolicyForm<TRules> form, Actor by, CancellationToken ct)
            where TRules : class, IPolicy, new()
        {
            var rules = form.ToRules();
            if (!rules.Ok)
                return rules.Refusal!;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var published = await publish.Run(
                new PublishPolicy
                {
                    Name = PolicyBook.NameOf(typeof(TRules)),
                    Body = JsonSerializer.SerializeToElement(rules.Value, PolicyVersion.Json),
                    EffectiveFrom = form.From is { } day && day != programme.DateOf(now) ? programme.StartOf(day) : null,
                    Pilot = form.Pilot,
                    Reason = form.Reason.Trim(),
                    Newest = form.Newest,
                },
                by, ct);
            return published.Refusal is { Field: nameof(PublishPolicy.EffectiveFrom) } late ? late.On(nameof(form.From)) : published;
        }
    }
}
