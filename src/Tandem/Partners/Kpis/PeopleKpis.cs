using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Partners.Kpis;

/// <summary>How many people a partner has in the programme: its capacity.</summary>
public sealed class PeopleKpis : IKpis
{
    public IEnumerable<Kpi> Kpis =>
    [
        new("partners.people", "People", KpiUnit.Count, r => Figure.Count(r.StandingCount(PeopleInputs.People)))
        {
            Meaning = "How many of the partner's people have a place in the programme.",
            Formula = "people of the firm at the end of the period", Inputs = [PeopleInputs.People],
        },
        new("partners.sellers", "Sellers", KpiUnit.Count, r => Figure.Count(r.StandingCount(PeopleInputs.Sellers)))
        {
            Meaning = "How many of the partner's people can register deals.",
            Formula = "people who may register deals at the end of the period", Inputs = [PeopleInputs.Sellers],
        },
        new("partners.active-share", "Active share", KpiUnit.Share,
            r => Figure.Per(Math.Min(r.Different(EngagementKpis.OwnWork), r.StandingCount(PeopleInputs.People)), r.StandingCount(PeopleInputs.People)))
        {
            Meaning = "Which part of the partner's people took part.",
            Formula = "active people ÷ people", Inputs = [EngagementKpis.OwnWork, PeopleInputs.People], Period = PeriodKind.Month,
        },
    ];
}

/// <summary>Reads who belongs to the partners.</summary>
public sealed class PeopleInputs(TandemDb db) : IInputSource
{
    public static readonly Input People = new("partners.people", "People of the firm") { Standing = true, Behind = Rows };
    public static readonly Input Sellers = new("partners.sellers", "People who may register deals") { Standing = true };

    private static readonly Role[] Selling = [Role.PartnerAdmin, Role.Signatory, Role.Seller];

    public async Task Read(InputScope scope, InputSheet sheet, CancellationToken ct)
    {
        if (!scope.Wants(People, Sellers))
            return;
        var people = await db.People().AsNoTracking()
            .Where(p => scope.Ids.Contains(p.OrganisationId) && p.Active && !p.IsProgram)
            .Select(p => new { p.OrganisationId, p.Created, p.RoleNames }).ToListAsync(ct);
        foreach (var person in people)
        {
            var (inputs, day) = (sheet.Of(person.OrganisationId), scope.DayOf(person.Created));
            inputs.Add(People, day);
            if (person.RoleNames.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Role>).Any(Selling.Contains))
                inputs.Add(Sellers, day);
        }
    }

    private static async Task<IReadOnlyList<BehindRow>> Rows(TandemDb db, BehindAsk ask, CancellationToken ct)
    {
        var rows = await db.People().AsNoTracking()
            .Where(p => p.OrganisationId == ask.Partner && p.Active && !p.IsProgram && p.Created < ask.Ends)
            .OrderByDescending(p => p.Created).Skip(ask.Skip).Take(ask.Take).Select(p => new { p.Id, p.Name, p.Created }).ToListAsync(ct);
        return rows.ConvertAll(p => new BehindRow(DateOnly.FromDateTime(p.Created.UtcDateTime), p.Name, $"/people/{p.Id}", null));
    }
}
