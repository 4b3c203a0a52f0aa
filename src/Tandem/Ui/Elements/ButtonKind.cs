namespace Tandem.Ui;

/// <summary>How much a button asks to be pressed; a page has one primary.</summary>
public enum ButtonKind
{
    Plain,
    Primary,
    Quiet,
    Link,
    Danger,
    DangerSolid,
}

/// <summary>The height of a button.</summary>
public enum ButtonSize
{
    Normal,
    Small,
    Large,
}
