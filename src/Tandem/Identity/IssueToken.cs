using System.ComponentModel.DataAnnotations;
using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>A person makes a token for itself, or an API key for a program of its firm.</summary>
public sealed record IssueToken
{
    /// <summary>What it is for, such as <c>Nightly export</c>.</summary>
    [Required(ErrorMessage = "Give it a name, so that you know it again."), MaxLength(100)]
    public string? Name { get; init; }

    /// <summary>True: an API key of the firm, which outlives the person who made it.</summary>
    public bool ForFirm { get; init; }

    /// <summary>The permissions it is limited to; empty: all of one's own.</summary>
    [MaxLength(200)]
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Days until it ends by itself; none: it does not.</summary>
    [Range(1, 3650, ErrorMessage = "Between 1 and 3650 days.")]
    public int? Days { get; init; }

    /// <summary>The new token; its secret is shown this once.</summary>
    public sealed record Issued(Id<AccessToken> Id, string Secret, DateTimeOffset? Expires);

    /// <summary>Never gives more than the asker has.</summary>
    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<Issued>> Run(IssueToken ask, Actor actor, CancellationToken ct)
        {
            if (ask.ForFirm && !actor.May(IdentityPermissions.Keys))
                return Refusal.Forbidden("identity/keys-not-permitted", "Your roles do not include API keys of the firm.").On(nameof(ForFirm));
            if (ask.Scopes.FirstOrDefault(scope => !actor.May(scope)) is { } missing)
                return Refusal.Invalid("identity/scope-not-held", "You do not hold {0} yourself.", missing).On(nameof(Scopes));

            var now = clock.GetUtcNow();

            // A program has no roles to follow, and a limited token cannot make an unlimited one: both get a fixed list.
            IEnumerable<string>? scopes = ask.Scopes.Count > 0 ? ask.Scopes : ask.ForFirm || actor.IsLimited ? actor.Permissions : null;
            var holder = actor.Person!.Value;
            if (ask.ForFirm)
            {
                var program = Person.Program(actor.Organisation!.Value, ask.Name!, now);
                db.Add(program);
                holder = program.Id;
            }

            DateTimeOffset? expires = ask.Days is { } days ? now.AddDays(days) : null;
            if (actor.TokenExpires is { } limit && (expires is null || expires > limit))
                expires = limit;
            var (token, secret) = AccessToken.Issue(holder, ask.Name!, scopes, actor.Person!.Value, expires, now);
            db.Add(token);
            db.Record(actor, new Ref(Person.Kind, holder.Value), actor.PartnerId, new TokenIssued(token.Id, ask.ForFirm, expires), now);
            await db.SaveChangesAsync(ct);
            return new Issued(token.Id, secret, expires);
        }
    }
}
