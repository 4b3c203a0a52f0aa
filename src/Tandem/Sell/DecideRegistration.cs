using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.Tiers;

namespace Tandem.Sell;

/// <summary>The vendor answers a registration at the present level: yes, no under a named rule, or a question.</summary>
public sealed record DecideRegistration
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    [Required] public Verdict? Verdict { get; init; }

    /// <summary>For a "no": the rule that the partner will be told.</summary>
    public RejectionCode? Code { get; init; }

    /// <summary>For a "yes": the known account this customer is; the one the check found if empty, a new one if there is none.</summary>
    public Id<Account>? Account { get; init; }

    /// <summary>The level the person decides for, counted from 0, so that two answers never count for two levels.</summary>
    public int? Level { get; init; }

    /// <summary>What the partner should read with the answer: the question, or an explanation.</summary>
    [StringLength(4000)] public string? Text { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, ApprovalDesk desk, ApproveRegistration approve, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(DecideRegistration ask, Actor by, CancellationToken ct)
        {
            if (ask.Verdict == Approvals.Verdict.Reject && ask.Code is null)
                return Refusal.Invalid("sell/code-missing", "Choose the rule under which it is declined.").On(nameof(Code));

            if (ask.Verdict == Approvals.Verdict.NeedsInfo && string.IsNullOrWhiteSpace(ask.Text))
                return Refusal.Invalid("sell/question-missing", "Write what you need to know.").On(nameof(Text));
            if (!by.IsVendor)
                return Refusal.NotFound;

            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (await desk.OpenFor(deal.Ref, RequestKind.Registration, ct) is not { } request)
                return Refusal.Conflict("sell/not-in-review", "This registration is not waiting for a decision.");
            if (ask.Level is { } level && level != request.Level)
                return Refusal.Conflict("sell/level-decided", "Somebody else has already decided this level.");
            var finished = await desk.Decide(request, ask.Verdict!.Value, by, now, ct);
            if (!finished.Ok)
                return finished.Refusal!;

            switch (ask.Verdict)
            {
                case Approvals.Verdict.NeedsInfo:
                    deal.AskForInfo(now);
                    db.Record(by, deal.Ref, deal.PartnerId, new InfoRequested(), now);
                    break;
                case Approvals.Verdict.Reject:
                    deal.Reject(now);
                    deal.Registration!.Reject(ask.Code!.Value, by, now);
                    db.Record(by, deal.Ref, deal.PartnerId, new RegistrationRejected(ask.Code.Value), now);
                    break;
                case Approvals.Verdict.Approve when finished.Value:
                    await approve.Run(deal, ask.Account, by, byRule: false, now, ct);
                    break;
                default:
                    deal.Touch(now);
                    db.Record(by, deal.Ref, deal.PartnerId, new LevelApproved(request.Level, request.Levels.Count), now);
                    break;
            }

            db.Say(deal, ask.Text, by, now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}

/// <summary>The last yes, by a person or by the rule: the deal enters the pipeline, protected until a date.</summary>
public sealed class ApproveRegistration(TandemDb db, TierBook tiers, PolicyBook policies)
{
    internal async Task Run(Deal deal, Id<Account>? chosen, Actor by, bool byRule, DateTimeOffset now, CancellationToken ct)
    {
        var registration = deal.Registration!;
        var rules = await policies.Version<EngagementPolicy>(registration.PolicyNumber, ct);
        var stages = (await policies.Current<StagesPolicy>(now, ct, deal.PartnerId)).Rules;
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var tier = await tiers.BenefitsOf(registration.PartnerId, ct);
        var until = programme.DateOf(now).AddDays(rules.DaysFor(tier.ProtectionDays));

        var account = chosen ?? deal.AccountId ?? await KnownAccount(deal, ct) ?? await NewAccount(deal, now, ct);
        deal.Approve(account, stages.First.Code, now);
        registration.Approve(until, by, now);
        db.Record(by, deal.Ref, deal.PartnerId, new RegistrationApproved(until, byRule), now);
    }

    /// <summary>The account this customer certainly is; below certainty a new account is made, to be merged by a person.</summary>
    private async Task<Id<Account>?> KnownAccount(Deal deal, CancellationToken ct)
    {
        const double certain = 0.95;
        var profile = Engine.Matching.CustomerProfile.Of(deal.Customer.Identity);
        return (await db.Match(profile, certain, ct)).Find(c => c.Account is not null)?.Account;
    }

    internal async Task<Id<Account>> NewAccount(Deal deal, DateTimeOffset now, CancellationToken ct)
    {
        var account = Account.Of(deal.Customer.Identity, now);
        account.Place(parent: null, deal.TerritoryId);
        db.Add(account);
        await db.Index(Engine.Matching.CustomerProfile.Of(account.Identity), account.Id, claim: null, now, ct);
        db.Record(Actor.System, account.Ref, partner: null, new AccountFound(), now);
        return account.Id;
    }
}
