using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>A kind of record that can come in by file. Contributed by its module, found by scan.</summary>
public interface IImportable
{
    /// <summary><c>module.plural</c>, such as <c>partners.accounts</c>.</summary>
    string Kind { get; }

    string Title { get; }

    /// <summary>The word of one record in addresses and events: <c>account</c>.</summary>
    string Subject { get; }

    /// <summary>Kinds of a lower order come first: rows refer to what stands already.</summary>
    int Order { get; }

    IReadOnlyList<ImportField> Fields { get; }

    /// <summary>The column by which totals of the file and of what arrived are compared, such as the stage.</summary>
    ImportField? GroupBy => null;

    /// <summary>The column that is summed in that comparison.</summary>
    ImportField? SumOf => null;

    /// <summary>
    /// Decides every open row of the batch, set-wise: reads what stands, compares, and gives new records to
    /// <see cref="ImportBatch.Insert"/> or changes tracked ones. It saves nothing itself, so that a preview is the same call.
    /// </summary>
    Task Decide(ImportBatch batch, CancellationToken ct);

    /// <summary>Takes back records that this import made and nobody touched since; answers which.</summary>
    Task<IReadOnlyCollection<Guid>> TakeBack(IReadOnlyCollection<Guid> records, Actor by, DateTimeOffset now, CancellationToken ct);

    /// <summary>Records have been given their former values: what hangs on them follows.</summary>
    Task Restored(IReadOnlyCollection<Guid> records, DateTimeOffset now, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>Some rows of a file on their way in, and what shall be written for them.</summary>
public sealed class ImportBatch(
    ImportFile file, IReadOnlyList<ImportRow> rows, ImportTerms terms, Dictionary<string, NameBook> books, bool last)
{
    private readonly Dictionary<Type, List<object>> inserts = [];

    public IReadOnlyList<ImportRow> Rows => rows;

    /// <summary>The rows that still need a decision.</summary>
    public IEnumerable<ImportRow> Open => rows.Where(row => row.IsOpen);

    public ImportTerms Terms => terms;

    public Id<ImportFile> File => file.Id;

    /// <summary>No other row will follow: nothing is worth waiting for.</summary>
    public bool Last => last;

    /// <summary>New rows by table, in the order the tables were first named.</summary>
    internal IReadOnlyDictionary<Type, List<object>> Inserts => inserts;

    internal List<Func<TandemDb, CancellationToken, Task>> Further { get; } = [];

    /// <summary>Something else to write in the batch's transaction.</summary>
    public void AlsoWrite(Func<TandemDb, CancellationToken, Task> write) => Further.Add(write);

    public NameBook Book(string kind)
    {
        if (!books.TryGetValue(kind, out var book))
            books[kind] = book = new NameBook();
        return book;
    }

    public void Insert(params IReadOnlyList<object> records)
    {
        foreach (var record in records)
        {
            if (!inserts.TryGetValue(record.GetType(), out var list))
                inserts[record.GetType()] = list = [];
            list.Add(record);
        }
    }

    /// <summary>What was given to <see cref="Insert"/> of one kind.</summary>
    public IEnumerable<T> Made<T>() => inserts.TryGetValue(typeof(T), out var list) ? list.Cast<T>() : [];

    /// <summary>The one event of a row, dated when the fact was true.</summary>
    public void Record(Ref subject, Id<Organisation>? partner, IFact fact, DateTimeOffset? happened = null) =>
        Insert(Event.Of(terms.By, subject, partner, fact, terms.Now, happened, imported: true));
}

/// <summary>On whose behalf and on which terms a file comes in.</summary>
/// <param name="Currency">Of amounts whose column names none.</param>
/// <param name="Preview">Nothing is written: decide only.</param>
public sealed record ImportTerms(Actor By, DateTimeOffset Now, string Currency, bool Preview);
