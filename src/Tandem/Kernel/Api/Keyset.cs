using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Tandem.Kernel.Api;

/// <summary>Pages a query by the key of the last row seen, so that the thousandth page costs as much as the first.</summary>
public static class Keyset
{
    /// <summary>Orders by one key and then by id, and reads one page of views.</summary>
    /// <param name="list">The list's name; with the order it makes the cursor's scope.</param>
    /// <param name="key">What it is sorted by; never null in the database (give a fallback), or rows get lost.</param>
    /// <param name="id">Breaks ties, in the same direction.</param>
    public static async Task<Page<TView>> ToPage<TRow, TKey, TId, TView>(
        this IQueryable<TRow> rows, PageAsk ask, Cursors cursors, string list, Expression<Func<TRow, TKey>> key, bool descending,
        Expression<Func<TRow, Id<TId>>> id, Expression<Func<TRow, TView>> view, CancellationToken ct)
    {
        if (cursors.Open(ScopeOf(list, descending), ask.Cursor) is [{ } lastKey, { } lastId])
            rows = rows.Where(Beyond(key, id, JsonSerializer.Deserialize<TKey>(lastKey)!, Id<TId>.Parse(lastId), descending));
        rows = descending ? rows.OrderByDescending(key).ThenByDescending(id) : rows.OrderBy(key).ThenBy(id);

        var found = await rows.Take(ask.Rows + 1).Select(WithKey(key, id, view)).ToListAsync(ct);
        return found.Cut(ask, cursors, list, f => f.Key, descending, f => f.Id).With(f => f.View);
    }

    /// <summary>Rows in the order of their list, one more than the page has, as the page and the place where it ends.</summary>
    public static Page<TRow> Cut<TRow, TKey, TId>(
        this IReadOnlyList<TRow> found, PageAsk ask, Cursors cursors, string list, Func<TRow, TKey> key, bool descending, Func<TRow, Id<TId>> id)
    {
        if (found.Count <= ask.Rows)
            return new Page<TRow>(found, null);
        var last = found[ask.Rows - 1];
        return new Page<TRow>([.. found.Take(ask.Rows)], cursors.Seal(ScopeOf(list, descending), JsonSerializer.Serialize(key(last)), id(last)));
    }

    private static string ScopeOf(string list, bool descending) => $"{list}:{(descending ? "desc" : "asc")}";

    /// <summary>
    /// <c>key &gt;= last &amp;&amp; (key &gt; last || id &gt; lastId)</c>, turned round for a descending list: said so, an index is
    /// entered at the key and not read from its beginning.
    /// </summary>
    private static Expression<Func<TRow, bool>> Beyond<TRow, TKey, TId>(
        Expression<Func<TRow, TKey>> key, Expression<Func<TRow, Id<TId>>> id, TKey lastKey, Id<TId> lastId, bool descending)
    {
        var row = key.Parameters[0];
        var idBody = new Swap(id.Parameters[0], row).Visit(id.Body);
        var keyValue = Expression.Property(Expression.Constant(new Box<TKey>(lastKey)), nameof(Box<TKey>.Value));
        var idValue = Expression.Property(Expression.Constant(new Box<Id<TId>>(lastId)), nameof(Box<Id<TId>>.Value));
        var beyond = Expression.AndAlso(
            Compare(key.Body, keyValue, descending, orEqual: true),
            Expression.OrElse(Compare(key.Body, keyValue, descending), Compare(idBody, idValue, descending)));
        return Expression.Lambda<Func<TRow, bool>>(beyond, row);
    }

    private static BinaryExpression Compare(Expression left, Expression right, bool descending, bool orEqual = false)
    {
        if (left.Type == typeof(string))
        {
            left = Expression.Call(typeof(string), nameof(string.Compare), null, left, right);
            right = Expression.Constant(0);
        }

        return (descending, orEqual) switch
        {
            (true, true) => Expression.LessThanOrEqual(left, right),
            (true, false) => Expression.LessThan(left, right),
            (false, true) => Expression.GreaterThanOrEqual(left, right),
            _ => Expression.GreaterThan(left, right),
        };
    }

    private static Expression<Func<TRow, Keyed<TView, TKey, TId>>> WithKey<TRow, TKey, TId, TView>(
        Expression<Func<TRow, TKey>> key, Expression<Func<TRow, Id<TId>>> id, Expression<Func<TRow, TView>> view)
    {
        var row = view.Parameters[0];
        var type = typeof(Keyed<TView, TKey, TId>);
        var made = Expression.MemberInit(
            Expression.New(type),
            Expression.Bind(type.GetProperty("View")!, view.Body),
            Expression.Bind(type.GetProperty("Key")!, new Swap(key.Parameters[0], row).Visit(key.Body)),
            Expression.Bind(type.GetProperty("Id")!, new Swap(id.Parameters[0], row).Visit(id.Body)));
        return Expression.Lambda<Func<TRow, Keyed<TView, TKey, TId>>>(made, row);
    }

    private sealed record Box<T>(T Value);

    private sealed class Keyed<TView, TKey, TId>
    {
        public TView View { get; init; } = default!;

        public TKey Key { get; init; } = default!;

        public Id<TId> Id { get; init; }
    }
}
