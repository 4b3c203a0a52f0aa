using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Matching;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.Matching;

/// <summary>Registers the last year once more against what was claimed then, and keeps how right the conflict check was.</summary>
public sealed class TryMatching
{
    private const int Days = 365;
    private const int MostJudged = 5_000;
    private const int MostClaims = 50_000;

    /// <summary>"No" for one of these says: it is the customer of somebody else.</summary>
    private static readonly RejectionCode?[] SameCustomer = [RejectionCode.CustomerAlreadyEngaged, RejectionCode.ExistingCustomer];

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Tried>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var rules = (await policies.Current<EngagementPolicy>(now, ct)).Rules;
            var claims = await Claims(programme, rules, now, ct);
            var judged = claims.FindAll(c => c.Judged is not null);
            var cases = MatchTrial.Run(claims, rules.Overlap, ct);
            var today = programme.DateOf(now);
            var run = new MatchingRun(
                today, now, judged.Count == 0 ? today : judged.Min(c => c.Judged!.On), judged.Count, judged.Count(c => c.Judged!.On >= today.AddDays(-MatchingRun.RecentDays)), judged.Count(c => c.Mail is not null), claims.Count, cases);
            await using var write = await db.BeginWrite(ct, ["matching"]);
            await db.Set<MatchingRun>().ExecuteDeleteAsync(ct);
            await db.InsertMany([run], ct);
            await write.Commit(ct);
            return new Tried(judged.Count, cases.Count);
        }

        private async Task<List<Claim>> Claims(ProgrammePolicy programme, EngagementPolicy rules, DateTimeOffset now, CancellationToken ct)
        {
            var families = await db.Products().AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.Family, ct);
            var rows = await db.Deals().AsNoTracking().Where(d => d.Status != DealStatus.Draft).OrderByDescending(d => d.Id).Take(MostClaims).Select(d => new Row(
                d.Id, d.PartnerId, d.AccountId, d.Status, d.Customer, d.Contact.Email, d.Created, d.Touched, d.ClosedOn, d.Registration, d.Lines.Select(l => l.ProductId).ToList())).ToListAsync(ct);
            var accounts = (await db.Accounts().AsNoTracking().Where(a => db.Deals().Any(d => d.AccountId == a.Id)).Take(MostClaims)
                .Select(a => new { a.Id, a.Name, a.Domain, a.Country, a.City }).ToListAsync(ct))
                .ToDictionary(a => a.Id, a => CustomerProfile.Of(new CustomerIdentity(a.Name, a.Domain, a.Country, a.City)));
            var accountOf = rows.ToDictionary(r => r.Id, r => r.Account);
            var judged = rows.Where(r => r.Registration?.Submitted >= now.AddDays(-Days)).OrderByDescending(r => r.Registration!.Submitted).Take(MostJudged).Select(r => r.Id).ToHashSet();
            return [.. rows.Where(r => rules.DirectDealsConflict || r.Partner is not null || r.Status == DealStatus.Won).Select(r => new Claim(
                    r.Id.Value, r.Partner, r.Since, Until(r), CustomerProfile.Of(r.Customer.Identity), r.Account is { } id ? accounts.GetValueOrDefault(id) : null,
                    WebDomain.Registrable(r.Mail), Families(r), judged.Contains(r.Id) ? Judge(r) : null))
                .Where(c => !c.Profile.IsEmpty).OrderBy(c => c.Since).ThenBy(c => c.Deal)];

            // Who ended stood in the way until that became known; who won stays the incumbent for a while.
            DateTimeOffset? Until(Row r) => Deal.Live.Contains(r.Status) ? null
                : r.Status == DealStatus.Won && r.ClosedOn is { } won ? programme.StartOf(won.AddMonths(rules.IncumbencyMonths).AddDays(1))
                : r.Registration is { Rejection: not null, Decided: { } no } ? no : r.Touched;

            List<string> Families(Row r) => [.. r.Products.Select(p => rules.Overlap == Overlap.SameProduct ? p.ToString() : families.GetValueOrDefault(p) ?? "").Distinct()];

            JudgedClaim Judge(Row r)
            {
                var registration = r.Registration!;
                var best = registration.Findings.MaxBy(f => f.Probability);
                return new JudgedClaim(
                    programme.DateOf(registration.Submitted), best is null ? null : new MatchFound(best.Deal.Value, best.Probability), best is null ? null : People(r, registration, best));
            }

            // A person looked at the finding: the reason of a "no" tells, or the account that the deal was given.
            bool? People(Row r, Registration registration, Finding best)
            {
                if (registration.DecidedBy is null)
                    return null;
                if (registration.Rejection is not null)
                    return SameCustomer.Contains(registration.Rejection) ? true : null;
                var theirs = best.Account ?? accountOf.GetValueOrDefault(best.Deal);
                return r.Account is { } own && theirs is { } other ? own == other : null;
            }
        }
    }

    private sealed record Row(
        Id<Deal> Id, Id<Organisation>? Partner, Id<Account>? Account, DealStatus Status, Customer Customer, string? Mail, DateTimeOffset Created, DateTimeOffset Touched,
        DateOnly? ClosedOn, Registration? Registration, List<Id<Product>> Products)
    {
        public DateTimeOffset Since => Registration?.Submitted ?? Created;
    }

    /// <param name="Telling">Registrations that met another claim, or should have.</param>
    public sealed record Tried(int Registrations, int Telling);
}
