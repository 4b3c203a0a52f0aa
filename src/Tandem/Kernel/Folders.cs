namespace Tandem.Kernel;

/// <summary>Where Tandem writes when no setting says otherwise: everything under one folder that git does not see.</summary>
public static class Folders
{
    /// <summary><c>TANDEM_DATA</c>, or <c>data</c> in the current folder.</summary>
    public static string Data(IConfiguration settings) => settings["TANDEM_DATA"] is { Length: > 0 } folder ? folder : "data";

    /// <summary><c>TANDEM_FILES</c>, or <c>files</c> in the data folder.</summary>
    public static string Files(IConfiguration settings) =>
        settings["TANDEM_FILES"] is { Length: > 0 } folder ? folder : Path.Combine(Data(settings), "files");
}
