using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>A finding about a row, kept with its run.</summary>
public sealed class ImportFinding
{
    private ImportFinding() { }

    public Id<ImportFile> FileId { get; private set; }

    public int Row { get; private set; }

    /// <summary>Which of the row's findings.</summary>
    public int Number { get; private set; }

    public Severity Severity { get; private set; }

    public string Field { get; private set; } = "";

    public string Message { get; private set; } = "";

    internal static ImportFinding Of(Id<ImportFile> file, int row, int number, RowFinding finding) => new()
    {
        FileId = file,
        Row = row,
        Number = number,
        Severity = finding.Severity,
        Field = finding.Field,
        Message = finding.Message,
    };

    private sealed class Mapping : IEntityTypeConfiguration<ImportFinding>
    {
        public void Configure(EntityTypeBuilder<ImportFinding> builder)
        {
            builder.ToTable("import_findings");
            builder.HasKey(f => new { f.FileId, f.Row, f.Number });
        }
    }
}

/// <summary>What one transaction of an import wrote, so that it can be taken back.</summary>
public sealed class ImportBatchRecord
{
    private ImportBatchRecord() { }

    public Id<ImportFile> FileId { get; private set; }

    public int Number { get; private set; }

    /// <summary>The ids of new records, sixteen bytes each.</summary>
    public byte[] AddedIds { get; private set; } = [];

    /// <summary>Changed records with their former values, as JSON.</summary>
    public string ChangesJson { get; private set; } = "[]";

    public IReadOnlyList<Guid> Added => [.. MemoryMarshal.Cast<byte, Guid>(AddedIds)];

    internal static ImportBatchRecord Of(Id<ImportFile> file, int number, IEnumerable<Guid> added, string changes) => new()
    {
        FileId = file,
        Number = number,
        AddedIds = MemoryMarshal.AsBytes(added.ToArray().AsSpan()).ToArray(),
        ChangesJson = changes,
    };

    /// <summary>The last so many new records and all changes are dealt with.</summary>
    public void Forget(int added) => (AddedIds, ChangesJson) = (AddedIds[..^(added * 16)], "[]");

    private sealed class Mapping : IEntityTypeConfiguration<ImportBatchRecord>
    {
        public void Configure(EntityTypeBuilder<ImportBatchRecord> builder)
        {
            builder.ToTable("import_batches");
            builder.Ignore(b => b.Added);
            builder.HasKey(b => new { b.FileId, b.Number });
        }
    }
}

/// <summary>How files with the same headings were read the last time.</summary>
public sealed class SavedMapping
{
    private SavedMapping() { }

    public string Signature { get; private set; } = "";

    public string Kind { get; private set; } = "";

    public string MappingJson { get; private set; } = "{}";

    public DateTimeOffset Saved { get; private set; }

    public static SavedMapping Of(string signature) => new() { Signature = signature };

    public void Save(string kind, string mapping, DateTimeOffset now) => (Kind, MappingJson, Saved) = (kind, mapping, now);

    /// <summary>The same for the same headings in any order, case and punctuation.</summary>
    public static string SignatureOf(IEnumerable<string> header) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
        System.Text.Encoding.UTF8.GetBytes(string.Join('\n', header.Select(Spelling.Bare).Order(StringComparer.Ordinal)))));

    private sealed class Mapping : IEntityTypeConfiguration<SavedMapping>
    {
        public void Configure(EntityTypeBuilder<SavedMapping> builder) => builder.ToTable("import_mappings").HasKey(m => m.Signature);
    }
}

/// <summary>The tables of Imports.</summary>
public static class ImportsSets
{
    public static DbSet<ImportRun> Imports(this TandemDb db) => db.Set<ImportRun>();

    public static DbSet<ImportFinding> ImportFindings(this TandemDb db) => db.Set<ImportFinding>();
}
