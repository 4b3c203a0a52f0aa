namespace Tandem.Strategize.Reviews.Packs;

/// <summary>A presentation in the making: one master, one layout, the slides and their charts.</summary>
internal sealed class SlideDeck
{
    public const long Wide = 12_192_000;
    public const long High = 6_858_000;
    public const long Margin = 620_000;
    public const long Inner = Wide - (2 * Margin);
    public const long Bottom = 6_150_000;

    private const string A = "http://schemas.openxmlformats.org/drawingml/2006/main";
    private const string P = "http://schemas.openxmlformats.org/presentationml/2006/main";
    private const string R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Office = "application/vnd.openxmlformats-officedocument.";
    private const string Group = "<p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/><a:chOff x=\"0\" y=\"0\"/><a:chExt cx=\"0\" cy=\"0\"/></a:xfrm></p:grpSpPr>";
    private const string TitleShape = "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Title\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"title\"/></p:nvPr></p:nvSpPr>"
        + "<p:spPr><a:xfrm><a:off x=\"620000\" y=\"380000\"/><a:ext cx=\"10952000\" cy=\"760000\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang=\"en-US\"/></a:p></p:txBody></p:sp>";

    private readonly List<Slide> slides = [];
    private readonly List<PackChart> charts = [];

    public void Cover(string title, string partner, string lead, string footer)
    {
        var slide = new Slide(this);
        slide.Box(0, 0, Wide, High, "00687A");
        slide.Box(Margin, 4_150_000, 1_200_000, 55_000, "EB9B45");
        slide.Words(title, 2000, "CFE6EA", Margin, 1_900_000, Inner, 420_000);
        slide.Title(partner, 4400, "FFFFFF", Margin, 2_350_000, Inner, 1_500_000);
        slide.Words(lead, 1800, "FFFFFF", Margin, 4_400_000, Inner, 900_000);
        slide.Words(footer, 1100, "CFE6EA", Margin, 6_250_000, Inner, 300_000);
        slides.Add(slide);
    }

    public Slide Slide(string title, string footer)
    {
        var slide = new Slide(this);
        slide.Title(title, 2600, "1B2429", Margin, 380_000, Inner, 700_000);
        slide.Box(Margin, 1_120_000, 500_000, 36_000, "00687A");
        slides.Add(slide);
        slide.Words($"{footer}   {slides.Count}", 900, "5B666D", Margin, 6_480_000, Inner, 220_000);
        return slide;
    }

    /// <returns>The number of the chart's part.</returns>
    public int Chart(PackChart chart)
    {
        charts.Add(chart);
        return charts.Count;
    }

