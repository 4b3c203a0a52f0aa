using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>A human being who works in the programme, for the vendor or for a partner.</summary>
public sealed class Person
{
    /// <summary>The word for a person in references and addresses.</summary>
    public const string Kind = "person";

    private Person() { }

    public Id<Person> Id { get; private set; }

    public Id<Organisation> OrganisationId { get; private set; }

    public Organisation Organisation { get; private set; } = null!;

    public string Name { get; private set; } = "";

    /// <summary>Lower case; one sign-in per address in the whole programme.</summary>
    public string Email { get; private set; } = "";

    /// <summary>A person may hold several roles of its own side; stored as their names, comma between.</summary>
    public string RoleNames { get; private set; } = "";

    public IReadOnlyList<Role> Roles =>
        [.. RoleNames.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Role>)];

    /// <summary>False for somebody who left: the name stays on old records, the sign-in is closed.</summary>
    public bool Active { get; private set; } = true;

    /// <summary>Not a human being but a firm's own program, which comes with an API key and holds scopes instead of roles.</summary>
    public bool IsProgram { get; private set; }

    /// <summary>BCP 47 language tag, such as <c>en</c>.</summary>
    public string Language { get; private set; } = "en";

    public string? ExternalId { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public int Version { get; private set; }

    public static Person Join(
        Organisation organisation, string name, string email, IEnumerable<Role> roles, DateTimeOffset now, string? externalId = null)
    {
        return new Person
        {
            Id = Id<Person>.New(now),
            OrganisationId = organisation.Id,
            Name = name,
            Email = Normal(email),
            RoleNames = Names(roles, organisation),
            Created = now,
            ExternalId = externalId,
        };
    }

    /// <summary>Gives a firm's program a name on what it does; it has no roles, no sign-in and no mail.</summary>
    public static Person Program(Id<Organisation> organisation, string name, DateTimeOffset now)
    {
        var id = Id<Person>.New(now);
        return new Person { Id = id, OrganisationId = organisation, Name = name, Email = $"{id}@program.invalid", IsProgram = true, Created = now };
    }

    public Ref Ref => new(Kind, Id.Value);

    public static string Normal(string email) => email.Trim().ToLowerInvariant();

    public void Leave() => Active = false;

    public void Return() => Active = true;

    public void Rename(string name) => Name = name;

    public void Hold(IEnumerable<Role> roles, Organisation organisation) => RoleNames = Names(roles, organisation);

    private static string Names(IEnumerable<Role> roles, Organisation organisation)
    {
        var held = roles.Distinct().Order().ToList();
        return held.Count > 0 && held.All(r => r.IsVendor() == organisation.IsVendor)
            ? string.Join(',', held)
            : throw new ArgumentException("A person holds at least one role, all of its organisation's side.", nameof(roles));
    }

    private sealed class Mapping : IEntityTypeConfiguration<Person>
    {
        public void Configure(EntityTypeBuilder<Person> builder)
        {
            builder.ToTable("people");
            builder.Ignore(p => p.Roles).Ignore(p => p.Ref);
            builder.HasIndex(p => p.Email).IsUnique();
            builder.HasIndex(p => p.ExternalId);
            builder.HasIndex(p => p.OrganisationId);
            builder.HasOne(p => p.Organisation).WithMany().HasForeignKey(p => p.OrganisationId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
