using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Notices;
using Xunit;

namespace Tandem.Tests.Notices;

/// <summary>The outbox, with and without a mail server. One database is enough: the rows are plain.</summary>
public sealed class MailTests(MailTests.MailApp app) : IClassFixture<MailTests.MailApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public sealed class MailApp : SqliteApp
    {
        public MailApp() => Server = new SmallMailServer();

        internal new SmallMailServer Server { get; }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("TANDEM_SMTP", $"smtp://127.0.0.1:{Server.Port}");
            builder.UseSetting("TANDEM_ADDRESS", "https://partners.example.com");
            builder.UseSetting("TANDEM_MAIL_FROM", "Example <portal@example.com>");
        }
    }

    private async Task<Mail> Put(Person to, Letter letter)
    {
        var mail = Mail.To(to, letter, app.Now);
        await app.Db(db =>
        {
            db.Add(mail);
            return db.SaveChangesAsync(Ct);
        });
        return mail;
    }

    private Task<Mail> Look(Mail mail) => app.Db(db => db.Mails().AsNoTracking().SingleAsync(m => m.Id == mail.Id, Ct));

    private Task<int> SendDue() => app.Run((SendMails.Handler send) => send.Run(Ct));

    private static Letter Letter(string subject = "Nordwind is protected") => new()
    {
        Subject = subject,
        Paragraphs = ["Your registration of {0} was approved."],
        Action = new LetterAction("Open in the portal", "/deals/1"),
        Kind = "threads.mention",
    };

    [Fact]
    public async Task A_mail_arrives_as_plain_text_and_html_with_full_links_and_a_way_to_unsubscribe()
    {
        var person = await app.Given.PartnerPerson();
        var mail = await Put(person, Letter() with { Paragraphs = [new Sentence("Your registration of {0} was approved.", "<Müller & Söhne>")] });

        await SendDue();

        var received = app.Server.Received.Single(m => m.Contains(mail.Id.Value.ToString("N"), StringComparison.Ordinal));
        Assert.Equal(MailState.Sent, (await Look(mail)).State);
        Assert.Contains("Subject: Nordwind is protected", received, StringComparison.Ordinal);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", received, StringComparison.Ordinal);
        var parts = Parts(received);
        Assert.Contains("<Müller & Söhne>", parts["text/plain"], StringComparison.Ordinal);
        Assert.Contains("https://partners.example.com/deals/1", parts["text/plain"], StringComparison.Ordinal);
        Assert.Contains("&lt;M&#xFC;ller &amp; S&#xF6;hne&gt;", parts["text/html"], StringComparison.Ordinal);
        Assert.Contains("href=\"https://partners.example.com/deals/1\"", parts["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_break_in_a_subject_starts_no_header()
    {
        var mail = await Put(await app.Given.PartnerPerson(), Letter("Hello\r\nBcc: all@example.com"));

        await SendDue();

        var received = app.Server.Received.Single(m => m.Contains(mail.Id.Value.ToString("N"), StringComparison.Ordinal));
        Assert.DoesNotContain("\r\nBcc:", received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_refuses_is_tried_again_later_and_given_up_in_the_end()
    {
        var mail = await Put(await app.Given.PartnerPerson(), Letter());
        app.Server.Refuse = true;
        try
        {
            await SendDue();
            Assert.Equal((MailState.Waiting, 1), ((await Look(mail)).State, (await Look(mail)).Attempts));
            Assert.Equal(0, await SendDue());

            for (var i = 0; i < 6; i++)
            {
                app.Clock.MoveTo((await Look(mail)).Due);
                await SendDue();
            }
        }
        finally
        {
            app.Server.Refuse = false;
        }

        Assert.Equal((MailState.Failed, 7), ((await Look(mail)).State, (await Look(mail)).Attempts));
        await app.Run((Outbox.Handler outbox) => outbox.Retry(mail.Id, Ct));
        await SendDue();
        Assert.Equal(MailState.Sent, (await Look(mail)).State);
    }

    [Fact]
    public async Task A_mail_that_waited_for_days_is_not_sent()
    {
        var mail = await Put(await app.Given.PartnerPerson(), Letter());
        app.Clock.Advance(TimeSpan.FromDays(4));

        await SendDue();

        Assert.Equal(MailState.Stale, (await Look(mail)).State);
    }

    [Fact]
    public async Task A_confidential_letter_loses_its_words_once_sent()
    {
        var mail = await Put(await app.Given.PartnerPerson(), Letter() with { Confidential = true, Kind = null, Action = new("Set your password", "/password?secret=1") });
        Assert.Contains("secret", (await Look(mail)).Said, StringComparison.Ordinal);

        await SendDue();

        Assert.Equal("", (await Look(mail)).Said);
    }

    [Fact]
    public async Task Two_nodes_emptying_the_outbox_send_each_mail_once()
    {
        var person = await app.Given.PartnerPerson();
        var mails = new List<Mail>();
        for (var i = 0; i < 10; i++)
            mails.Add(await Put(person, Letter()));

        await Task.WhenAll(SendDue(), SendDue(), SendDue());
        await SendDue();

        foreach (var mail in mails)
            Assert.Single(app.Server.Received, m => m.Contains(mail.Id.Value.ToString("N"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_link_in_a_mail_turns_its_kind_off_and_a_forged_one_opens_nothing()
    {
        var person = await app.Given.PartnerPerson();
        var sealing = (Unsubscribing)app.Services.GetService(typeof(Unsubscribing))!;
        var token = sealing.Token(person.Id, "threads.mention");

        Assert.Null(sealing.Open(token[..^4] + "AAAA"));
        var (who, kind) = sealing.Open(token)!.Value;
        await app.Run(async (ChooseNotices.Handler choose) =>
        {
            await choose.Unsubscribe(who, kind, Ct);
            return true;
        });

        var offered = await app.Run((ChooseNotices.Handler choose) => choose.Offer(app.Act(person), Ct));
        Assert.Contains(offered, o => o is { Kind: "threads.mention", InApp: true, Mail: ByMail.Off });
    }

    /// <summary>The decoded body of each part of a multipart message.</summary>
    private static Dictionary<string, string> Parts(string message)
    {
        var boundary = "--" + message.Split("boundary=")[1].Split('\r', ';')[0].Trim('"');
        return message.Split(boundary).Skip(1).Where(part => part.Contains("Content-Type", StringComparison.OrdinalIgnoreCase)).ToDictionary(
            part => part.Split("Content-Type: ", StringSplitOptions.None)[1].Split(';')[0],
            part =>
            {
                var body = part.Split("\r\n\r\n", 2)[1];
                return part.Contains("base64", StringComparison.Ordinal)
                    ? Encoding.UTF8.GetString(Convert.FromBase64String(body.Trim()))
                    : Quoted(body);
            });
    }

    private static string Quoted(string text)
    {
        var bytes = new List<byte>();
        var joined = text.Replace("=\r\n", "", StringComparison.Ordinal);
        for (var i = 0; i < joined.Length; i++)
        {
            if (joined[i] == '=')
            {
                bytes.Add(Convert.ToByte(joined.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add((byte)joined[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}

/// <summary>Just enough of a mail server to receive, or refuse, what Tandem sends.</summary>
internal sealed class SmallMailServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<string> received = [];

    public SmallMailServer()
    {
        listener.Start();
        _ = Listen();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public bool Refuse { get; set; }

    public IReadOnlyList<string> Received
    {
        get
        {
            lock (received)
                return [.. received];
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task Listen()
    {
        while (true)
        {
            try
            {
                _ = Talk(await listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Talk(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 ready");
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
                {
                    await writer.WriteLineAsync("354 go");
                    var message = new StringBuilder();
                    while (await reader.ReadLineAsync() is { } text and not ".")
                        message.Append(text.StartsWith('.') ? text[1..] : text).Append("\r\n");
                    lock (received)
                        received.Add(message.ToString());
                }

                if (line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase))
                    return;
                await writer.WriteLineAsync(Refuse && line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase) ? "451 later" : "250 ok");
            }
        }
    }
}
