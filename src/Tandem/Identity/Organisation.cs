using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>The vendor, or one partner firm. Every person belongs to exactly one.</summary>
public sealed class Organisation
{
    private Organisation() { }

    public Id<Organisation> Id { get; private set; }

    public string Name { get; private set; } = "";

    public bool IsVendor { get; private set; }

    /// <summary>False once the partnership has ended: nobody of the firm can sign in.</summary>
    public bool Active { get; private set; } = true;

    public DateTimeOffset Created { get; private set; }

    public int Version { get; private set; }

    public static Organisation Vendor(string name, DateTimeOffset now) =>
        new() { Id = Id<Organisation>.New(now), Name = name, IsVendor = true, Created = now };

    public static Organisation Partner(string name, DateTimeOffset now) =>
        new() { Id = Id<Organisation>.New(now), Name = name, Created = now };

    /// <summary>The partner of its events: itself, or none for the vendor.</summary>
    public Id<Organisation>? PartnerId => IsVendor ? null : Id;

    public void Rename(string name) => Name = name;

    public void Close() => Active = false;

    public void Reopen() => Active = true;

    private sealed class Mapping : IEntityTypeConfiguration<Organisation>
    {
        public void Configure(EntityTypeBuilder<Organisation> builder)
        {
            builder.ToTable("organisations");
            builder.Ignore(o => o.PartnerId);
            builder.HasIndex(o => o.Name);
        }
    }
}
