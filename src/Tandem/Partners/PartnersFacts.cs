using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>A firm joined the programme.</summary>
[Fact("partners.partner-joined", Seen.ByPartner, Icon = "heart-handshake")]
public sealed record PartnerJoined(DateOnly Since) : IFact
{
    public string Say(Words l) => l["joined the programme"];
}

/// <summary>The programme's record of a partner was changed.</summary>
[Fact("partners.partner-changed", Icon = "edit")]
public sealed record PartnerChanged : IFact
{
    public string Say(Words l) => l["changed the partner's profile"];
}

/// <summary>An end customer was written down or corrected.</summary>
[Fact("partners.account-saved", Icon = "building")]
public sealed record AccountSaved : IFact
{
    public string Say(Words l) => l["saved the account"];
}

/// <summary>An approved registration named a customer that was not known yet.</summary>
[Fact("partners.account-found", Icon = "building")]
public sealed record AccountFound : IFact
{
    public string Say(Words l) => l["became known as a customer"];
}

/// <summary>A product was put on sale, changed or taken off.</summary>
[Fact("partners.product-saved", Icon = "package")]
public sealed record ProductSaved(bool Active, long ListPriceMinor, string Currency) : IFact
{
    public string Say(Words l) => Active ? l["saved the product"] : l["took the product off sale"];
}

/// <summary>The map of the market changed.</summary>
[Fact("partners.territory-saved", Icon = "map")]
public sealed record TerritorySaved(bool Active) : IFact
{
    public string Say(Words l) => Active ? l["saved the territory"] : l["closed the territory"];
}

/// <summary>New exchange rates arrived.</summary>
[Fact("partners.rates-loaded", Icon = "coins")]
public sealed record RatesLoaded(int Count, DateOnly Latest) : IFact
{
    public string Say(Words l) => l["loaded {0} exchange rates up to {1:d}", Count, Latest];
}
