using System.Collections.Frozen;

namespace Tandem.Engine.Matching;

/// <summary>The part of a web or e-mail address that a company registered: "acme.co.uk" of "https://shop.acme.co.uk/de".</summary>
public static class WebDomain
{
    private static readonly FrozenSet<string> LongSuffixes =
        ("co.uk org.uk me.uk ltd.uk plc.uk net.uk sch.uk ac.uk gov.uk nhs.uk com.au net.au org.au edu.au gov.au id.au com.br net.br org.br gov.br " +
        "edu.br co.jp ne.jp or.jp ac.jp go.jp ad.jp ed.jp gr.jp co.kr or.kr go.kr re.kr ac.kr com.cn net.cn org.cn gov.cn edu.cn com.tw " +
        "org.tw com.hk org.hk net.hk com.sg org.sg edu.sg gov.sg com.my net.my org.my co.th or.th ac.th go.th in.th com.vn co.id or.id ac.id " +
        "go.id web.id com.ph co.in net.in org.in firm.in gen.in ind.in ac.in gov.in com.pk com.bd com.lk co.nz net.nz org.nz govt.nz ac.nz " +
        "co.za org.za net.za gov.za ac.za web.za com.mx org.mx gob.mx edu.mx com.ar org.ar gob.ar com.co net.co org.co com.pe com.ve com.uy " +
        "com.py com.bo com.ec com.gt com.do com.pa com.cr co.cr com.ni com.sv com.hn com.pr com.tr org.tr gov.tr edu.tr net.tr co.il org.il " +
        "ac.il gov.il com.sa com.eg com.qa com.kw com.bh com.om com.lb com.jo co.ke or.ke co.tz co.ug com.ng com.gh co.ma com.tn com.pl net.pl " +
        "org.pl edu.pl gov.pl com.ro com.ua co.ua org.ua com.ru org.ru com.gr com.cy com.mt com.pt com.es org.es nom.es gob.es co.at or.at " +
        "ac.at gv.at asso.fr com.fr gouv.fr co.hu com.hr co.rs com.mk com.al com.by com.kz co.uz com.ge com.az com.mo com.kh com.fj " +
        "github.io gitlab.io wordpress.com blogspot.com wixsite.com weebly.com squarespace.com herokuapp.com azurewebsites.net myshopify.com " +
        "netlify.app vercel.app pages.dev web.app firebaseapp.com business.site godaddysites.com jimdofree.com webnode.com sharepoint.com " +
        "onmicrosoft.com eu.com uk.com us.com de.com gb.net").Split(' ').ToFrozenSet();

    private static readonly FrozenSet<string> FreeMail =
        ("gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it live.com live.co.uk msn.com yahoo.com " +
        "yahoo.co.uk yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.co.in yahoo.co.jp yahoo.com.br yahoo.ca ymail.com rocketmail.com aol.com aim.com " +
        "icloud.com me.com mac.com gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de arcor.de mail.com mail.ru yandex.ru " +
        "yandex.com bk.ru list.ru inbox.ru rambler.ru protonmail.com proton.me pm.me tutanota.com zoho.com fastmail.com hushmail.com qq.com " +
        "163.com 126.com sina.com sina.cn sohu.com foxmail.com naver.com hanmail.net daum.net rediffmail.com libero.it virgilio.it tiscali.it " +
        "alice.it orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bluewin.ch telenet.be skynet.be ziggo.nl kpnmail.nl planet.nl hetnet.nl " +
        "comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com btinternet.com sky.com " +
        "virginmedia.com talktalk.net ntlworld.com blueyonder.co.uk bigpond.com optusnet.com.au rogers.com shaw.ca sympatico.ca telus.net " +
        "uol.com.br bol.com.br terra.com.br ig.com.br seznam.cz wp.pl o2.pl onet.pl interia.pl abv.bg ukr.net i.ua example.com example.org " +
        "linkedin.com facebook.com fb.com instagram.com twitter.com x.com youtube.com google.com goo.gl bit.ly localhost mailinator.com").Split(' ').ToFrozenSet();

    /// <summary>
    /// The registrable domain of an address, host or e-mail; null where there is none or where it says nothing about the
    /// company (free mail, social networks).
    /// </summary>
    public static string? Registrable(string? address)
    {
        if (string.IsNullOrWhiteSpace(address)) return null;
        var host = Host(address);
        if (host is null) return null;
        var labels = host.Split('.', StringSplitOptions.RemoveEmptyEntries);
        if (labels.Length < 2 || labels.Any(l => l.Length > 63) || labels[^1].All(char.IsAsciiDigit)) return null;
        var suffix = labels.Length >= 2 && LongSuffixes.Contains($"{labels[^2]}.{labels[^1]}") ? 2 : 1;
        if (labels.Length <= suffix) return null;
        var domain = string.Join('.', labels[^(suffix + 1)..]);
        return FreeMail.Contains(domain) ? null : domain;
    }

    /// <summary>The name inside a registrable domain: "acme" of "acme.co.uk".</summary>
    public static string Label(string registrable)
    {
        var dot = registrable.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? registrable : registrable[..dot];
    }

    private static string? Host(string address)
    {
        var text = address.AsSpan().Trim();
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0) text = text[(scheme + 3)..];
        var end = text.IndexOfAny(['/', '?', '#', ' ', ',', ';', '>', '|']);
        if (end >= 0) text = text[..end];
        var at = text.LastIndexOf('@');
        if (at >= 0) text = text[(at + 1)..];
        var port = text.IndexOf(':');
        if (port >= 0) text = text[..port];
        var host = text.Trim(". ".AsSpan()).ToString().ToLowerInvariant();
        if (host.Length is 0 or > 253) return null;
        foreach (var c in host)
            if (c < 128 ? !(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') : !char.IsLetterOrDigit(c) && !char.IsSurrogate(c)) return null;
        return host;
    }
}
