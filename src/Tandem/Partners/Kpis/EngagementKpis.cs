using Tandem.Events;
using Tandem.Identity;
using Tandem.Measures;

namespace Tandem.Partners.Kpis;

/// <summary>How much a partner's people take part in the programme.</summary>
public sealed class EngagementKpis : IKpis
{
    private static readonly EventInput SignIns = new("partners.sign-ins", "Sign-ins", "identity.signed-in") { By = DoneBy.PartnersPeople };
    internal static readonly EventInput OwnWork = new("partners.own-work", "What the partner's people did") { By = DoneBy.PartnersPeople };

    // Only what the partner may see in any case: a count must not tell of what is kept from it.
    private static readonly EventInput VendorsWork =
        new("partners.vendors-work", "What the vendor's people did for this partner", [.. FactKinds.SeenByPartner]) { By = DoneBy.VendorsPeople };

    private static readonly EventInput OwnNotes = new("partners.own-notes", "Notes by the partner's people", "threads.note-shared", "threads.note-kept") { By = DoneBy.PartnersPeople };
    private static readonly EventInput VendorsNotes = new("partners.vendors-notes", "Notes by the vendor that the partner can read", "threads.note-shared") { By = DoneBy.VendorsPeople };
    private static readonly EventInput Files = new("partners.files", "Files shared", "files.shared") { By = DoneBy.PartnersPeople };

    public IEnumerable<Kpi> Kpis =>
    [
        new("partners.sign-ins", "Sign-ins", KpiUnit.Count, r => Figure.Count(r.Count(SignIns)))
        {
            Meaning = "How often the partner's people opened the portal.",
            Formula = "number of sign-ins", Inputs = [SignIns], AddsUp = true, Period = PeriodKind.Month,
        },
        new("partners.active-people", "Active people", KpiUnit.Count, r => Figure.Count(r.Different(OwnWork)))
        {
            Meaning = "How many of the partner's people did anything in the programme.",
            Formula = "different people with at least one event", Inputs = [OwnWork], Period = PeriodKind.Month,
        },
        new("partners.active-days", "Active days", KpiUnit.Count, r => Figure.Count(r.DifferentDays(OwnWork)))
        {
            Meaning = "On how many days somebody of the partner worked in the programme.",
            Formula = "different days with at least one event of the partner's people", Inputs = [OwnWork], AddsUp = true, Period = PeriodKind.Month,
        },
        new("partners.activity", "Activity", KpiUnit.Count, r => Figure.Count(r.Count(OwnWork)))
        {
            Meaning = "How much the partner's people did: registering, working deals, writing, signing in.",
            Formula = "number of events of the partner's people", Inputs = [OwnWork], AddsUp = true, Period = PeriodKind.Month,
        },
        new("partners.quiet-days", "Quiet days", KpiUnit.Days, r => r.DaysSince(OwnWork) is { } days ? new Figure(days, 1) : Figure.Missing)
        {
            Meaning = "How long the partner's people have done nothing; long silence is the first sign of a partner lost.",
            Formula = "days from the last event of the partner's people to the end of the period", Inputs = [OwnWork], Better = Better.Less,
        },
        new("partners.notes", "Notes written", KpiUnit.Count, r => Figure.Count(r.Count(OwnNotes)))
        {
            Meaning = "How often the partner's people wrote something down on deals.",
            Formula = "number of notes by the partner's people", Inputs = [OwnNotes], AddsUp = true, Period = PeriodKind.Month,
        },
        new("partners.files-shared", "Files shared", KpiUnit.Count, r => Figure.Count(r.Count(Files)))
        {
            Meaning = "Offers, surveys and minutes that the partner shared with the vendor.",
            Formula = "number of files shared by the partner's people", Inputs = [Files], AddsUp = true,
        },
        new("partners.vendor-attention", "Vendor's attention", KpiUnit.Count, r => Figure.Count(r.Count(VendorsWork)))
        {
            Meaning = "How much the vendor's people did for this partner: decisions, deal work, notes.",
            Formula = "number of events of the vendor's people that the partner can see", Inputs = [VendorsWork], AddsUp = true, Side = Side.Vendor, Period = PeriodKind.Month,
        },
        new("partners.vendor-notes", "Vendor's notes", KpiUnit.Count, r => Figure.Count(r.Count(VendorsNotes)))
        {
            Meaning = "How often the vendor wrote to this partner on its deals.",
            Formula = "number of shared notes by the vendor's people", Inputs = [VendorsNotes], AddsUp = true, Side = Side.Vendor, Period = PeriodKind.Month,
        },
    ];
}
