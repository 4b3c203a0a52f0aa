using Tandem.Identity;

namespace Tandem.Imports;

/// <summary>Imports' own permission.</summary>
public sealed class ImportsPermissions : IPermissions
{
    /// <summary>Bring records in by file, look at the runs and undo them.</summary>
    public const string Run = "imports.run";

    public IEnumerable<Grant> Grants => [new(Run, Role.Operations, Role.ChannelManager)];
}
