using Mono.Cecil;

namespace Tandem.Tests.Architecture;

/// <summary>The compiled assembly, and what each of its types uses: signatures, bodies, attributes, state machines and closures.</summary>
internal static class Compiled
{
    public static ModuleDefinition Tandem { get; } = ModuleDefinition.ReadModule(typeof(TandemHost).Assembly.Location);

    public static ModuleDefinition Engine { get; } = ModuleDefinition.ReadModule(typeof(Tandem.Engine.Money).Assembly.Location);

    /// <summary>Every written type of a module; what the compiler makes of it comes as its nested types.</summary>
    public static IEnumerable<TypeDefinition> Types(ModuleDefinition module) =>
        module.Types.Where(type => type.FullName.StartsWith("Tandem", StringComparison.Ordinal));

    public static IEnumerable<TypeDefinition> AndNested(TypeDefinition type) => type.NestedTypes.SelectMany(AndNested).Prepend(type);

    /// <summary>The types that a type uses, itself and its nested ones taken together.</summary>
    public static HashSet<TypeReference> Uses(TypeDefinition type)
    {
        var uses = new HashSet<TypeReference>(new ByName());
        foreach (var each in AndNested(type))
        {
            Add(uses, each.BaseType);
            Add(uses, each.Interfaces.Select(i => i.InterfaceType));
            Attributes(uses, each);
            Add(uses, each.Fields.Select(f => f.FieldType));
            Add(uses, each.Properties.Select(p => p.PropertyType));
            foreach (var property in each.Properties)
                Attributes(uses, property);
            foreach (var method in each.Methods)
                Add(uses, method);
        }

        return uses;
    }

    /// <summary>The methods that a type calls.</summary>
    public static IEnumerable<MethodReference> Calls(TypeDefinition type) => AndNested(type)
        .SelectMany(t => t.Methods).Where(m => m.HasBody)
        .SelectMany(m => m.Body.Instructions).Select(i => i.Operand).OfType<MethodReference>();

    private static void Add(HashSet<TypeReference> uses, MethodDefinition method)
    {
        Attributes(uses, method);
        Add(uses, method.ReturnType);
        Add(uses, method.Parameters.Select(p => p.ParameterType));
        if (!method.HasBody)
            return;
        Add(uses, method.Body.Variables.Select(v => v.VariableType));
        foreach (var operand in method.Body.Instructions.Select(i => i.Operand))
        {
            switch (operand)
            {
                case TypeReference type:
                    Add(uses, type);
                    break;
                case FieldReference field:
                    Add(uses, field.DeclaringType);
                    break;
                case MethodReference called:
                    Add(uses, called.DeclaringType);
                    Add(uses, called.ReturnType);
                    Add(uses, (called as GenericInstanceMethod)?.GenericArguments ?? []);
                    break;
            }
        }
    }

    private static void Attributes(HashSet<TypeReference> uses, ICustomAttributeProvider of) =>
        Add(uses, of.CustomAttributes.Select(a => a.AttributeType));

    private static void Add(HashSet<TypeReference> uses, IEnumerable<TypeReference> types)
    {
        foreach (var type in types)
            Add(uses, type);
    }

    private static void Add(HashSet<TypeReference> uses, TypeReference? type)
    {
        if (type is null)
            return;
        if (type is GenericInstanceType generic)
            Add(uses, generic.GenericArguments);
        if (type is not GenericParameter)
            uses.Add(type.GetElementType());
    }

    private sealed class ByName : IEqualityComparer<TypeReference>
    {
        public bool Equals(TypeReference? x, TypeReference? y) => x?.FullName == y?.FullName;

        public int GetHashCode(TypeReference type) => type.FullName.GetHashCode(StringComparison.Ordinal);
    }
}
