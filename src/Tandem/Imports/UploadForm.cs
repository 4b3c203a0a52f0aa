namespace Tandem.Imports;

/// <summary>The upload as a person fills it in.</summary>
public sealed class UploadForm
{
    public string? Kind { get; set; }

    public string Currency { get; set; } = "EUR";
}
