using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>A customer came in by file.</summary>
[Fact("partners.account-imported", Icon = "file-import")]
public sealed record AccountImported(Guid File, bool New) : IFact
{
    public string Say(Words l) => New ? l["came in by import"] : l["changed by import"];
}

/// <summary>A product came in by file.</summary>
[Fact("partners.product-imported", Icon = "file-import")]
public sealed record ProductImported(Guid File, bool New) : IFact
{
    public string Say(Words l) => New ? l["came in by import"] : l["changed by import"];
}

/// <summary>A partner firm came in by file, with its seller, territory and account manager.</summary>
[Fact("partners.partner-imported", Icon = "file-import")]
public sealed record PartnerImported(Guid File, bool New) : IFact
{
    public string Say(Words l) => New ? l["came in by import"] : l["changed by import"];
}
