using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Kernel;

namespace Tandem.Events;

/// <summary>Who may see events of a kind; the vendor always may.</summary>
public enum Seen
{
    ByVendor,
    ByPartner,
}

/// <summary>What an event says, as a small record of ids, codes, numbers and dates; never names or free text.</summary>
public interface IFact
{
    /// <summary>The sentence of the timeline, without its subject: "approved it, protected until 3 May".</summary>
    string Say(Words l);
}

/// <summary>Names the kind of a fact and who may see it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FactAttribute(string kind, Seen seen = Seen.ByVendor) : Attribute
{
    public string Kind { get; } = kind;

    public Seen Seen { get; } = seen;

    /// <summary>A Tabler icon for the timeline.</summary>
    public string Icon { get; init; } = "point";
}

/// <summary>Every kind of fact the programme can record.</summary>
public static class FactKinds
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly FrozenDictionary<Type, FactAttribute> ByType = typeof(FactKinds).Assembly.GetTypes()
        .Where(type => type.IsClass && type.IsAssignableTo(typeof(IFact)))
        .ToFrozenDictionary(
            type => type,
            type => type.GetCustomAttribute<FactAttribute>() ?? throw new InvalidOperationException($"{type.Name} needs [Fact]."));

    private static readonly FrozenDictionary<string, Type> ByKind = ByType.ToFrozenDictionary(pair => pair.Value.Kind, pair => pair.Key);

    public static IEnumerable<Type> All => ByType.Keys;

    /// <summary>The kinds that a partner may see, for the query of its timeline.</summary>
    public static IReadOnlyList<string> SeenByPartner { get; } =
        [.. ByType.Values.Where(fact => fact.Seen == Seen.ByPartner).Select(fact => fact.Kind).Order(StringComparer.Ordinal)];

    public static bool Knows(string kind) => ByKind.ContainsKey(kind);

    public static FactAttribute Of(Type fact) => ByType[fact];

    public static FactAttribute Of(string kind) => ByType[ByKind[kind]];

    public static string Kind<TFact>() where TFact : IFact => ByType[typeof(TFact)].Kind;

    public static string Write(IFact fact) => JsonSerializer.Serialize(fact, fact.GetType(), Json);

    public static IFact Read(string kind, string data) => (IFact)JsonSerializer.Deserialize(data, ByKind[kind], Json)!;
}
