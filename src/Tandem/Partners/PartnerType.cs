namespace Tandem.Partners;

/// <summary>How a partner goes to market.</summary>
public enum PartnerType { Reseller, Integrator, Msp, Distributor, Technology, Referral }

/// <summary>Types by the names that people read.</summary>
public static class PartnerTypes
{
    public static string NameOf(this PartnerType type) => type switch
    {
        PartnerType.Reseller => "Reseller",
        PartnerType.Integrator => "Systems integrator",
        PartnerType.Msp => "Managed services",
        PartnerType.Distributor => "Distributor",
        PartnerType.Technology => "Technology partner",
        _ => "Referral partner",
    };
}
