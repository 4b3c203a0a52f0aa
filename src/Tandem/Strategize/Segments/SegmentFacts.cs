using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Strategize.Segments;

/// <summary>A partner came to another segment, by the rules or by exception.</summary>
[Fact("strategize.segment-moved", Icon = "category")]
public sealed record SegmentMoved(string FromCode, string ToCode, int Rules, bool ByException, double? Distance, double? C3) : IFact
{
    public string Say(Words l) => (FromCode.Length, ToCode.Length) switch
    {
        (0, _) => l["put the partner into the segment {0}", ToCode],
        (_, 0) => l["took the partner out of the segment {0}", FromCode],
        _ => l["moved the partner from the segment {0} to {1}", FromCode, ToCode],
    };
}

/// <summary>Somebody marked a partner on a criterion of the ideal.</summary>
[Fact("strategize.partner-marked", Icon = "star")]
public sealed record PartnerMarked(string CriterionCode, int Mark) : IFact
{
    public string Say(Words l) => l["marked {0} with {1} of 5", CriterionCode, Mark];
}

/// <summary>A person keeps a partner in a segment until a day, or no longer.</summary>
[Fact("strategize.segment-excepted", Icon = "hand-stop")]
public sealed record SegmentExcepted(string SegmentCode, DateOnly Until, bool Ended) : IFact
{
    public string Say(Words l) => Ended ? l["ended the exception for the segment {0}", SegmentCode] : l["keeps the partner in the segment {0} until {1:d}", SegmentCode, Until];
}

/// <summary>Who looks after a partner hears when its treatment changes.</summary>
public sealed class SegmentNotice(PolicyBook policies) : INoticeKind
{
    public string Kind => "strategize.segment";

    public string Title => "A partner of mine came to another segment";

    public Importance Importance => Importance.Normal;

    public IReadOnlyList<Role> Roles { get; } = [Role.ChannelManager, Role.PartnerManager, Role.Operations];

    public bool Wants(Event e) => e.Kind == FactKinds.Kind<SegmentMoved>();

    public async Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct)
    {
        // The first night of a programme puts everybody somewhere: no news to anybody.
        if (e.PartnerId is not { } partner || e.Fact is not SegmentMoved { FromCode.Length: > 0 } moved
            || await db.Partners().AsNoTracking().Where(p => p.Id == partner).Select(p => new { p.Organisation.Name, p.ManagerId }).FirstOrDefaultAsync(ct) is not { ManagerId: { } manager } firm)
            return [];
        var rules = await policies.Version<SegmentsPolicy>(moved.Rules, ct);
        var to = rules.Find(moved.ToCode);
        return [new Addressed(manager, new Sentence("{0} came to the segment {1}: {2}", firm.Name, to?.Name ?? moved.ToCode, to?.Treatment ?? ""), $"/segments/{partner}")];
    }
}
