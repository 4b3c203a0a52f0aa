using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>A part of the market; territories form a tree and steer which queue work stands in, not who may see it.</summary>
public sealed class Territory
{
    private Territory() { }

    public Id<Territory> Id { get; private set; }

    /// <summary>Short and unique: <c>dach</c>.</summary>
    public string Code { get; private set; } = "";

    public string Name { get; private set; } = "";

    public Id<Territory>? ParentId { get; private set; }

    /// <summary>Countries that fall to it, ISO 3166 codes, comma between; the deepest territory naming a country wins.</summary>
    public string Countries { get; private set; } = "";

    /// <summary>The vendor's person who leads it and reviews its registrations.</summary>
    public Id<Person>? LeadId { get; private set; }

    public bool Active { get; private set; } = true;

    public int Version { get; private set; }

    public Ref Ref => new("territory", Id.Value);

    public IReadOnlyList<string> CountryCodes => Countries.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public static Territory Of(string code, string name, Id<Territory>? parent, IEnumerable<string> countries, DateTimeOffset now) => new()
    {
        Id = Id<Territory>.New(now),
        Code = code,
        Name = name,
        ParentId = parent,
        Countries = string.Join(',', countries),
    };

    public void Change(string name, Id<Territory>? parent, IEnumerable<string> countries, Id<Person>? lead) =>
        (Name, ParentId, Countries, LeadId) = (name, parent, string.Join(',', countries), lead);

    public void Archive() => Active = false;

    public void Restore() => Active = true;

    private sealed class Mapping : IEntityTypeConfiguration<Territory>
    {
        public void Configure(EntityTypeBuilder<Territory> builder)
        {
            builder.ToTable("territories");
            builder.Ignore(t => t.Ref).Ignore(t => t.CountryCodes);
            builder.HasIndex(t => t.Code).IsUnique();
        }
    }
}
