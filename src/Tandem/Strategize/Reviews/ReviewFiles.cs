using System.Globalization;
using System.Text;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize.Reviews.Packs;
using Tandem.Ui;

namespace Tandem.Strategize.Reviews;

/// <summary>What a review gives out as files: the invitation, and the pack as PDF and as slides.</summary>
internal static class ReviewFiles
{
    public static async Task<IResult> Invitation(Id<Qbr> id, TakeInvitation.Handler run, Actor by, CancellationToken ct)
    {
        var text = await run.Run(new TakeInvitation { Qbr = id }, by, ct);
        return text.Ok ? TypedResults.File(Encoding.UTF8.GetBytes(text.Value), "text/calendar; charset=utf-8", "business-review.ics") : text.ToHttp();
    }

    public static Task<IResult> Pdf(Id<QbrPack> id, ShowPack.Handler run, Words l, Formats f, PackFonts fonts, Actor by, CancellationToken ct) =>
        File(id, run, by, "application/pdf", "pdf", pack => PackPdf.Write(PackContents.Of(pack, l, f), fonts), ct);

    public static Task<IResult> Slides(Id<QbrPack> id, ShowPack.Handler run, Words l, Formats f, Actor by, CancellationToken ct) =>
        File(id, run, by, "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", pack => PackSlides.Write(PackContents.Of(pack, l, f)), ct);

    private static async Task<IResult> File(Id<QbrPack> id, ShowPack.Handler run, Actor by, string type, string ending, Func<PackDocument, byte[]> write, CancellationToken ct)
    {
        var pack = await run.Run(new ShowPack { Pack = id }, by, ct);
        if (!pack.Ok)
            return pack.ToHttp();
        var name = string.Create(CultureInfo.InvariantCulture, $"qbr-{pack.Value.Document.PlanReference}-{pack.Value.Document.AsOf:yyyy-MM-dd}.{ending}");
        return TypedResults.File(write(pack.Value.Document), type, name);
    }
}
