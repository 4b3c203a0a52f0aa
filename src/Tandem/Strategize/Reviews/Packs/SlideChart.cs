using System.Globalization;
using System.Text;

namespace Tandem.Strategize.Reviews.Packs;

/// <summary>A chart that PowerPoint draws and people can edit: its data lies beside it in a workbook.</summary>
internal static class SlideChart
{
    private const string Drawing = "http://schemas.openxmlformats.org/drawingml/2006/main";

    public static string Xml(PackChart chart)
    {
        var xml = new StringBuilder($"<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:a=\"{Drawing}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
            + "<c:date1904 val=\"0\"/><c:roundedCorners val=\"0\"/><c:chart>");
        xml.Append($"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"1200\" b=\"0\"/></a:pPr><a:r><a:rPr lang=\"en-US\" sz=\"1200\" b=\"0\"/><a:t>{OfficeZip.Text(chart.Title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val=\"0\"/></c:title>");
        xml.Append($"<c:autoTitleDeleted val=\"0\"/><c:plotArea><c:layout/><c:barChart><c:barDir val=\"{(chart.Sideways ? "bar" : "col")}\"/><c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/>");
        for (var s = 0; s < chart.Series.Count; s++)
            Series(xml, chart, s);
        xml.Append("<c:gapWidth val=\"60\"/><c:axId val=\"111\"/><c:axId val=\"222\"/></c:barChart>");
        xml.Append($"<c:catAx><c:axId val=\"111\"/><c:scaling><c:orientation val=\"{(chart.Sideways ? "maxMin" : "minMax")}\"/></c:scaling><c:delete val=\"0\"/><c:axPos val=\"{(chart.Sideways ? "l" : "b")}\"/>"
            + "<c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"low\"/><c:crossAx val=\"222\"/><c:crosses val=\"autoZero\"/></c:catAx>");
        xml.Append($"<c:valAx><c:axId val=\"222\"/><c:scaling><c:orientation val=\"minMax\"/>{(chart.Unit == "%" && chart.Sideways ? "<c:max val=\"100\"/>" : "")}<c:min val=\"0\"/></c:scaling><c:delete val=\"0\"/>"
            + $"<c:axPos val=\"{(chart.Sideways ? "t" : "l")}\"/><c:majorGridlines><c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"E3E7E8\"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>"
            + $"<c:numFmt formatCode=\"{OfficeZip.Text(chart.Number)}\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/><c:crossAx val=\"111\"/><c:crosses val=\"autoZero\"/></c:valAx>");
        xml.Append("</c:plotArea>");
        if (chart.Series.Count > 1)
            xml.Append("<c:legend><c:legendPos val=\"b\"/><c:overlay val=\"0\"/></c:legend>");
        xml.Append("<c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart>");
        xml.Append("<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"1100\"/></a:pPr><a:endParaRPr lang=\"en-US\"/></a:p></c:txPr><c:externalData r:id=\"rId1\"><c:autoUpdate val=\"0\"/></c:externalData></c:chartSpace>");
        return xml.ToString();
    }

    private static void Series(StringBuilder xml, PackChart chart, int s)
    {
        var (column, last) = ((char)('B' + s), chart.Bars.Count + 1);
        var colour = chart.Series.Count > 1 && s == 0 ? "B9C6C9" : s <= 1 ? "00687A" : "EB9B45";
        xml.Append($"<c:ser><c:idx val=\"{s}\"/><c:order val=\"{s}\"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f><c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\"><c:v>{OfficeZip.Text(chart.Series[s])}</c:v></c:pt></c:strCache></c:strRef></c:tx>");
        xml.Append($"<c:spPr><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill></c:spPr><c:invertIfNegative val=\"0\"/>");
        xml.Append($"<c:dLbls><c:numFmt formatCode=\"{OfficeZip.Text(chart.Number)}\" sourceLinked=\"0\"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr><c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"900\"/></a:pPr><a:endParaRPr lang=\"en-US\"/></a:p></c:txPr>"
            + "<c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/><c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls>");
        xml.Append($"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache><c:ptCount val=\"{chart.Bars.Count}\"/>");
        for (var i = 0; i < chart.Bars.Count; i++)
            xml.Append($"<c:pt idx=\"{i}\"><c:v>{OfficeZip.Text(chart.Bars[i].Category)}</c:v></c:pt>");
        xml.Append($"</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache><c:formatCode>{OfficeZip.Text(chart.Number)}</c:formatCode><c:ptCount val=\"{chart.Bars.Count}\"/>");
        for (var i = 0; i < chart.Bars.Count; i++)
        {
            if (chart.Bars[i].Values[s] is { } value)
                xml.Append($"<c:pt idx=\"{i}\"><c:v>{N(value)}</c:v></c:pt>");
        }

        xml.Append("</c:numCache></c:numRef></c:val></c:ser>");
    }

    /// <summary>The workbook behind the chart: categories in the first column, a series in each further one.</summary>
    public static byte[] Workbook(PackChart chart)
    {
        const string Sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        var zip = new OfficeZip();
        zip.Relate("", ("rId1", "officeDocument", "xl/workbook.xml"));
        zip.Add("xl/workbook.xml", $"<workbook xmlns=\"{Sheet}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml");
        zip.Relate("xl/workbook.xml", ("rId1", "worksheet", "worksheets/sheet1.xml"));
        var rows = new StringBuilder($"<worksheet xmlns=\"{Sheet}\"><sheetData><row r=\"1\">{Cell("A1", chart.First)}");
        for (var s = 0; s < chart.Series.Count; s++)
            rows.Append(Cell($"{(char)('B' + s)}1", chart.Series[s]));
        rows.Append("</row>");
        for (var i = 0; i < chart.Bars.Count; i++)
        {
            rows.Append($"<row r=\"{i + 2}\">{Cell($"A{i + 2}", chart.Bars[i].Category)}");
            for (var s = 0; s < chart.Series.Count; s++)
            {
                if (chart.Bars[i].Values[s] is { } value)
                    rows.Append($"<c r=\"{(char)('B' + s)}{i + 2}\"><v>{N(value)}</v></c>");
            }

            rows.Append("</row>");
        }

        zip.Add("xl/worksheets/sheet1.xml", rows.Append("</sheetData></worksheet>").ToString(), "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml");
        return zip.Write();

        static string Cell(string at, string text) => $"<c r=\"{at}\" t=\"inlineStr\"><is><t>{OfficeZip.Text(text)}</t></is></c>";
    }

    private static string N(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
