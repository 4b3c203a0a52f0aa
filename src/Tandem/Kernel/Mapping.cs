using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Tandem.Engine;

namespace Tandem.Kernel;

/// <summary>How types become columns, the same on both databases: ids as UUID, moments as UTC, names in snake_case.</summary>
internal static class Mapping
{
    private static readonly Assembly Here = typeof(Mapping).Assembly;

    public static void Conventions(ModelConfigurationBuilder builder)
    {
        builder.Properties<DateTimeOffset>().HaveConversion<UtcMoment>();
        builder.Properties<Enum>().HaveConversion<string>();
        builder.ComplexProperties<Money>();
        foreach (var id in IdTypes())
            builder.Properties(id).HaveConversion(typeof(IdValue<>).MakeGenericType(id.GetGenericArguments()));
    }

    public static void Apply(ModelBuilder builder)
    {
        builder.ApplyConfigurationsFromAssembly(Here);
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            entity.SetTableName(Snake(entity.GetTableName() ?? entity.ClrType.Name));
            if (entity.FindProperty("Version") is { } version && version.ClrType == typeof(int))
                version.IsConcurrencyToken = true;
        }

        // Column names once table names stand: owned and complex members carry their path.
        foreach (var entity in builder.Model.GetEntityTypes())
            Rename(entity, prefix: "");
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            foreach (var key in entity.GetKeys())
                key.SetName(Snake(key.GetName()!));
            foreach (var key in entity.GetForeignKeys())
                key.SetConstraintName(Snake(key.GetConstraintName()!));
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(Snake(index.GetDatabaseName()!));
        }
    }

    private static void Rename(IMutableTypeBase type, string prefix)
    {
        foreach (var property in type.GetDeclaredProperties())
            property.SetColumnName(prefix + Snake(property.Name));
        foreach (var complex in type.GetDeclaredComplexProperties())
            Rename(complex.ComplexType, prefix + Snake(complex.Name) + "_");
    }

    /// <summary>Every <c>Id&lt;T&gt;</c> that a mapped class carries.</summary>
    private static IEnumerable<Type> IdTypes() => Here.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && !type.IsGenericTypeDefinition)
        .SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        .Select(property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
        .Where(type => type.IsGenericType && !type.ContainsGenericParameters && type.GetGenericTypeDefinition() == typeof(Id<>))
        .Distinct();

    private static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var upper = char.IsUpper(name[i]);
            var startsWord = i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (upper && startsWord)
                text.Append('_');
            text.Append(char.ToLower(name[i], CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private sealed class IdValue<T>() : ValueConverter<Id<T>, Guid>(id => id.Value, value => new Id<T>(value));

    /// <summary>PostgreSQL keeps microseconds; cutting here keeps both databases alike.</summary>
    private sealed class UtcMoment() : ValueConverter<DateTimeOffset, DateTime>(
        moment => Cut(moment.UtcDateTime),
        value => new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc)))
    {
        private static DateTime Cut(DateTime utc) => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
    }
}
