using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>Where an import stands.</summary>
public enum RunState
{
    /// <summary>Uploaded: columns can be mapped and the result looked at, nothing is written.</summary>
    Preview,
    Running,
    Done,

    /// <summary>It stopped; what came in stays, and it can be run again.</summary>
    Failed,
    Undoing,
    Undone,
}

/// <summary>One upload of one or more files, from the look at it to its result.</summary>
public sealed class ImportRun
{
    private readonly List<ImportFile> files = [];

    private ImportRun() { }

    public Id<ImportRun> Id { get; private set; }

    public RunState State { get; private set; }

    /// <summary>Who sent the files; null for the command line.</summary>
    public Id<Person>? By { get; private set; }

    /// <summary>ISO 4217: of amounts whose column names no currency.</summary>
    public string Currency { get; private set; } = "";

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset? Started { get; private set; }

    public DateTimeOffset? Ended { get; private set; }

    /// <summary>Why it failed, as a sentence.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>After an undo: records taken back or given their former values, and those somebody had touched.</summary>
    public int TakenBack { get; private set; }

    public int LeftStanding { get; private set; }

    public int Version { get; private set; }

    public IReadOnlyList<ImportFile> Files => files;

    public Ref Ref => new("import", Id.Value);

    public static ImportRun Upload(Actor by, string currency, DateTimeOffset now) => new()
    {
        Id = Id<ImportRun>.New(now),
        State = RunState.Preview,
        By = by.Person,
        Currency = currency,
        Created = now,
    };

    public void Add(ImportFile file) => files.Add(file);

    public void Value(string currency) => Currency = currency;

    public void Start(DateTimeOffset now) => (State, Started, Problem) = (RunState.Running, now, "");

    public void Finish(DateTimeOffset now) => (State, Ended) = (RunState.Done, now);

    public void Fail(string problem, DateTimeOffset now) => (State, Problem, Ended) = (RunState.Failed, problem, now);

    public void StartUndo() => State = RunState.Undoing;

    public void CountUndo(int takenBack, int leftStanding) =>
        (TakenBack, LeftStanding) = (TakenBack + takenBack, LeftStanding + leftStanding);

    public void FinishUndo(DateTimeOffset now) => (State, Ended) = (RunState.Undone, now);

    private const string Duty = "imports";

    /// <summary>One import runs at a time in the whole programme; a server that died is relieved after a while.</summary>
    internal static Task<bool> Hold(TandemDb db, Node node, CancellationToken ct) => Lease.Take(db, Duty, node.Id, TimeSpan.FromSeconds(20), ct);

    internal static Task LetGo(TandemDb db, CancellationToken ct) => db.Set<Lease>().Where(l => l.Name == Duty).ExecuteDeleteAsync(ct);

    private sealed class Mapping : IEntityTypeConfiguration<ImportRun>
    {
        public void Configure(EntityTypeBuilder<ImportRun> builder)
        {
            builder.ToTable("import_runs");
            builder.Ignore(r => r.Ref);
            builder.HasMany(r => r.Files).WithOne().HasForeignKey(f => f.RunId).OnDelete(DeleteBehavior.Cascade);
            builder.Navigation(r => r.Files).HasField("files").UsePropertyAccessMode(PropertyAccessMode.Field);
            builder.HasIndex(r => r.Created);
            builder.HasIndex(r => r.State);
        }
    }
}

/// <summary>What one group of rows adds up to, in the file and as it arrived.</summary>
public sealed record GroupTotal(int FileRows, decimal FileSum, int ArrivedRows, decimal ArrivedSum);

/// <summary>One file of an upload: what it holds, how its columns are read, and what became of its rows.</summary>
public sealed class ImportFile
{
    private ImportFile() { }

    public Id<ImportFile> Id { get; private set; }

    public Id<ImportRun> RunId { get; private set; }

    /// <summary>Which of the run's files comes first.</summary>
    public int Place { get; private set; }

    /// <summary>What its rows are (<see cref="IImportable.Kind"/>); empty until somebody says so.</summary>
    public string Kind { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>SHA-256 of the stored content.</summary>
    public string Sha { get; private set; } = "";

    /// <summary>In words: "CSV, semicolons, UTF-8".</summary>
    public string Form { get; private set; } = "";

    public int Rows { get; private set; }

    public string HeaderJson { get; private set; } = "[]";

    public string FormatsJson { get; private set; } = "[]";

    public string MappingJson { get; private set; } = "{}";

    /// <summary>Rows up to this number in the file are decided.</summary>
    public int Reached { get; private set; }

    /// <summary>Rows before <see cref="Reached"/> that wait for one further down.</summary>
    public string WaitingJson { get; private set; } = "[]";

    public int Batches { get; private set; }

    public int Added { get; private set; }

    public int Changed { get; private set; }

    public int Unchanged { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Values that were read as others, listed as findings.</summary>
    public int Corrections { get; private set; }

    public string TotalsJson { get; private set; } = "{}";

    public IReadOnlyList<string> Header => JsonSerializer.Deserialize<List<string>>(HeaderJson)!;

    public IReadOnlyList<ColumnFormat> Formats => JsonSerializer.Deserialize<List<ColumnFormat>>(FormatsJson)!;

    /// <summary>Heading of the file by the name of the field it fills.</summary>
    public IReadOnlyDictionary<string, string> Mapping => JsonSerializer.Deserialize<Dictionary<string, string>>(MappingJson)!;

    public IReadOnlyList<int> Waiting => JsonSerializer.Deserialize<List<int>>(WaitingJson)!;

    public IReadOnlyDictionary<string, GroupTotal> Totals => JsonSerializer.Deserialize<Dictionary<string, GroupTotal>>(TotalsJson)!;

    public int Decided => Added + Changed + Unchanged + Refused;

    public static ImportFile Of(ImportRun run, string name, string sha, string form, IReadOnlyList<string> header, FileScan scan, DateTimeOffset now) => new()
    {
        Id = Id<ImportFile>.New(now),
        RunId = run.Id,
        Place = run.Files.Count,
        Name = name,
        Sha = sha,
        Form = form,
        Rows = scan.Rows,
        HeaderJson = JsonSerializer.Serialize(header),
        FormatsJson = JsonSerializer.Serialize(scan.Formats),
    };

    public void Map(string kind, IReadOnlyDictionary<string, string> mapping, int place) =>
        (Kind, MappingJson, Place) = (kind, JsonSerializer.Serialize(mapping), place);

    internal void Advance(Tally tally, int reached, IReadOnlyCollection<int> waiting)
    {
        (Added, Changed, Unchanged, Refused) = (tally.Added, tally.Changed, tally.Unchanged, tally.Refused);
        (Corrections, Reached, Batches) = (tally.Corrections, reached, Batches + 1);
        WaitingJson = JsonSerializer.Serialize(waiting);
        TotalsJson = JsonSerializer.Serialize(tally.Groups);
    }

    private sealed class Table : IEntityTypeConfiguration<ImportFile>
    {
        public void Configure(EntityTypeBuilder<ImportFile> builder)
        {
            builder.ToTable("import_files");
            builder.Ignore(f => f.Header).Ignore(f => f.Formats).Ignore(f => f.Mapping).Ignore(f => f.Waiting).Ignore(f => f.Totals).Ignore(f => f.Decided);
            builder.HasIndex(f => f.RunId);
        }
    }
}
