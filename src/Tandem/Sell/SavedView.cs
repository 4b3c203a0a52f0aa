using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>Filters and order of the pipeline under a name: one's own, or shared with all colleagues.</summary>
public sealed class SavedView
{
    /// <summary>What a view keeps of an address; a page number or anything unknown is not part of it.</summary>
    private static readonly HashSet<string> Kept = new(
        typeof(DealQuery).GetProperties().Select(p => p.Name).Except([nameof(DealQuery.After), nameof(DealQuery.Text), nameof(DealQuery.More), nameof(DealQuery.Cards)]).Append("q"), StringComparer.OrdinalIgnoreCase);

    private SavedView() { }

    public Id<SavedView> Id { get; private set; }

    public Id<Organisation> OrganisationId { get; private set; }

    public Id<Person> OwnerId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The filters as they stand in the address: <c>?status=open&amp;sort=-amount</c>.</summary>
    public string Query { get; private set; } = "";

    /// <summary>Every colleague finds it too.</summary>
    public bool Shared { get; private set; }

    public DateTimeOffset Saved { get; private set; }

    public int Version { get; private set; }

    public Ref Ref => new("view", Id.Value);

    public static SavedView Of(Id<Organisation> organisation, Id<Person> owner, DateTimeOffset now) =>
        new() { Id = Id<SavedView>.New(now), OrganisationId = organisation, OwnerId = owner };

    public void Keep(string name, string query, bool shared, DateTimeOffset now) => (Name, Query, Shared, Saved) = (name, query, shared, now);

    /// <summary>The address's filters, in one spelling and without what no filter reads.</summary>
    public static string Clean(string? query) => QueryHelpers.AddQueryString(
        "", QueryHelpers.ParseQuery(query).Where(pair => Kept.Contains(pair.Key))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value))
            .Where(pair => !string.IsNullOrEmpty(pair.Value)));

    private sealed class Mapping : IEntityTypeConfiguration<SavedView>
    {
        public void Configure(EntityTypeBuilder<SavedView> builder)
        {
            builder.ToTable("saved_views");
            builder.Ignore(v => v.Ref);
            builder.HasIndex(v => new { v.OrganisationId, v.OwnerId });
        }
    }
}

/// <summary>Somebody keeps a way of looking at the pipeline.</summary>
[Fact("sell.view-saved", Icon = "bookmark")]
public sealed record ViewSaved(bool Shared) : IFact
{
    public string Say(Words l) => Shared ? l["shared a view of the pipeline"] : l["saved a view of the pipeline"];
}

/// <summary>A kept way of looking at the pipeline is gone.</summary>
[Fact("sell.view-dropped", Icon = "bookmark")]
public sealed record ViewDropped(bool Shared) : IFact
{
    public string Say(Words l) => l["dropped a view of the pipeline"];
}
