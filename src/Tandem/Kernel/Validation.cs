using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace Tandem.Kernel;

/// <summary>Checks an input record by its annotations, members and lists included, and names each field at fault.</summary>
public static class Validation
{
    /// <summary>Errors by path in the input's own spelling: <c>Lines[0].Quantity</c>. Empty when the input is good.</summary>
    public static Task<Dictionary<string, List<string>>> Check(object input, IServiceProvider services, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var errors = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        Check(input, "", services, errors, depth: 0);
        return Task.FromResult(errors);
    }

    private static void Check(object input, string path, IServiceProvider services, Dictionary<string, List<string>> errors, int depth)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(input, new ValidationContext(input, services, null), found, validateAllProperties: true);
        foreach (var result in found)
        {
            foreach (var member in result.MemberNames.DefaultIfEmpty(""))
            {
                if (!errors.TryGetValue(path + member, out var messages))
                    errors[path + member] = messages = [];
                messages.Add(result.ErrorMessage ?? "This value is not valid.");
            }
        }

        // Inputs are shallow; the bound only stops a hostile self-nesting document.
        if (depth >= 8)
            return;
        foreach (var property in input.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0))
        {
            if (property.PropertyType == typeof(string) || property.PropertyType.IsValueType)
                continue;
            var value = property.GetValue(input);
            if (value is IEnumerable items and not IDictionary)
            {
                var i = 0;
                foreach (var item in items)
                {
                    if (item is not null && IsInput(item.GetType()))
                        Check(item, $"{path}{property.Name}[{i}].", services, errors, depth + 1);
                    i++;
                }
            }
            else if (value is not null && IsInput(value.GetType()))
            {
                Check(value, $"{path}{property.Name}.", services, errors, depth + 1);
            }
        }
    }

    /// <summary>A record of Tandem's own, whose members are looked into.</summary>
    internal static bool IsInput(Type type) => type.IsClass && type.Namespace?.StartsWith(nameof(Tandem), StringComparison.Ordinal) == true;
}
