using System.IO.Compression;
using System.Text;

namespace Tandem.Strategize.Reviews.Packs;

/// <summary>An Open XML package in the making: parts in the order they are added, without clock or chance.</summary>
/// <remarks>Parts are stored unpacked: how small a library packs may change with its version, and a pack must not.</remarks>
internal sealed class OfficeZip
{
    private static readonly DateTimeOffset Always = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<(string Name, byte[] Bytes)> parts = [];
    private readonly StringBuilder types = new();

    /// <param name="type">The part's own content type; null when its ending says it.</param>
    public void Add(string name, string xml, string? type = null) => Add(name, Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" + xml), type);

    public void Add(string name, byte[] bytes, string? type = null)
    {
        parts.Add((name, bytes));
        if (type is not null)
            types.Append($"<Override PartName=\"/{name}\" ContentType=\"{type}\"/>");
    }

    /// <summary>The relations of a part to others: id, kind, target.</summary>
    public void Relate(string part, params IEnumerable<(string Id, string Kind, string Target)> relations)
    {
        var cut = part.LastIndexOf('/') + 1;
        var xml = new StringBuilder("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
        foreach (var (id, kind, target) in relations)
            xml.Append($"<Relationship Id=\"{id}\" Type=\"{(kind.Contains("://", StringComparison.Ordinal) ? kind : "http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + kind)}\" Target=\"{target}\"/>");
        Add($"{part[..cut]}_rels/{part[cut..]}.rels", xml.Append("</Relationships>").ToString());
    }

    public byte[] Write()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Put(zip, "[Content_Types].xml", Encoding.UTF8.GetBytes(
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + $"<Default Extension=\"xlsx\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/>{types}</Types>"));
            parts.ForEach(p => Put(zip, p.Name, p.Bytes));
        }

        return file.ToArray();
    }

    /// <summary>Text for inside an element or an attribute; what XML cannot say is left out.</summary>
    public static string Text(string text) => System.Security.SecurityElement.Escape(string.Concat(text.Where(System.Xml.XmlConvert.IsXmlChar))) ?? "";

    private static void Put(ZipArchive zip, string name, byte[] bytes)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Always;
        using var stream = entry.Open();
        stream.Write(bytes);
    }
}
