using System.Net;
using System.Net.Mail;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>How e-mail leaves this installation.</summary>
/// <remarks>
/// <c>TANDEM_SMTP</c>: <c>smtp://user:password@host:25</c>, or <c>smtps://</c> for a connection that must be encrypted (STARTTLS,
/// port 587). Without it each mail becomes a file in <c>data/mail</c>. <c>TANDEM_MAIL_FROM</c>: the sender. <c>TANDEM_ADDRESS</c>: where
/// people reach the portal, for the links in mails.
/// </remarks>
public sealed class MailSettings
{
    private readonly Uri? smtp;

    public MailSettings(IConfiguration configuration)
    {
        Folder = Path.GetFullPath(Path.Combine(Folders.Data(configuration), "mail"));
        Portal = (configuration["TANDEM_ADDRESS"] ?? FirstOf(configuration["ASPNETCORE_URLS"] ?? configuration["URLS"]) ?? "http://localhost:5000").TrimEnd('/');
        From = new MailAddress(configuration["TANDEM_MAIL_FROM"] is { Length: > 0 } from ? from : "Tandem <tandem@localhost>");
        if (configuration["TANDEM_SMTP"] is not { Length: > 0 } text)
            return;
        smtp = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "smtp" or "smtps"
            ? uri
            : throw new InvalidOperationException("TANDEM_SMTP is not an address such as smtps://user:password@host:587.");
    }

    /// <summary>Where mails are laid as <c>.eml</c> files while no mail server is set.</summary>
    public string Folder { get; }

    public MailAddress From { get; }

    /// <summary>The portal's own address, without a slash at its end.</summary>
    public string Portal { get; }

    public bool HasServer => smtp is not null;

    /// <summary>The full address of a page of the portal.</summary>
    public string Link(string path) => path.StartsWith('/') ? Portal + path : path;

    public SmtpClient Client()
    {
        if (smtp is null)
        {
            Directory.CreateDirectory(Folder);
            return new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = Folder };
        }

        var secure = smtp.Scheme == "smtps";
        var client = new SmtpClient(smtp.Host, smtp.Port > 0 ? smtp.Port : secure ? 587 : 25) { EnableSsl = secure, Timeout = 20_000 };
        if (smtp.UserInfo.Split(':', 2) is [{ Length: > 0 } user, var password])
            client.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        return client;
    }

    private static string? FirstOf(string? urls) => urls?.Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(url => url.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal))
        .FirstOrDefault();
}
