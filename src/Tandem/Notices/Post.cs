using System.Globalization;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>Puts a letter into the reader's language, as HTML and as plain text, and hands it to the mail server.</summary>
public sealed class Post(IServiceScopeFactory scopes, ILoggerFactory logs, MailSettings settings, Unsubscribing unsubscribing, Words words)
{
    public async Task Send(Mail mail, CancellationToken ct)
    {
        using var message = await Compose(mail);
        using var client = settings.Client();
        await client.SendMailAsync(message, ct);
    }

    /// <summary>The mail as it leaves: also what the outbox page shows.</summary>
    public async Task<MailMessage> Compose(Mail mail)
    {
        var letter = mail.Letter ?? throw new InvalidOperationException("The words of this mail were erased.");
        var unsubscribe = letter.Kind is { } kind && mail.PersonId is { } person
            ? settings.Link("/notices/unsubscribe?token=" + unsubscribing.Token(person, kind))
            : null;

        // Scoped to this asynchronous flow: the culture of the caller comes back by itself.
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureOf(mail.Language);
        var message = new MailMessage(settings.From, new MailAddress(mail.Address))
        {
            Subject = OneLine(letter.Subject.Say(words)),
            SubjectEncoding = Encoding.UTF8,
            Body = Plain(letter, unsubscribe),
            BodyEncoding = Encoding.UTF8,
        };
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(await Html(letter, mail.Language, unsubscribe), Encoding.UTF8, MediaTypeNames.Text.Html));

        if (letter.Calendar is { } meeting)
        {
            var type = new ContentType("text/calendar") { CharSet = "utf-8", Name = "invitation.ics" };
            type.Parameters["method"] = meeting.Method;
            message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(meeting.Text, type));
        }

        // The same id at a second attempt: a server that got the first one can tell.
        message.Headers.Add("Message-ID", $"<{mail.Id.Value:N}@{settings.From.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (unsubscribe is not null)
        {
            message.Headers.Add("List-Unsubscribe", $"<{unsubscribe}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        return message;
    }

    private async Task<string> Html(Letter letter, string language, string? unsubscribe)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<LetterPage>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(LetterPage.Letter)] = letter,
                [nameof(LetterPage.Language)] = language,
                [nameof(LetterPage.Unsubscribe)] = unsubscribe,
            }));
            return page.ToHtmlString();
        });
    }

    private string Plain(Letter letter, string? unsubscribe)
    {
        var text = new StringBuilder();
        foreach (var paragraph in letter.Paragraphs)
            text.Append(paragraph.Say(words)).Append("\n\n");
        foreach (var item in letter.Items)
            text.Append("- ").Append(item.Sentence.Say(words)).Append("\n  ").Append(settings.Link(item.Link)).Append('\n');
        if (letter.Action is { } action)
            text.Append(words[action.Label]).Append(": ").Append(settings.Link(action.Link)).Append('\n');
        if (unsubscribe is not null)
        {
            text.Append("\n-- \n").Append(words["Choose what reaches you by e-mail"]).Append(": ").Append(settings.Link("/notices/preferences"))
                .Append('\n').Append(words["No more mails like this"]).Append(": ").Append(unsubscribe).Append('\n');
        }

        return text.ToString();
    }

    private static CultureInfo CultureOf(string language)
    {
        try
        {
            return CultureInfo.GetCultureInfo(language);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.GetCultureInfo("en");
        }
    }

    // A line break in a subject would start a header of the sender's choosing.
    private static string OneLine(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length > 200 ? line[..197] + "…" : line;
    }
}
