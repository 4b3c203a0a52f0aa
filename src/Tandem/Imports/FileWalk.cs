using Tandem.Imports.Tables;

namespace Tandem.Imports;

/// <summary>Walks through a file in batches; rows that wait for others are held back and tried again at the end.</summary>
internal sealed class FileWalk(IImportable importable, ImportFile file, string path)
{
    // Rows held in memory; a file with more has its rows in the wrong order altogether.
    private const int MostWaiting = 20_000;

    private readonly List<ImportRow> waiting = [];
    private readonly Queue<ImportRow> again = [];
    private readonly HashSet<int> waitingBefore = [.. file.Waiting];

    public int Reached { get; private set; } = file.Reached;

    /// <summary>The rows still held back, for the day somebody pulls the plug.</summary>
    public IEnumerable<int> Waiting => [.. waiting.Concat(again).Select(row => row.Number), .. waitingBefore];

    /// <param name="size">How many rows the next batch shall have.</param>
    /// <param name="decide">Decides one batch; rows it leaves waiting come again, the last time with no hope left.</param>
    public async Task Run(Func<int> size, int most, Func<IReadOnlyList<ImportRow>, bool, Task> decide, CancellationToken ct)
    {
        var table = TableFile.Open(path);
        var reader = new RowReader(importable.Fields, table.Header, file.Mapping, file.Formats);
        var batch = new List<ImportRow>();
        foreach (var cells in table.Rows().Take(most))
        {
            if (cells.Number <= file.Reached)
            {
                if (waitingBefore.Remove(cells.Number))
                    waiting.Add(reader.Read(cells));
                else
                    reader.Pass(cells);
                continue;
            }

            batch.Add(reader.Read(cells));
            if (batch.Count >= size())
                await Decide(batch);
        }

        await Decide(batch);
        await Again(size, decide, ct);

        async Task Decide(List<ImportRow> rows)
        {
            if (rows.Count == 0)
                return;
            ct.ThrowIfCancellationRequested();
            Reached = rows[^1].Number;
            // Held before it is decided: what the batch leaves waiting is written down with the batch.
            await decide([.. rows], waiting.Count >= MostWaiting);
            rows.Clear();
        }
    }

    public void Hold(IEnumerable<ImportRow> rows) => waiting.AddRange(rows);

    private async Task Again(Func<int> size, Func<IReadOnlyList<ImportRow>, bool, Task> decide, CancellationToken ct)
    {
        var last = false;
        while (waiting.Count > 0)
        {
            var before = waiting.Count;
            foreach (var row in waiting)
                again.Enqueue(row);
            waiting.Clear();
            while (again.Count > 0)
            {
                ct.ThrowIfCancellationRequested();
                var rows = new List<ImportRow>();
                for (var i = size(); i > 0 && again.TryDequeue(out var row); i--)
                    rows.Add(row);
                await decide(rows, last);
            }

            last = waiting.Count == before;
        }
    }
}
