using Tandem.Imports.Tables;
using Xunit;

namespace Tandem.Tests.Imports;

/// <summary>Alone, because what the process holds would be that of the other tests too.</summary>
[Collection(Alone.Name)]
public sealed class HugeTableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tandem-huge").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_million_rows_are_read_and_written_without_filling_memory()
    {
        foreach (var kind in Enum.GetValues<TableKind>())
        {
            var path = Path.Combine(folder, "huge" + TableWriter.Extension(kind));
            await using (var stream = File.Create(path))
            {
                await using var table = TableWriter.To(stream, kind);
                await table.Row("id", "name", "amount", "day");
                for (var i = 0; i < 1_000_000; i++)
                    await table.Row($"id-{i}", $"Company number {i}", i * 0.25m, new DateOnly(2017, 1, 1).AddDays(i % 900));
            }

            GC.Collect();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var (rows, most) = (0, 0L);
            foreach (var row in TableFile.Open(path).Rows())
            {
                if (++rows % 100_000 == 0)
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }

            Assert.Equal(1_000_000, rows);
            Assert.InRange(most, 0, 20_000_000);
        }
    }
}
