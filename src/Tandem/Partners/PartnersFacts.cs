using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>An approved registration named a customer that was not known yet.</summary>
[Fact("partners.account-found", Icon = "building")]
public sealed record AccountFound : IFact
{
    public string Say(Words l) => l["became known as a customer"];
}
