using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>Says what is wrong with rules in the light of what only their pillar knows: a KPI that nobody defines, or that one side may not read. Found by scan.</summary>
public interface IPolicyCheck
{
    /// <summary>Nothing for rules of other kinds.</summary>
    IEnumerable<Refusal> Problems(IPolicy rules);
}
