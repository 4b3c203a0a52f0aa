using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>Files came in.</summary>
[Fact("imports.run-finished", Icon = "file-import")]
public sealed record ImportFinished(int Added, int Changed, int Unchanged, int Refused) : IFact
{
    public string Say(Words l) => l["finished: {0} new, {1} changed, {2} unchanged, {3} refused", Added, Changed, Unchanged, Refused];
}

/// <summary>What an import had brought was taken back, except what people had touched since.</summary>
[Fact("imports.run-undone", Icon = "arrow-back-up")]
public sealed record ImportUndone(int TakenBack, int LeftStanding) : IFact
{
    public string Say(Words l) => l["undone: {0} records taken back, {1} left because they were touched since", TakenBack, LeftStanding];
}

/// <summary>This record was taken back, or given its former values, when its import was undone.</summary>
[Fact("imports.record-undone", Icon = "arrow-back-up")]
public sealed record RecordUndone(Id<ImportRun> Run, bool Restored) : IFact
{
    public string Say(Words l) => Restored ? l["restored it to what it was before an import"] : l["took it back with its import"];
}
