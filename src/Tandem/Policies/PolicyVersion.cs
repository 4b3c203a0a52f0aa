using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>Names a rule set: <c>sell.engagement</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PolicyAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>A rule set of the programme as typed values; its defaults are what a new programme starts with.</summary>
public interface IPolicy
{
    /// <summary>What is wrong with these rules, by field; none when they can be published.</summary>
    IEnumerable<Refusal> Problems();
}

/// <summary>One dated edition of a rule set: drafted, then published from a moment on, for everybody or a pilot group.</summary>
public sealed class PolicyVersion
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private PolicyVersion() { }

    public Id<PolicyVersion> Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>1, 2, 3 … within its name; a record keeps the number that judged it. 0 stands for the built-in defaults.</summary>
    public int Number { get; private set; }

    public string Body { get; private set; } = "{}";

    /// <summary>Null while it is a draft.</summary>
    public DateTimeOffset? EffectiveFrom { get; private set; }

    /// <summary>Partners of the pilot, comma between; empty means everybody.</summary>
    public string PilotPartners { get; private set; } = "";

    /// <summary>Why the rules were changed, in the operator's words.</summary>
    public string Reason { get; private set; } = "";

    public Id<Person>? By { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public int Version { get; private set; }

    public Ref Ref => new("policy", Id.Value);

    public bool IsDraft => EffectiveFrom is null;

    public IReadOnlySet<Guid> Pilot =>
        PilotPartners.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse).ToHashSet();

    public static PolicyVersion Draft(string name, int number, object body, Actor by, DateTimeOffset now) => new()
    {
        Id = Id<PolicyVersion>.New(now),
        Name = name,
        Number = number,
        Body = JsonSerializer.Serialize(body, body.GetType(), Json),
        By = by.Person,
        Created = now,
    };

    public void Rewrite(object body, Actor by)
    {
        Body = JsonSerializer.Serialize(body, body.GetType(), Json);
        By = by.Person;
    }

    public void Publish(DateTimeOffset from, IEnumerable<Id<Organisation>> pilot, string reason, Actor by)
    {
        EffectiveFrom = from;
        PilotPartners = string.Join(',', pilot.Select(p => p.Value));
        Reason = reason;
        By = by.Person;
    }

    public T Read<T>() where T : IPolicy => JsonSerializer.Deserialize<T>(Body, Json)!;

    private sealed class Mapping : IEntityTypeConfiguration<PolicyVersion>
    {
        public void Configure(EntityTypeBuilder<PolicyVersion> builder)
        {
            builder.ToTable("policy_versions");
            builder.Ignore(p => p.Pilot).Ignore(p => p.Ref);
            builder.HasIndex(p => new { p.Name, p.Number }).IsUnique();
        }
    }
}

/// <summary>A rule set together with the number of the version it comes from.</summary>
public sealed record Dated<T>(int Number, T Rules);
