using Tandem.Identity;

namespace Tandem.Measures;

/// <summary>Measures' own permissions.</summary>
public sealed class MeasurePermissions : IPermissions
{
    /// <summary>The vendor's people see every partner's numbers.</summary>
    public const string Read = "measures.read";

    /// <summary>A partner's people see their own firm's numbers.</summary>
    public const string Own = "measures.own";

    /// <summary>See sums of money.</summary>
    public const string Money = "measures.money";

    public IEnumerable<Grant> Grants =>
    [
        new(Read, [.. Roles.Vendor]),
        new(Own, [.. Roles.Partner]),
        new(Money, [.. Roles.Vendor, Role.PartnerAdmin, Role.Signatory, Role.Seller, Role.PartnerFinance]),
    ];

    /// <summary>May this reader see this KPI at all?</summary>
    public static bool Shows(Kpi kpi, Actor reader) =>
        (reader.IsVendor || !kpi.VendorOnly) && (kpi.Unit != KpiUnit.Money || reader.May(Money));
}
