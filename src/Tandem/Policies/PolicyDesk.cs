using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Policies;

/// <summary>What the page of one rule set starts from, and what helps to decide there.</summary>
/// <param name="Start">The form that these rules begin as; the second is the aid.</param>
public sealed record PolicyDesk<TRules, TForm>(Func<TRules, object?, TForm> Start)
{
    /// <summary>What the form is read and shown with; the page has it under the parameter <c>Aid</c>.</summary>
    public Func<IServiceProvider, Actor, CancellationToken, Task<object>>? Aid { get; init; }

    /// <summary>What the form as it stands would do, shown at all times; the page has it under <c>Trial</c>.</summary>
    public Func<HttpContext, TForm, Actor, CancellationToken, Task<object>>? Trial { get; init; }

    /// <summary>What the rules would do, shown when somebody asks by posting the form to <c>…/preview</c>; the page has it under <c>Preview</c>.</summary>
    public Func<IServiceProvider, TRules, Actor, CancellationToken, Task<Outcome<object>>>? Preview { get; init; }
}

/// <summary>One rule set at one address: a form that starts from its rules, trying and publishing what was typed.</summary>
public static class PolicyDesks
{
    /// <param name="aid">What else the page shows to help decide, under the parameter <c>Aid</c>.</param>
    public static void MapPolicy<TRules, TForm, TPage>(
        this RouteGroupBuilder pages, string path, Func<TRules, TForm> start, string permission,
        Func<IServiceProvider, Actor, CancellationToken, Task<object>>? aid = null)
        where TRules : class, IPolicy, new()
        where TForm : PolicyForm<TRules>, new()
        where TPage : Microsoft.AspNetCore.Components.IComponent =>
        pages.MapPolicy<TRules, TForm, TPage>(path, permission, new PolicyDesk<TRules, TForm>((rules, _) => start(rules)) { Aid = aid });

    public static void MapPolicy<TRules, TForm, TPage>(this RouteGroupBuilder pages, string path, string permission, PolicyDesk<TRules, TForm> desk)
        where TRules : class, IPolicy, new()
        where TForm : PolicyForm<TRules>, new()
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        pages.MapGet(path, (int? version, string? after, HttpContext http, Actor by, CancellationToken ct) =>
            new Opened<TRules, TForm, TPage>(desk, http, by, ct).Show(form: null, version, after)).Needs(permission);
        pages.MapPost(path, (Form<TForm> form, Words l, HttpContext http, Actor by, CancellationToken ct) =>
            new Opened<TRules, TForm, TPage>(desk, http, by, ct).Take(form, l)).Needs(permission);
        if (desk.Preview is { } preview)
        {
            pages.MapPost(path + "/preview", (Form<TForm> form, HttpContext http, Actor by, CancellationToken ct) =>
                new Opened<TRules, TForm, TPage>(desk, http, by, ct).Try(form, preview)).Needs(permission);
        }
    }

    /// <summary>The page of a rule set in front of one person.</summary>
    private sealed class Opened<TRules, TForm, TPage>(PolicyDesk<TRules, TForm> desk, HttpContext http, Actor by, CancellationToken ct)
        where TRules : class, IPolicy, new()
        where TForm : PolicyForm<TRules>, new()
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        private object? aid;

        /// <summary>Publishes what was typed, or shows it again: with a row more or less, or with what was wrong.</summary>
        public async Task<IResult> Take(Form<TForm> form, Words l)
        {
            var typed = await Aided(form.Value);
            if (typed.Edited() is TForm edited)
                return await Show(new Form<TForm> { Value = edited }, status: StatusCodes.Status422UnprocessableEntity);
            if (form.Ok)
            {
                var published = await http.RequestServices.GetRequiredService<PublishForm.Handler>().Run(typed, by, ct);
                if (published.Ok)
                    return new SeeOther(http.Request.Path, l["Version {0} is published.", published.Value.Number]);
                form.Refuse(published.Refusal!);
            }

            return await Show(form, status: StatusCodes.Status422UnprocessableEntity);
        }

        /// <summary>The page as it was typed, with what it would do; nothing is published, so no reason is asked for.</summary>
        public async Task<IResult> Try(Form<TForm> form, Func<IServiceProvider, TRules, Actor, CancellationToken, Task<Outcome<object>>> preview)
        {
            form.Errors.Remove(nameof(PolicyForm<TRules>.Reason));
            object? seen = null;
            if (form.Ok)
            {
                var rules = (await Aided(form.Value)).ToRules();
                var tried = rules.Ok ? await preview(http.RequestServices, rules.Value, by, ct) : rules.Refusal!;
                if (tried.Ok)
                    seen = tried.Value;
                else
                    form.Refuse(tried.Refusal!);
            }

            return await Show(form, preview: seen, status: seen is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
        }

        public async Task<IResult> Show(Form<TForm>? form, int? version = null, string? after = null, object? preview = null, int status = StatusCodes.Status200OK)
        {
            var found = await http.RequestServices.GetRequiredService<EditPolicy.Handler>().Run(
                new EditPolicy { Name = PolicyBook.NameOf(typeof(TRules)), Version = version, After = after }, by, ct);
            if (!found.Ok)
                return TypedResults.NotFound();
            var given = await Aid();
            form ??= new Form<TForm> { Value = desk.Start((TRules)found.Value.Rules, given) };
            var shown = new Dictionary<string, object?>(StringComparer.Ordinal) { ["Desk"] = found.Value, ["Form"] = form };
            if (given is not null)
                shown["Aid"] = given;
            if (desk.Trial is { } trial)
                shown["Trial"] = await trial(http, await Aided(form.Value), by, ct);
            if (preview is not null)
                shown["Preview"] = preview;
            return UiModule.Page<TPage>(shown, status);
        }

        private async Task<TForm> Aided(TForm form) => (TForm)(form with { Aid = await Aid() });

        private async Task<object?> Aid() => aid ??= desk.Aid is { } read ? await read(http.RequestServices, by, ct) : null;
    }
}
