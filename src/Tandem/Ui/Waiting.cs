using Tandem.Kernel;

namespace Tandem.Ui;

/// <summary>Counts what waits behind the entries of the frame: every page asks, so all of it is one question to the database.</summary>
public sealed class Waiting(TandemDb db)
{
    /// <summary>Nobody counts on: a badge says 99+.</summary>
    public const int Most = 100;

    /// <param name="questions">Rows as SQL of either database, where $1 is the person and $2 its firm.</param>
    public async Task<IReadOnlyList<int>> Count(IReadOnlyList<string> questions, Shell shell, CancellationToken ct)
    {
        if (questions.Count == 0 || shell is not { Person: { } person, Firm: { } firm })
            return new int[questions.Count];
        var sql = "SELECT " + string.Join(", ", questions.Select((rows, n) => $"(SELECT count(*) FROM ({rows} LIMIT {Most}) AS waiting{n})"));
        var counted = await db.ReadRows<int[]>(sql, [person, firm], row => [.. Enumerable.Range(0, questions.Count).Select(n => (int)row.GetInt64(n))], ct);
        return counted[0];
    }
}
