using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Strategize;

/// <summary>Goes through all active partners, in slices that keep no other writer waiting for long.</summary>
public sealed class EveryPartner(TandemDb db, IPartnerRegister register)
{
    private const int Slice = 250;

    /// <param name="settle">Judges some partners; the value is how many of them it changed.</param>
    public async Task<int> Settle(Func<IReadOnlyList<MeasuredPartner>, Task<int>> settle, CancellationToken ct)
    {
        var changed = 0;
        foreach (var ids in (await register.Read(null, ct)).Where(p => p.Active).Select(p => p.Id).Chunk(Slice))
        {
            db.Forget();
            await using var write = await db.BeginWrite(ct, Settling.Lock);

            // Read again under the lock: somebody may have changed a partner meanwhile.
            changed += await settle(await register.Read(ids, ct));
            await write.Commit(ct);
        }

        return changed;
    }
}
