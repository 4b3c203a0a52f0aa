using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Models;

/// <summary>Reads what the models in use say about deals and partners: the one door for every pillar.</summary>
public sealed class Predictions(TandemDb db, PolicyBook policies, TimeProvider clock)
{
    /// <summary>Null where nothing is predicted.</summary>
    public async Task<Prediction?> Of(string kind, Guid subject, CancellationToken ct) =>
        (await Of(kind, [subject], ct)).GetValueOrDefault(subject);

    /// <summary>Many with one query.</summary>
    public async Task<IReadOnlyDictionary<Guid, Prediction>> Of(string kind, IReadOnlyCollection<Guid> subjects, CancellationToken ct)
    {
        List<Guid> ids = [.. subjects];
        return ids.Count == 0 ? new Dictionary<Guid, Prediction>() : await db.PredictionRows().AsNoTracking()
            .Where(p => p.Kind == kind && p.Until == DateOnly.MaxValue && ids.Contains(p.SubjectId)).ToDictionaryAsync(p => p.SubjectId, ct);
    }

    /// <summary>What was said of one subject so far, newest first.</summary>
    public async Task<List<Prediction>> History(string kind, Guid subject, CancellationToken ct) => await Said.On(db)(db, kind, subject).ToListAsync(ct);

    // The page of every deal and partner asks.
    private static readonly Prepared<Func<TandemDb, string, Guid, IAsyncEnumerable<Prediction>>> Said = new(() => EF.CompileAsyncQuery(
        (TandemDb db, string kind, Guid subject) => db.Set<Prediction>().AsNoTracking()
            .Where(p => p.Kind == kind && p.SubjectId == subject).OrderByDescending(p => p.Since).Take(100)));

    /// <summary>The version that said it, without the model itself.</summary>
    public Task<VersionView> VersionOf(Prediction said, CancellationToken ct) =>
        db.ModelVersions().AsNoTracking().Where(v => v.Kind == said.Kind && v.Number == said.Version).Select(VersionView.Of).SingleAsync(ct);

    /// <summary>The vendor always; a partner only where the programme says so.</summary>
    public async Task<bool> MaySee(string kind, Actor reader, CancellationToken ct) =>
        reader.IsVendor ? reader.May(ModelPermissions.Read)
        : reader.IsPartner && (await policies.Current<PredictionSight>(clock.GetUtcNow(), ct, reader.Partner)).Rules.PartnersSee.Contains(kind);
}

/// <summary>Which predictions partners may see of their own deals and of themselves; none unless the programme says so.</summary>
[Policy("models.sight")]
public sealed record PredictionSight : IPolicy
{
    /// <summary>Kinds such as <c>win-odds</c>.</summary>
    public IReadOnlyList<string> PartnersSee { get; init; } = [];

    public IEnumerable<Refusal> Problems() => [];
}

/// <summary>Models' own permissions.</summary>
public sealed class ModelPermissions : IPermissions
{
    /// <summary>See predictions and how accurate they are.</summary>
    public const string Read = "models.read";

    /// <summary>Have models trained now, and say what partners see.</summary>
    public const string Train = "models.train";

    public IEnumerable<Grant> Grants =>
    [
        new(Read, [.. Roles.Vendor]),
        new(Train, Role.Operations, Role.ChannelManager),
    ];
}
