using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>The open tokens of one person and, for who looks after them, the API keys of its firm.</summary>
public sealed record MyTokens(IReadOnlyList<MyTokens.Token> Tokens)
{
    /// <summary>One token, without its secret.</summary>
    public sealed record Token(
        Id<AccessToken> Id, string Name, bool ForFirm, string Ending, IReadOnlyList<string>? Scopes,
        DateTimeOffset Created, DateTimeOffset? Expires, DateTimeOffset? LastUsed);

    /// <summary>
    /// Those with the text in their name or scopes, by <c>name</c>, <c>used</c> or <c>expires</c> (a minus in front turns it round): there are never so many that a database had to.
    /// </summary>
    public MyTokens Narrowed(string? text, string? sort)
    {
        var found = text?.Trim() is { Length: > 0 } part
            ? Tokens.Where(t => t.Name.Contains(part, StringComparison.CurrentCultureIgnoreCase) || t.Scopes?.Any(s => s.Contains(part, StringComparison.OrdinalIgnoreCase)) == true)
            : Tokens;
        Func<Token, object?>? key = sort?.TrimStart('-') switch
        {
            "name" => t => t.Name,
            "used" => t => t.LastUsed ?? DateTimeOffset.MinValue,
            "expires" => t => t.Expires ?? DateTimeOffset.MaxValue,
            _ => null,
        };
        return new([.. key is null ? found : sort!.StartsWith('-') ? found.OrderByDescending(key) : found.OrderBy(key)]);
    }

    /// <summary>Reads them, newest first.</summary>
    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<MyTokens> Run(Actor actor, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var mayKeys = actor.May(IdentityPermissions.Keys);
            var rows = await db.AccessTokens().AsNoTracking()
                .Where(t => t.Revoked == null && (t.Expires == null || t.Expires > now)
                    && (t.PersonId == actor.Person || (mayKeys && t.Person.IsProgram && t.Person.OrganisationId == actor.Organisation)))
                .OrderByDescending(t => t.Id).Take(500)
                .Select(t => new { Token = t, t.Person.IsProgram }).ToListAsync(ct);
            return new MyTokens([.. rows.Select(r => new Token(
                r.Token.Id, r.Token.Name, r.IsProgram, r.Token.Ending, r.Token.Scopes, r.Token.Created, r.Token.Expires, r.Token.LastUsed))]);
        }
    }
}
