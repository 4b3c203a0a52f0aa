using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Identity;

/// <summary>The forms that stand on the page of one thing: a deal, a plan, a task.</summary>
public static class ThingForms
{
    /// <summary>Runs a use case, then goes back to the thing's page, or shows it again with what was wrong.</summary>
    /// <param name="page">The address of all such things: <c>/plans</c>.</param>
    /// <param name="done">What is said when it went well.</param>
    /// <param name="again">The page as it was sent.</param>
    public static RouteHandlerBuilder MapForm<TAsk, TDone>(
        this RouteGroupBuilder thing, string page, string action, string done,
        Func<IServiceProvider, TAsk, Guid, Actor, CancellationToken, Task<Outcome<TDone>>> run,
        Func<HttpContext, Guid, FormState, Actor, CancellationToken, Task<IResult>> again) where TAsk : class, new() =>
        thing.MapPost("/" + action, async (Guid id, Form<TAsk> form, Words l, HttpContext http, Actor by, CancellationToken ct) =>
        {
            if (form.Ok)
            {
                var outcome = await run(http.RequestServices, form.Value, id, by, ct);
                if (outcome.Ok)
                    return new SeeOther($"{page}/{id}", l[done]);
                form.Refuse(outcome.Refusal!);
            }

            return await again(http, id, FormState.Of(form), by, ct);
        });
}