    public byte[] Write(string title)
    {
        var zip = new OfficeZip();
        zip.Relate("", ("rId1", "officeDocument", "ppt/presentation.xml"), ("rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"));
        zip.Add("docProps/core.xml", "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
            + $"<dc:title>{OfficeZip.Text(title)}</dc:title><dc:creator>Tandem</dc:creator></cp:coreProperties>", "application/vnd.openxmlformats-package.core-properties+xml");
        zip.Add("ppt/presentation.xml", $"<p:presentation xmlns:a=\"{A}\" xmlns:r=\"{R}\" xmlns:p=\"{P}\"><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" r:id=\"rId1\"/></p:sldMasterIdLst>"
            + $"<p:sldIdLst>{string.Concat(slides.Select((_, i) => $"<p:sldId id=\"{256 + i}\" r:id=\"rId{i + 3}\"/>"))}</p:sldIdLst><p:sldSz cx=\"{Wide}\" cy=\"{High}\"/><p:notesSz cx=\"{High}\" cy=\"{Wide}\"/></p:presentation>",
            Office + "presentationml.presentation.main+xml");
        zip.Relate("ppt/presentation.xml", [("rId1", "slideMaster", "slideMasters/slideMaster1.xml"), ("rId2", "theme", "theme/theme1.xml"), .. slides.Select((_, i) => ($"rId{i + 3}", "slide", $"slides/slide{i + 1}.xml"))]);
        zip.Add("ppt/theme/theme1.xml", Theme, Office + "theme+xml");
        zip.Add("ppt/slideMasters/slideMaster1.xml", Master, Office + "presentationml.slideMaster+xml");
        zip.Relate("ppt/slideMasters/slideMaster1.xml", ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"), ("rId2", "theme", "../theme/theme1.xml"));
        zip.Add("ppt/slideLayouts/slideLayout1.xml", $"<p:sldLayout xmlns:a=\"{A}\" xmlns:r=\"{R}\" xmlns:p=\"{P}\" type=\"titleOnly\" preserve=\"1\"><p:cSld name=\"Title Only\"><p:spTree>{Group}{TitleShape}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>",
            Office + "presentationml.slideLayout+xml");
        zip.Relate("ppt/slideLayouts/slideLayout1.xml", ("rId1", "slideMaster", "../slideMasters/slideMaster1.xml"));
        for (var i = 0; i < slides.Count; i++)
        {
            zip.Add($"ppt/slides/slide{i + 1}.xml", slides[i].Xml, Office + "presentationml.slide+xml");
            zip.Relate($"ppt/slides/slide{i + 1}.xml", slides[i].Relations);
        }

        for (var i = 1; i <= charts.Count; i++)
        {
            zip.Add($"ppt/charts/chart{i}.xml", SlideChart.Xml(charts[i - 1]), Office + "drawingml.chart+xml");
            zip.Relate($"ppt/charts/chart{i}.xml", ("rId1", "package", $"../embeddings/workbook{i}.xlsx"));
            zip.Add($"ppt/embeddings/workbook{i}.xlsx", SlideChart.Workbook(charts[i - 1]));
        }

        return zip.Write();
    }

    private static string Master => $"<p:sldMaster xmlns:a=\"{A}\" xmlns:r=\"{R}\" xmlns:p=\"{P}\"><p:cSld><p:bg><p:bgPr><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill><a:effectLst/></p:bgPr></p:bg><p:spTree>{Group}{TitleShape}</p:spTree></p:cSld>"
        + "<p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" accent2=\"accent2\" accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/>"
        + "<p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" r:id=\"rId1\"/></p:sldLayoutIdLst><p:txStyles><p:titleStyle><a:lvl1pPr algn=\"l\"><a:defRPr sz=\"2600\" b=\"1\"><a:solidFill><a:schemeClr val=\"tx1\"/></a:solidFill><a:latin typeface=\"+mj-lt\"/></a:defRPr></a:lvl1pPr></p:titleStyle>"
        + "<p:bodyStyle><a:lvl1pPr><a:defRPr sz=\"1600\"/></a:lvl1pPr></p:bodyStyle><p:otherStyle><a:defPPr><a:defRPr lang=\"en-US\"/></a:defPPr></p:otherStyle></p:txStyles></p:sldMaster>";

    private static string Theme
    {
        get
        {
            var colours = new[] { ("dk1", "1B2429"), ("lt1", "FFFFFF"), ("dk2", "36424A"), ("lt2", "F4F6F6"), ("accent1", "00687A"), ("accent2", "EB9B45"), ("accent3", "6B4FA0"), ("accent4", "3DA06F"), ("accent5", "C8402F"), ("accent6", "5B666D"), ("hlink", "00687A"), ("folHlink", "6B4FA0") };
            const string Fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
            const string Line = "<a:ln w=\"6350\">" + Fill + "</a:ln>";
            const string Effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
            const string Fonts = "<a:latin typeface=\"Segoe UI\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>";
            return $"<a:theme xmlns:a=\"{A}\" name=\"Tandem\"><a:themeElements><a:clrScheme name=\"Tandem\">{string.Concat(colours.Select(c => $"<a:{c.Item1}><a:srgbClr val=\"{c.Item2}\"/></a:{c.Item1}>"))}</a:clrScheme>"
                + $"<a:fontScheme name=\"Tandem\"><a:majorFont>{Fonts}</a:majorFont><a:minorFont>{Fonts}</a:minorFont></a:fontScheme>"
                + $"<a:fmtScheme name=\"Tandem\"><a:fillStyleLst>{Fill}{Fill}{Fill}</a:fillStyleLst><a:lnStyleLst>{Line}{Line}{Line}</a:lnStyleLst><a:effectStyleLst>{Effect}{Effect}{Effect}</a:effectStyleLst><a:bgFillStyleLst>{Fill}{Fill}{Fill}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>";
        }
    }
}
