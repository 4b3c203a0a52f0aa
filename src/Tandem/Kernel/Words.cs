using System.Globalization;

namespace Tandem.Kernel;

/// <summary>The words on screen: English text in, the reader's language out.</summary>
public sealed class Words
{
    public string this[string english, params object?[] args] =>
        args.Length == 0 ? english : string.Format(CultureInfo.CurrentCulture, english, args);
}
