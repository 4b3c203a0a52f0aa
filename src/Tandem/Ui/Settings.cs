namespace Tandem.Ui;

/// <summary>One page of the programme's settings, contributed by the module whose rules it sets.</summary>
/// <param name="Text">What is decided there, in a sentence.</param>
/// <param name="Group">The heading it stands under.</param>
public sealed record SettingsItem(string Label, string Text, string Icon, string Href, string Group)
{
    public string? Permission { get; init; }

    public int Order { get; init; } = 100;
}
