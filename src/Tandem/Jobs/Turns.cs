namespace Tandem.Jobs;

/// <summary>Lets one through at a time; of those who wait, the one that was due first.</summary>
/// <param name="gathering">How long one waits for others that are due in the same moment but come a little later.</param>
internal sealed class Turns(TimeSpan gathering)
{
    private readonly Lock changing = new();
    private readonly PriorityQueue<TaskCompletionSource, DateTimeOffset> waiting = new();
    private bool taken;

    /// <summary>Completes when it is this one's turn, which lasts until what is given back is disposed.</summary>
    public async Task<IDisposable> Take(DateTimeOffset due, CancellationToken ct)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (changing)
            waiting.Enqueue(mine, due);
        try
        {
            await Task.Delay(gathering, ct);
            Next();
            await mine.Task.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // Who left is passed over, unless its turn had just come.
            if (!mine.TrySetCanceled(ct))
                End();
            throw;
        }

        return new Turn(this);
    }

    private void Next()
    {
        lock (changing)
        {
            while (!taken && waiting.TryDequeue(out var next, out _))
                taken = next.TrySetResult();
        }
    }

    private void End()
    {
        lock (changing)
            taken = false;
        Next();
    }

    private sealed class Turn(Turns turns) : IDisposable
    {
        public void Dispose() => turns.End();
    }
}
