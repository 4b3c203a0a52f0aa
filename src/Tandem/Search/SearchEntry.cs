using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Search;

/// <summary>One record in the index: what is shown of it, and the plain words it is found by.</summary>
/// <remarks>Written by <see cref="SearchIndex"/> in plain SQL; the full-text part hangs on this table, see <see cref="SearchTables"/>.</remarks>
public sealed class SearchEntry
{
    private SearchEntry() { }

    /// <summary>Counts up; never leaves the server.</summary>
    public long Id { get; private set; }

    public string Kind { get; private set; } = "";

    public Guid SubjectId { get; private set; }

    public Id<Organisation>? PartnerId { get; private set; }

    public string Scope { get; private set; } = "";

    public string Title { get; private set; } = "";

    public string? Detail { get; private set; }

    public string Url { get; private set; } = "";

    public string TitleWords { get; private set; } = "";

    public string TextWords { get; private set; } = "";

    public DateTimeOffset Updated { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<SearchEntry>
    {
        public void Configure(EntityTypeBuilder<SearchEntry> builder)
        {
            builder.ToTable("search_entries");
            builder.HasIndex(e => new { e.Kind, e.SubjectId }).IsUnique();
        }
    }
}
