using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Antiforgery;

namespace Tandem.Kernel;

/// <summary>What a person typed into an HTML form: the input record it fills, its errors by field, and the text as typed.</summary>
/// <remarks>
/// The same record also arrives as JSON at the API. A page that finds <see cref="Ok"/> false shows itself again with 422:
/// nothing typed is lost.
/// </remarks>
public sealed class Form<T> : IBindableFromHttpContext<Form<T>> where T : class, new()
{
    public T Value { get; init; } = new();

    public Dictionary<string, List<string>> Errors { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The raw text of each field, so that an unreadable date comes back as it was written.</summary>
    public Dictionary<string, string> Typed { get; } = new(StringComparer.OrdinalIgnoreCase);

    public IFormFileCollection Files { get; private set; } = new FormFileCollection();

    public bool Ok => Errors.Count == 0;

    public IEnumerable<string> ErrorsOf(string field) => Errors.TryGetValue(field, out var found) ? found : [];

    public void Refuse(Refusal refusal) => Add(refusal.Field ?? "", Say(refusal));

    // A sentence with arguments cannot be looked up any more once they are in it; one without is said when it is shown.
    private static string Say(Refusal refusal) =>
        refusal.Args.Length == 0 ? refusal.Sentence : Words.Here[refusal.Sentence, refusal.Args];

    public static async ValueTask<Form<T>?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
            throw new BadHttpRequestException("The form has expired. Reload the page and send it again.", StatusCodes.Status400BadRequest);

        var posted = await http.Request.ReadFormAsync(http.RequestAborted);
        var form = new Form<T> { Files = posted.Files };
        form.Fill(form.Value, "", posted);
        foreach (var (field, messages) in await Validation.Check(form.Value, http.RequestServices, http.RequestAborted))
        {
            foreach (var message in messages)
                form.Add(field, message);
        }

        return form;
    }

    private void Fill(object target, string prefix, IFormCollection posted)
    {
        foreach (var property in target.GetType().GetProperties().Where(p => p.CanWrite))
        {
            var name = prefix + property.Name;
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (type == typeof(IFormFile))
                property.SetValue(target, posted.Files.GetFile(name));
            else if (type == typeof(string) || ParseMethod(type) is not null || type.IsEnum)
                FillLeaf(target, property, type, name, posted);
            else if (typeof(IEnumerable).IsAssignableFrom(type))
                FillList(target, property, type, name, posted);
            else if (type.IsClass && posted.Keys.Any(k => k.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase)))
            {
                var nested = Activator.CreateInstance(type)!;
                Fill(nested, name + ".", posted);
                property.SetValue(target, nested);
            }
        }
    }

    private void FillLeaf(object target, PropertyInfo property, Type type, string name, IFormCollection posted)
    {
        // A checkbox is posted only when ticked, after a hidden "false": the last value counts.
        if (posted[name].LastOrDefault()?.Trim() is not { } text)
            return;
        Typed[name] = text;
        if (TryRead(type, text, out var value))
            property.SetValue(target, value);
        else
            Add(name, type == typeof(DateOnly) ? "Enter a date such as 2026-03-31." : "We could not read this value.");
    }

    private void FillList(object target, PropertyInfo property, Type type, string name, IFormCollection posted)
    {
        var item = type.IsArray ? type.GetElementType()! : type.GetGenericArguments().FirstOrDefault() ?? typeof(string);
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        if (item == typeof(string) || ParseMethod(item) is not null || item.IsEnum)
        {
            foreach (var text in posted[name].Where(text => !string.IsNullOrWhiteSpace(text)))
            {
                if (TryRead(item, text!.Trim(), out var value))
                    list.Add(value);
                else
                    Add(name, "We could not read this value.");
            }
        }
        else
        {
            for (var i = 0; posted.Keys.Any(k => k.StartsWith($"{name}[{i}].", StringComparison.OrdinalIgnoreCase)); i++)
            {
                var nested = Activator.CreateInstance(item)!;
                Fill(nested, $"{name}[{i}].", posted);
                list.Add(nested);
            }
        }

        if (list.Count == 0)
            return;
        if (type.IsArray)
        {
            var array = Array.CreateInstance(item, list.Count);
            list.CopyTo(array, 0);
            property.SetValue(target, array);
        }
        else
        {
            property.SetValue(target, list);
        }
    }

    private static bool TryRead(Type type, string text, out object? value)
    {
        value = null;
        if (type == typeof(string))
        {
            value = text.Length == 0 ? null : text;
            return true;
        }

        if (text.Length == 0)
            return true;
        if (type == typeof(bool))
        {
            value = text is "true" or "on" or "1";
            return true;
        }

        if (type.IsEnum)
            return Enum.TryParse(type, text, ignoreCase: true, out value) && Enum.IsDefined(type, value!);
        if (type == typeof(decimal))
        {
            var read = ReadAmount(text, CultureInfo.CurrentCulture, out var number);
            value = number;
            return read;
        }

        object?[] arguments = [text, CultureInfo.InvariantCulture, null];
        var ok = (bool)ParseMethod(type)!.Invoke(null, arguments)!;
        value = arguments[2];
        return ok;
    }

    /// <summary>The browser's number input sends a point and no groups; a person types as the own language writes.</summary>
    private static bool ReadAmount(string text, CultureInfo culture, out decimal number)
    {
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out number) || decimal.TryParse(text, Plain, culture, out number))
            return true;

        // The framework takes a group of any length: "1,5" would be fifteen.
        var groups = text.Split(culture.NumberFormat.NumberDecimalSeparator)[0].Split(culture.NumberFormat.NumberGroupSeparator);
        return groups.Skip(1).All(group => group.Length == 3) && decimal.TryParse(text, NumberStyles.Number, culture, out number);
    }

    private static MethodInfo? ParseMethod(Type type) => type == typeof(bool)
        ? typeof(bool).GetMethod(nameof(bool.Parse), [typeof(string)])
        : type.GetMethod("TryParse", BindingFlags.Public | BindingFlags.Static, [typeof(string), typeof(IFormatProvider), type.MakeByRefType()]);

    private void Add(string field, string message)
    {
        if (!Errors.TryGetValue(field, out var messages))
            Errors[field] = messages = [];
        if (!messages.Contains(message))
            messages.Add(message);
    }
}
