namespace Tandem.Identity;

/// <summary>What a person does in the programme; a person of the vendor has vendor roles, a partner's person partner roles.</summary>
public enum Role
{
    // The vendor.
    Executive,
    ChannelManager,
    PartnerManager,
    Operations,
    SalesEngineer,
    SalesRep,
    VendorMarketer,
    VendorFinance,

    // A partner.
    PartnerAdmin,
    Signatory,
    Seller,
    Marketer,
    Technician,
    PartnerFinance,
}

/// <summary>The two sides of the programme.</summary>
public static class Roles
{
    public static IReadOnlyList<Role> Vendor { get; } = [.. Enum.GetValues<Role>().Where(r => r < Role.PartnerAdmin)];

    public static IReadOnlyList<Role> Partner { get; } = [.. Enum.GetValues<Role>().Where(r => r >= Role.PartnerAdmin)];

    /// <summary>The roles that a person of this side can hold.</summary>
    public static IReadOnlyList<Role> Of(bool vendor) => vendor ? Vendor : Partner;

    /// <summary>As a person says it: "Partner admin". Also the key of its translations.</summary>
    public static string Label(this Role role) => role switch
    {
        Role.ChannelManager => "Channel manager",
        Role.PartnerManager => "Partner manager",
        Role.SalesEngineer => "Sales engineer",
        Role.SalesRep => "Sales representative",
        Role.VendorMarketer => "Marketer",
        Role.VendorFinance or Role.PartnerFinance => "Finance",
        Role.PartnerAdmin => "Administrator",
        var simple => simple.ToString(),
    };

    public static bool IsVendor(this Role role) => role < Role.PartnerAdmin;
}
