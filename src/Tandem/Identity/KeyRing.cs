using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>Keeps the keys that sign anti-forgery tokens in the database, so that every node reads what another wrote.</summary>
public sealed class KeyRing(IServiceScopeFactory scopes) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
        return [.. db.Set<Key>().AsNoTracking().Select(k => k.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    // The framework's contract is synchronous; a key is made once in ninety days.
    public void StoreElement(XElement element, string friendlyName) => Task.Run(async () =>
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
        db.Add(new Key { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        await db.SaveChangesAsync();
    }).GetAwaiter().GetResult();

    private sealed class Key
    {
        public string Name { get; init; } = "";

        public string Xml { get; init; } = "";

        private sealed class Mapping : IEntityTypeConfiguration<Key>
        {
            public void Configure(EntityTypeBuilder<Key> builder) => builder.ToTable("protection_keys").HasKey(k => k.Name);
        }
    }
}
