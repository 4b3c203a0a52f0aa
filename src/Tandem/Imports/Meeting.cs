using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>What an import does when a row meets a record that stands already.</summary>
public static class Meeting
{
    /// <summary>
    /// Says whether the tracked record was changed by its row. A record that people have worked on since it came in is
    /// left as they made it, and the row says so.
    /// </summary>
    public static void Settle(this ImportRow row, TandemDb db, Guid subject, object record, IReadOnlySet<Guid> workedOn, decimal arrived = 0)
    {
        var entry = db.Entry(record);
        if (entry.State != EntityState.Modified)
        {
            row.IsUnchanged(subject, arrived);
        }
        else if (workedOn.Contains(subject))
        {
            entry.State = EntityState.Detached;
            row.Correct("", "People have worked on this record since it came in; it is left as they made it.");
            row.IsUnchanged(subject, arrived);
        }
        else
        {
            row.HasChanged(subject, record, arrived);
        }
    }

    /// <summary>Those of the records that something else than an import happened to.</summary>
    public static async Task<HashSet<Guid>> WorkedOn(this TandemDb db, IEnumerable<Guid> records, CancellationToken ct)
    {
        var ids = records.ToList();
        var undone = FactKinds.Kind<RecordUndone>();
        return ids.Count == 0
            ? []
            : [.. await db.Events().Where(e => ids.Contains(e.SubjectId) && !e.Imported && e.Kind != undone).Select(e => e.SubjectId).Distinct().ToListAsync(ct)];
    }
}
