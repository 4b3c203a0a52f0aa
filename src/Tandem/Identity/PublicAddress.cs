namespace Tandem.Identity;

/// <summary>The address at which people reach this portal, for links that leave it: in mails and on the command line.</summary>
public static class PublicAddress
{
    /// <summary><c>TANDEM_ADDRESS</c>, or the first address it listens on.</summary>
    public static string From(IConfiguration settings) =>
        (settings["TANDEM_ADDRESS"] ?? settings["urls"]?.Split(';')[0] ?? "http://localhost:5000").TrimEnd('/');
}
