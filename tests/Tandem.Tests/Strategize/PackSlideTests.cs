using DocumentFormat.OpenXml.Packaging;
using Tandem.Strategize.Reviews.Packs;
using Xunit;
using A = DocumentFormat.OpenXml.Drawing;
using P = DocumentFormat.OpenXml.Presentation;

namespace Tandem.Tests.Strategize;

/// <summary>Slides stay in order whatever people's names and words are long: nothing runs out of its box or off the slide, and nothing is lost.</summary>
public sealed class PackSlideTests
{
    private const long High = 6_858_000;
    private const string Long = "Vereinigte Norddeutsche Automatisierungs- und Sicherheitstechnik Beteiligungsgesellschaft mbH & Co. KG, Niederlassung Rheinland-Pfalz";

    [Theory]
    [InlineData("Brenner")]
    [InlineData(Long)]
    [InlineData(Long + " " + Long + " " + Long)]
    public void Long_names_stay_within_their_boxes_and_everything_is_told(string name)
    {
        var slides = PackSlides.Write(Pack(name, points: 16, rows: 30));
        Printed.Check(slides);

        using var file = PresentationDocument.Open(new MemoryStream(slides), isEditable: false);
        var (texts, rows) = (new List<string>(), 0);
        foreach (var slide in file.PresentationPart!.SlideParts)
        {
            foreach (var shape in slide.Slide.Descendants<P.Shape>().Where(s => s.TextBody is not null))
            {
                var box = shape.ShapeProperties!.Transform2D!;
                var needs = shape.TextBody!.Elements<A.Paragraph>().Sum(p => Height(p, box.Extents!.Cx!.Value));
                Assert.True(needs <= box.Extents!.Cy!.Value, $"{needs} of {box.Extents.Cy}: {shape.InnerText}");
                Assert.True(box.Offset!.Y!.Value + box.Extents.Cy!.Value <= High);
                texts.Add(shape.InnerText);
            }

            foreach (var frame in slide.Slide.Descendants<P.GraphicFrame>().Where(f => f.Descendants<A.Table>().Any()))
            {
                var table = frame.Descendants<A.Table>().Single();
                var widths = table.TableGrid!.Elements<A.GridColumn>().Select(c => c.Width!.Value).ToList();
                foreach (var row in table.Elements<A.TableRow>())
                    Assert.All(row.Elements<A.TableCell>().Zip(widths), c => Assert.True(c.First.Descendants<A.Paragraph>().Sum(p => Height(p, c.Second - 182_880)) <= row.Height!.Value - 90_000, c.First.InnerText));
                Assert.Equal(table.Elements<A.TableRow>().Sum(r => r.Height!.Value), frame.Transform!.Extents!.Cy!.Value);
                Assert.True(frame.Transform.Offset!.Y!.Value + frame.Transform.Extents.Cy!.Value <= 6_150_000);
                rows += table.Elements<A.TableRow>().Count() - 1;
            }
        }

        Assert.Equal(30, rows);
        for (var i = 0; i < 16; i++)
            Assert.Contains(texts, t => t.Contains($"Point {i} ", StringComparison.Ordinal));
    }

    /// <summary>With letters half as wide as high on average, which is what common fonts have.</summary>
    private static double Height(A.Paragraph paragraph, long width)
    {
        var size = paragraph.Descendants<A.RunProperties>().Select(r => r.FontSize!.Value).DefaultIfEmpty(0).Max() / 100.0 * 12_700;
        return Math.Max(1, Math.Ceiling(paragraph.InnerText.Length * 0.5 * size / width)) * size * 1.2;
    }

    private static PackContents Pack(string name, int points, int rows) => new(
        "Quarterly business review", name, $"What {name} and we did together", PackTone.Good, $"{name} · as of 31 March 2026",
        [
            new PackSection("attainment", $"What {name} reached")
            {
                Lead = $"{name}: ahead in half of what was promised, behind in the rest.",
                Stats = [.. Enumerable.Range(0, 4).Select(i => new PackStat($"Number {i} of {name}", "€1,234,567", $"against the quarter before of {name}"))],
                Points = [.. Enumerable.Range(0, points).Select(i => new PackPoint($"Point {i} about {name}", $"Because {name} said so", PackTone.Warn))],
                Tables = [new PackTable("Deals", [new PackColumn("Customer"), new PackColumn("Stage"), new PackColumn("Upper quartile begins at", true)], [.. Enumerable.Range(0, rows).Select(i => new PackRow(null, PackTone.Plain, $"{i} {name}", "Proposal", "€120,000"))])],
                Note = $"Amounts of {name} at the rates of the day.",
            },
        ]);
}
